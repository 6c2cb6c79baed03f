// Listening, the threads, the clock and the end of a server.
#include "runtime/http/server.h"

#include "runtime/http/connection.h"
#include "runtime/http/response_text.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/resource.h>
#include <sys/socket.h>

#include <list>
#include <thread>

namespace asl::http::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Response Shared::refusal(Fault fault) const {
  Response response = options.refusal ? options.refusal(fault) : Response{};
  response.status = statusOf(fault);
  return response;
}

namespace {

constexpr std::chrono::milliseconds kClockInterval{250};
/// Descriptors for everything but connections: databases, files, tasks.
constexpr rlim_t kOtherDescriptors = 512;

void raiseDescriptorLimit(size_t connections) {
  rlimit limit{};
  rlim_t wanted = connections + kOtherDescriptors;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
    return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// A socket that accepts connections, and the wait after a failure.
/// All that is done with it runs on a strand, because the server's threads close it too.
struct Listener {
  explicit Listener(asio::io_context &context)
      : acceptor(asio::make_strand(context)), pause(acceptor.get_executor()) {}
  tcp::acceptor acceptor;
  asio::steady_timer pause;
};

class RunningServer : public Server {
public:
  RunningServer(Options options, Handler handler) : shared_(std::make_shared<Shared>()) {
    shared_->options = std::move(options);
    shared_->handler = std::move(handler);
  }

  ~RunningServer() override { stop(std::chrono::milliseconds(0)); }

  Expected<void> start() {
    const Options &options = shared_->options;
    if (!options.certificateFile.empty()) {
      auto context = serverContext(options.certificateFile, options.keyFile);
      if (!context)
        return context.failure();
      shared_->tls = std::move(*context);
    }
    for (const Endpoint &endpoint : options.listen)
      if (auto done = listen(endpoint); !done)
        return done;
    raiseDescriptorLimit(options.mostConnections);
    for (Listener &listener : listeners_)
      accept(listener);
    startClock();
    for (unsigned i = 0; i < std::max(1u, options.threads); ++i)
      threads_.emplace_back([shared = shared_] { shared->context.run(); });
    return {};
  }

  std::vector<Endpoint> endpoints() const override { return endpoints_; }

  size_t connections() const override {
    std::lock_guard hold(shared_->lock);
    return shared_->connections.size();
  }

  void stop(std::chrono::milliseconds limit) override {
    if (threads_.empty())
      return;
    shared_->isStopping = true;
    for (Listener &listener : listeners_)
      asio::post(listener.acceptor.get_executor(), [&listener] {
        error_code ignored;
        (void)listener.acceptor.close(ignored);
        listener.pause.cancel();
      });
    endConnections(&Connection::stop, limit);
    endConnections(&Connection::abort, std::chrono::seconds(1));
    shared_->context.stop();
    for (std::thread &thread : threads_)
      thread.join();
    threads_.clear();
    // What is still queued may refer to connections, and these to what holds the queue.
    shared_->handler = {};
    shared_->isOver = true;
    shared_->context.restart();
    shared_->context.poll();
  }

private:
  Expected<void> listen(const Endpoint &endpoint) {
    Failure failure{"cannot listen at " + endpoint.text() + ": "};
    error_code error;
    auto address =
        asio::ip::make_address(endpoint.host == "localhost" ? "127.0.0.1" : endpoint.host, error);
    Listener &listener = listeners_.emplace_back(shared_->context);
    tcp::acceptor &acceptor = listener.acceptor;
    if (!error)
      (void)acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), error);
    if (!error)
      (void)acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && address.is_v6())
      (void)acceptor.set_option(asio::ip::v6_only(!address.is_unspecified()), error);
    if (!error)
      (void)acceptor.bind({address, endpoint.port}, error);
    if (!error)
      (void)acceptor.listen(4096, error);
    if (error) {
      failure.message += error.message();
      return failure;
    }
    endpoints_.push_back({endpoint.host, acceptor.local_endpoint(error).port()});
    return {};
  }

  void accept(Listener &listener) {
    listener.acceptor.async_accept(
        asio::make_strand(shared_->context),
        [this, &listener](const error_code &error, Connection::Socket socket) {
          if (shared_->isStopping || error == asio::error::operation_aborted)
            return;
          if (!error)
            admit(std::move(socket));
          // Without descriptors every accept would fail at once.
          if (!error || error == asio::error::connection_aborted) {
            accept(listener);
            return;
          }
          listener.pause.expires_after(std::chrono::milliseconds(100));
          listener.pause.async_wait([this, &listener](const error_code &canceled) {
            if (!canceled)
              accept(listener);
          });
        });
  }

  void admit(Connection::Socket socket) {
    error_code error;
    auto peer = socket.remote_endpoint(error);
    if (error)
      return;
    (void)socket.set_option(tcp::no_delay(true), error);
    std::unique_lock hold(shared_->lock);
    if (shared_->connections.size() >= shared_->options.mostConnections) {
      hold.unlock();
      turnAway(socket);
      return;
    }
    int descriptor = socket.native_handle();
    auto stream =
        shared_->tls ? tlsStream(descriptor, shared_->tls.get()) : plainStream(descriptor);
    if (!stream)
      return;
    auto connection = std::make_shared<Connection>(shared_, std::move(socket), std::move(stream),
                                                   peer.address().to_string());
    shared_->connections.insert(connection);
    hold.unlock();
    connection->start();
  }

  void turnAway(Connection::Socket &socket) {
    if (shared_->tls)
      return;
    std::string text = responseText(shared_->refusal(Fault::TooManyConnections), {.closes = true});
    // A new socket takes this much. A client that does not read loses it.
    (void)::send(socket.native_handle(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket.native_handle(), SHUT_WR);
  }

  void startClock() {
    clock_.expires_after(kClockInterval);
    clock_.async_wait([this](const error_code &) {
      forEach(&Connection::checkDeadline);
      startClock();
    });
  }

  void forEach(void (Connection::*what)()) {
    std::vector<std::shared_ptr<Connection>> all;
    {
      std::lock_guard hold(shared_->lock);
      all.assign(shared_->connections.begin(), shared_->connections.end());
    }
    for (const auto &connection : all)
      (connection.get()->*what)();
  }

  /// Tells all connections to end, also one that was being accepted meanwhile, and waits for it.
  void endConnections(void (Connection::*how)(), std::chrono::milliseconds limit) {
    auto end = std::chrono::steady_clock::now() + limit;
    do {
      forEach(how);
      std::unique_lock hold(shared_->lock);
      auto turn = std::min(end, std::chrono::steady_clock::now() + kClockInterval);
      if (shared_->empty.wait_until(hold, turn, [&] { return shared_->connections.empty(); }))
        return;
    } while (std::chrono::steady_clock::now() < end);
  }

  std::shared_ptr<Shared> shared_;
  std::list<Listener> listeners_;
  std::vector<Endpoint> endpoints_;
  std::vector<std::thread> threads_;
  asio::steady_timer clock_{shared_->context};
};

} // namespace

Expected<std::unique_ptr<Server>> Server::start(Options options, Handler handler) {
  auto server = std::make_unique<RunningServer>(std::move(options), std::move(handler));
  if (auto done = server->start(); !done)
    return done.failure();
  return std::unique_ptr<Server>(std::move(server));
}

} // namespace asl::http::server
