// TLS for HTTP requests: trusted certificates, and explanations of failures.
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace asl::http::tls {

/// Makes a client context: TLS 1.2 or later, certificates verified. Trusts the authorities in
/// `caFile` (PEM), or those of the system when it is empty; the environment variables SSL_CERT_FILE
/// and SSL_CERT_DIR can name others. Returns null when the file is not usable, and sets `problem`
/// to the reason. The caller owns the context.
SSL_CTX *makeContext(const std::string &caFile, std::string &problem);

/// Makes the connection request `host` (SNI) and accept only a certificate for that host. Returns
/// false when memory is short.
bool expectHost(SSL *connection, const std::string &host);

/// The reason for a failed handshake, as a sentence for the user.
std::string explainHandshake(const SSL *connection, unsigned long code);

} // namespace asl::http::tls
