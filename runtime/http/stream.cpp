// Reading and writing sockets. OpenSSL works on the socket itself, by way of two functions which
// raise no SIGPIPE, so that an idle connection needs no buffers.
#include "runtime/http/stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace asl::http::server {
namespace {

using End = Transfer::End;

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

class Plain : public Stream {
public:
  explicit Plain(int socket) : socket_(socket) {}

  Transfer read(char *to, size_t size) override {
    ssize_t count = ::recv(socket_, to, size, MSG_DONTWAIT);
    if (count > 0)
      return {End::Done, static_cast<size_t>(count)};
    if (count == 0)
      return {End::Closed};
    return {wouldBlock() ? End::WaitRead : End::Failed};
  }

  Transfer write(const char *from, size_t size) override {
    ssize_t count = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0)
      return {End::Done, static_cast<size_t>(count)};
    return {wouldBlock() ? End::WaitWrite : End::Failed};
  }

  void finish() override { ::shutdown(socket_, SHUT_WR); }

private:
  int socket_;
};

int socketOf(BIO *bio) { return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))); }

int bioRead(BIO *bio, char *to, int size) {
  BIO_clear_retry_flags(bio);
  ssize_t count = ::recv(socketOf(bio), to, static_cast<size_t>(size), MSG_DONTWAIT);
  if (count < 0 && wouldBlock())
    BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

int bioWrite(BIO *bio, const char *from, int size) {
  BIO_clear_retry_flags(bio);
  ssize_t count =
      ::send(socketOf(bio), from, static_cast<size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count < 0 && wouldBlock())
    BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

// The parameters are OpenSSL's.
long bioControl(BIO *, int command, long, void *) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD *bioMethod() {
  static BIO_METHOD *const method = [] {
    BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    if (made) {
      BIO_meth_set_read(made, bioRead);
      BIO_meth_set_write(made, bioWrite);
      BIO_meth_set_ctrl(made, bioControl);
    }
    return made;
  }();
  return method;
}

class Tls : public Stream {
public:
  explicit Tls(SSL *ssl) : ssl_(ssl) { SSL_set_accept_state(ssl_); }
  ~Tls() override { SSL_free(ssl_); }
  Tls(const Tls &) = delete;
  Tls &operator=(const Tls &) = delete;

  Transfer read(char *to, size_t size) override {
    ERR_clear_error();
    size_t count = 0;
    int result = SSL_read_ex(ssl_, to, size, &count);
    return ended(result, count);
  }

  Transfer write(const char *from, size_t size) override {
    ERR_clear_error();
    size_t count = 0;
    int result = SSL_write_ex(ssl_, from, size, &count);
    return ended(result, count);
  }

  bool hasBuffered() const override { return SSL_has_pending(ssl_) == 1; }
  bool isEstablished() const override { return SSL_is_init_finished(ssl_) == 1; }

  void finish() override {
    ERR_clear_error();
    if (isBroken_ || !SSL_is_init_finished(ssl_))
      return;
    SSL_shutdown(ssl_);
  }

private:
  Transfer ended(int result, size_t count) {
    if (result > 0)
      return {End::Done, count};
    switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return {End::WaitRead};
    case SSL_ERROR_WANT_WRITE:
      return {End::WaitWrite};
    case SSL_ERROR_ZERO_RETURN:
      return {End::Closed};
    default:
      isBroken_ = true;
      return {End::Failed};
    }
  }

  SSL *ssl_;
  bool isBroken_ = false;
};

/// What went wrong first: what OpenSSL says afterwards are consequences.
std::string firstProblem() {
  unsigned long code = ERR_peek_error();
  if (ERR_SYSTEM_ERROR(code))
    return std::strerror(ERR_GET_REASON(code));
  const char *reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason ? reason : "unknown reason";
}

} // namespace

std::unique_ptr<Stream> plainStream(int socket) { return std::make_unique<Plain>(socket); }

std::unique_ptr<Stream> tlsStream(int socket, SSL_CTX *context) {
  SSL *ssl = SSL_new(context);
  BIO *bio = ssl ? BIO_new(bioMethod()) : nullptr;
  if (!bio) {
    SSL_free(ssl);
    return nullptr;
  }
  BIO_set_data(bio, reinterpret_cast<void *>(static_cast<intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  return std::make_unique<Tls>(ssl);
}

Expected<TlsContext> serverContext(const std::string &certificateFile, const std::string &keyFile) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context)
    return Failure{"TLS cannot be used: " + firstProblem()};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Moved buffers and part writes: what is written next may lie elsewhere.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificateFile.c_str()) != 1)
    return Failure{"`" + certificateFile + "` is not a usable certificate: " + firstProblem()};
  if (SSL_CTX_use_PrivateKey_file(context.get(), keyFile.c_str(), SSL_FILETYPE_PEM) != 1)
    return Failure{"`" + keyFile + "` is not a usable private key: " + firstProblem()};
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return Failure{"the private key in `" + keyFile + "` is not that of the certificate in `" +
                   certificateFile + "`"};
  return context;
}

} // namespace asl::http::server
