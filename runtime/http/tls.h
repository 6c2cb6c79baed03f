// TLS of HTTP requests: which certificates are trusted, and what a failure means.
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace asl::http::tls {

/// A context for clients: TLS 1.2 or later, certificates verified. Trusts the authorities of
/// `caFile` (PEM), or those of the system when it is empty (SSL_CERT_FILE and SSL_CERT_DIR of the
/// environment name others). Null when the file cannot be used; `problem` then says why. The caller
/// owns it.
SSL_CTX *makeContext(const std::string &caFile, std::string &problem);

/// Has the connection ask for `host` (SNI), and accept only a certificate that is made out to it.
/// False when there is no memory for it.
bool expectHost(SSL *connection, const std::string &host);

/// Why the handshake failed, as a sentence for the user.
std::string explainHandshake(const SSL *connection, unsigned long code);

} // namespace asl::http::tls
