// OpenSSL as an HTTPS client.
#include "runtime/http/tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <unistd.h>

namespace asl::http::tls {
namespace {

/// libcrypto knows only the folder of the system on which it was built. Other systems keep the
/// authorities in one of these files.
constexpr const char *kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                    "/etc/ssl/cert.pem"};

void trustSystem(SSL_CTX *context) {
  SSL_CTX_set_default_verify_paths(context);
  std::error_code ignored;
  if (std::getenv(X509_get_default_cert_file_env()) ||
      std::getenv(X509_get_default_cert_dir_env()) ||
      std::filesystem::exists(X509_get_default_cert_file(), ignored) ||
      std::filesystem::exists(X509_get_default_cert_dir(), ignored))
    return;
  for (const char *bundle : kBundles)
    if (::access(bundle, R_OK) == 0 && SSL_CTX_load_verify_file(context, bundle) == 1)
      return;
}

bool isAddress(const std::string &host) {
  in6_addr address;
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::string explainCertificate(long reason) {
  switch (reason) {
  case X509_V_ERR_HOSTNAME_MISMATCH:
  case X509_V_ERR_IP_ADDRESS_MISMATCH:
    return "it was issued for another host";
  case X509_V_ERR_CERT_HAS_EXPIRED:
    return "it has expired";
  case X509_V_ERR_CERT_NOT_YET_VALID:
    return "it is not valid yet";
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
  case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    return "it is not signed by a trusted authority";
  case X509_V_ERR_CERT_REVOKED:
    return "it has been revoked";
  default:
    return X509_verify_cert_error_string(reason);
  }
}

} // namespace

SSL_CTX *makeContext(const std::string &caFile, std::string &problem) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                            SSL_CTX_free);
  if (!context) {
    problem = "OpenSSL cannot be used on this system";
    return nullptr;
  }
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (caFile.empty()) {
    trustSystem(context.get());
  } else if (SSL_CTX_load_verify_file(context.get(), caFile.c_str()) != 1) {
    ERR_clear_error();
    problem = "no CA certificates can be read from `" + caFile + "`";
    return nullptr;
  }
  return context.release();
}

bool expectHost(SSL *connection, const std::string &host) {
  if (isAddress(host))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) == 1;
  std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(connection, name.c_str()) == 1 &&
         SSL_set1_host(connection, name.c_str()) == 1;
}

std::string explainHandshake(const SSL *connection, unsigned long code) {
  if (long reason = SSL_get_verify_result(connection); reason != X509_V_OK)
    return "the certificate of the host was rejected: " + explainCertificate(reason);
  if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
    switch (ERR_GET_REASON(code)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
      return "the host does not use TLS on this port";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return "the host does not support TLS 1.2 or later";
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return "the host rejected the TLS handshake";
    default:
      break;
    }
  }
  return "the TLS handshake failed";
}

} // namespace asl::http::tls
