// The bytes of a connection, with or without TLS, on a socket that never blocks.
#pragma once

#include "runtime/support/expected.h"

#include <cstddef>
#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace asl::http::server {

/// How an attempt to read or write ended.
struct Transfer {
  enum class End {
    Done,      ///< `bytes` were moved
    WaitRead,  ///< try again when the socket is readable
    WaitWrite, ///< try again when the socket is writable
    Closed,    ///< the peer sends nothing more
    Failed,    ///< the connection is broken
  } end;
  size_t bytes = 0;
};

/// Reads and writes a socket, which it does not own. One thread at a time.
class Stream {
public:
  virtual ~Stream() = default;
  virtual Transfer read(char *to, size_t size) = 0;
  virtual Transfer write(const char *from, size_t size) = 0;
  /// True when bytes have been read from the socket that `read` has not given yet.
  virtual bool hasBuffered() const { return false; }
  /// False as long as a handshake is in progress.
  virtual bool isEstablished() const { return true; }
  /// Tells the peer that nothing more will be sent.
  virtual void finish() = 0;
};

std::unique_ptr<Stream> plainStream(int socket);
/// The handshake is part of the first transfers. Returns null when memory is short.
std::unique_ptr<Stream> tlsStream(int socket, SSL_CTX *context);

struct FreeContext {
  void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

/// A context of a server: TLS 1.2 or later, with the certificate (and its chain) and the private
/// key of two PEM files.
Expected<TlsContext> serverContext(const std::string &certificateFile, const std::string &keyFile);

} // namespace asl::http::server
