// HTTPS requests to local servers, whose certificates are signed by a local authority.
#include "server.h"
#include "test/unit/embed/machines.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace asl::test {
namespace {

constexpr const char *kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

struct Identity {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  Identity() = default;
  Identity(const Identity &) = delete;
  Identity &operator=(const Identity &) = delete;
  ~Identity() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
};

void addExtension(X509 *certificate, int kind, const std::string &value) {
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Fills `identity`. It is valid from and until this many seconds from now. `issuer` may be
/// `identity` itself.
void sign(Identity &identity, const Identity &issuer, const std::string &name, long begin,
          long end) {
  X509 *certificate = identity.certificate;
  static long serial = 0;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), begin);
  X509_gmtime_adj(X509_getm_notAfter(certificate), end);
  X509_set_pubkey(certificate, identity.key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char *>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate));
}

/// A certificate authority, with its certificate in a file.
class Authority {
public:
  Authority() {
    sign(own_, own_, "Authority " + std::to_string(number_), -60, 3600);
    addExtension(own_.certificate, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(own_.certificate, own_.key, EVP_sha256());
    FILE *file = fopen(path_.c_str(), "w");
    PEM_write_X509(file, own_.certificate);
    fclose(file);
  }
  ~Authority() { std::filesystem::remove(path_); }
  Authority(const Authority &) = delete;
  Authority &operator=(const Authority &) = delete;

  const std::string &file() const { return path_; }
  /// `names` in OpenSSL's form: `DNS:localhost,IP:127.0.0.1`.
  void issue(Identity &identity, const std::string &names, long begin = -60, long end = 3600) {
    sign(identity, own_, "server", begin, end);
    addExtension(identity.certificate, NID_subject_alt_name, names);
    X509_sign(identity.certificate, own_.key, EVP_sha256());
  }

private:
  static inline int number_ = 0;
  Identity own_;
  std::string path_ = std::filesystem::temp_directory_path() /
                      ("asl-test-ca-" + std::to_string(getpid()) + "-" + std::to_string(++number_));
};

class TlsServer final : public Server {
public:
  explicit TlsServer(const Identity &identity, std::string answer = kAnswer)
      : Server(std::move(answer)) {
    SSL_CTX_use_certificate(context_, identity.certificate);
    SSL_CTX_use_PrivateKey(context_, identity.key);
  }
  ~TlsServer() override {
    stop();
    SSL_CTX_free(context_);
  }
  /// The host name that the client requested.
  std::string asked() const { return asked_; }

protected:
  std::string scheme() const override { return "https"; }
  void serve(int connection) override {
    SSL *tls = SSL_new(context_);
    SSL_set_fd(tls, connection);
    if (SSL_accept(tls) == 1) {
      const char *name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
      asked_ = name ? name : "";
      char buffer[4096];
      int count = SSL_read(tls, buffer, sizeof buffer);
      request_ = std::string(buffer, count > 0 ? static_cast<size_t>(count) : 0);
      SSL_write(tls, answer_.data(), static_cast<int>(answer_.size()));
    }
    SSL_free(tls); // without close_notify, as many servers do
  }

private:
  SSL_CTX *context_ = SSL_CTX_new(TLS_server_method());
  std::string asked_;
};

/// The cause of the request's failure, or nothing.
std::string problem(http::Request request) {
  try {
    http::request(std::move(request));
    return "";
  } catch (const TaskError &error) {
    EXPECT_EQ(error.error, "States.Http.Socket");
    return error.cause;
  }
}

TEST(Https, SendsAndReceivesWithinHandlers) {
  Authority authority;
  Identity identity;
  authority.issue(identity, "DNS:localhost,IP:127.0.0.1");
  TlsServer server(identity);
  HandlerRegistry tasks;
  tasks.function("f", [&](const std::string &host) {
    http::Request request{.url = server.url("/orders?a=1", host), .caFile = authority.file()};
    return http::request(request).body;
  });
  Host host(tasks, {.threads = 1});
  EXPECT_EQ(host.run(taskMachine(function("f")), "localhost").value(), "hello");
  EXPECT_EQ(server.asked(), "localhost");
  EXPECT_THAT(server.request(), testing::StartsWith("GET /orders?a=1 HTTP/1.1\r\n"));
  EXPECT_EQ(host.run(taskMachine(function("f")), "127.0.0.1").value(), "hello");
  EXPECT_EQ(server.asked(), "") << "addresses are no names of servers";
}

TEST(Https, TrustsOnlyKnownAuthorities) {
  Authority authority, other;
  Identity identity;
  authority.issue(identity, "DNS:localhost");
  TlsServer server(identity);
  http::Request request{.url = server.url("/", "localhost")};
  std::string refused = "GET " + request.url +
                        ": the certificate of the host was rejected: it is not signed by a trusted "
                        "authority";
  EXPECT_EQ(problem(request), refused) << "the system knows nothing of it";
  request.caFile = other.file();
  EXPECT_EQ(problem(request), refused);
  request.caFile = "/no/such/file";
  EXPECT_THAT(problem(request),
              testing::EndsWith("no CA certificates can be read from `/no/such/file`"));
  request.caFile = authority.file();
  EXPECT_EQ(problem(request), "");
}

TEST(Https, ExpectsTheCertificateOfTheHost) {
  Authority authority;
  Identity identity;
  authority.issue(identity, "DNS:shop.example,IP:192.0.2.1");
  TlsServer server(identity);
  for (const char *host : {"localhost", "127.0.0.1"})
    EXPECT_THAT(problem({.url = server.url("/", host), .caFile = authority.file()}),
                testing::EndsWith("was rejected: it was issued for another host"));
}

TEST(Https, RejectsExpiredAndFutureCertificates) {
  Authority authority;
  Identity old, young;
  authority.issue(old, "DNS:localhost", -7200, -3600);
  authority.issue(young, "DNS:localhost", 1800, 3600);
  TlsServer oldServer(old), youngServer(young);
  EXPECT_THAT(problem({.url = oldServer.url("/", "localhost"), .caFile = authority.file()}),
              testing::EndsWith("it has expired"));
  EXPECT_THAT(problem({.url = youngServer.url("/", "localhost"), .caFile = authority.file()}),
              testing::EndsWith("it is not valid yet"));
}

TEST(Https, ReportsAServerWithoutTls) {
  Server plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), silent("");
  std::string url = "https" + plain.url().substr(4);
  EXPECT_EQ(problem({.url = url}), "GET " + url + ": the host does not use TLS on this port");
  url = "https" + silent.url().substr(4);
  EXPECT_EQ(problem({.url = url, .timeout = std::chrono::milliseconds(1500)}),
            "GET " + url + ": the TLS handshake was not finished within 1500 ms");
}

TEST(Https, RejectsATruncatedAnswer) {
  Authority authority;
  Identity identity;
  authority.issue(identity, "DNS:localhost");
  TlsServer endless(identity, "HTTP/1.1 200 OK\r\n\r\nas long as the connection");
  EXPECT_THAT(problem({.url = endless.url("/", "localhost"), .caFile = authority.file()}),
              testing::EndsWith("the host closed the connection in the middle of its answer"));
}

} // namespace
} // namespace asl::test
