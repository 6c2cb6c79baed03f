// An HTTP/1.1 server: requests in, responses out, at any time and from any thread.
#pragma once

#include "runtime/support/expected.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace asl::http::server {

struct Header {
  std::string name;
  std::string value;
};

/// A request that has arrived as a whole.
struct Request {
  std::string method;
  std::string target;          ///< path and query as they were sent, without scheme and host
  std::vector<Header> headers; ///< in the order of the request; a name may occur more than once
  std::string body;
  std::string peer; ///< address of the client, without the port
  bool isSecure = false;

  /// The first value of a header; empty when there is none. Letters of `name` may have any case.
  std::string_view header(std::string_view name) const;
  /// All values of a header that is a list, joined as RFC 9110, 5.3 says.
  std::string list(std::string_view name) const;
  bool hasHeader(std::string_view name) const;
};

/// `Content-Length`, `Date` and `Connection` are written by the server.
struct Response {
  int status = 200;
  std::vector<Header> headers{};
  std::string body{};
  /// The body goes on after `body`: with what Responder::send gives, until Responder::finish. The
  /// connection ends with it.
  bool isStream = false;
};

class Connection;

/// Where the response of one request goes. Copies are the same responder. When the last one is
/// destroyed and there was no response, the client gets `Options::refusal` of `Fault::NoAnswer`.
class Responder {
public:
  explicit Responder(std::shared_ptr<Connection> connection);
  /// A responder without a connection, for requests that came another way.
  static Responder of(std::function<void(const Response &)> take);
  /// Sends the response; a second one is ignored. Any thread; does not block.
  void respond(Response response) const;
  /// False when the client is known to have left, at most half a second after it did. Any thread.
  bool isConnected() const;
  /// Adds to the body of a stream whose response was sent. Any thread; does not block. Returns how
  /// many bytes the client has not taken yet; a sender without end must check this.
  size_t send(std::string bytes) const;
  /// Ends a stream when the client has taken what was sent. Any thread.
  void finish() const;

private:
  struct Exchange;
  explicit Responder(std::shared_ptr<Exchange> exchange);
  std::shared_ptr<Exchange> exchange_;
};

/// Takes a request. Called on one of the server's threads; may block it for a short time.
using Handler = std::function<void(Request, Responder)>;

/// Why the server itself answers.
enum class Fault {
  BadRequest,         ///< 400: no HTTP/1.1
  HeadTooLarge,       ///< 431
  BodyTooLarge,       ///< 413
  TooSlow,            ///< 408: the request did not arrive in time
  TooManyConnections, ///< 503
  NoAnswer,           ///< 500: the handler forgot the request, or threw an exception
};

int statusOf(Fault fault);

struct Endpoint {
  std::string host; ///< an IPv4 or IPv6 address, or `localhost`
  uint16_t port = 0;
  /// `127.0.0.1:8083`, `[::1]:8083`.
  std::string text() const;
};

/// Parses `host:port`, `[IPv6]:port` and `port`, which is that of 127.0.0.1.
Expected<Endpoint> parseEndpoint(std::string_view text);
/// True for addresses which only programs of this machine can reach.
bool isLoopback(std::string_view host);

struct Options {
  std::vector<Endpoint> listen{}; ///< port 0: any free one
  unsigned threads = 2;
  size_t mostConnections = 16'384;
  size_t mostHeadBytes = 32 * 1024;
  size_t mostBodyBytes = 1024 * 1025;
  std::chrono::milliseconds handshakeTimeout{10'000}; ///< of TLS, from the connection on
  std::chrono::milliseconds headTimeout{10'000};      ///< from the first byte of a request
  std::chrono::milliseconds bodyTimeout{30'000};      ///< from the end of the headers
  std::chrono::milliseconds writeTimeout{30'000};     ///< while the client takes no bytes
  std::chrono::milliseconds idleTimeout{300'000};     ///< between requests
  /// PEM files. With a certificate the server speaks HTTPS (TLS 1.2 or later) only.
  std::string certificateFile{}, keyFile{};
  /// The response to a fault; empty: one without a body. Its status is `statusOf(fault)`.
  std::function<Response(Fault)> refusal{};
};

/// Serves from `start` until `stop`. Needs one descriptor for each connection; `start` raises the
/// process's soft limit of open files, as far as it may, to what `mostConnections` needs.
class Server {
public:
  /// Listens and returns at once. Fails when an address cannot be used or TLS is not set up.
  static Expected<std::unique_ptr<Server>> start(Options options, Handler handler);
  /// As `stop(0)`.
  virtual ~Server() = default;
  /// The addresses and ports of the server.
  virtual std::vector<Endpoint> endpoints() const = 0;
  virtual size_t connections() const = 0;
  /// Accepts no more connections, closes the idle ones, lets requests in progress end for at most
  /// `limit`, then closes what is left. Blocks until then. Not on a thread of the server.
  virtual void stop(std::chrono::milliseconds limit) = 0;
};

} // namespace asl::http::server
