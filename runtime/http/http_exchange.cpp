// HTTP/1.1 with Boost.Asio and the parser of Boost.Beast. Each exchange is a coroutine on the
// network's thread.
#include "runtime/http/http_exchange.h"

#include "runtime/http/tls.h"
#include "runtime/support/system_time.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cctype>
#include <deque>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace asl::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr uint32_t kMostHeaderBytes = 64 << 10;
constexpr size_t kReadBytes = 16 << 10;
/// Maximum number of concurrent name look-ups, each of which blocks a thread.
constexpr unsigned kLookUpThreads = 4;
constexpr auto kShortageDelay = 20ms;

class Transfer;

/// The thread that serves all sockets. Created by the first request and never destroyed, because
/// abandoned requests may outlive every static object.
class Network {
public:
  static Network &get() {
    static Network &network = *new Network;
    return network;
  }

  /// Starts the transfer now, or when another one has left. Network's thread only.
  void enter(std::shared_ptr<Transfer> transfer);
  void leave();

  asio::io_context context{1};
  asio::thread_pool lookUps{kLookUpThreads};
  /// The TLS context that trusts the system's authorities.
  std::optional<asio::ssl::context> system;

private:
  Network() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
      most_ = std::clamp<size_t>(limit.rlim_cur / 2, 1, most_);
    std::thread([this] { context.run(); }).detach();
  }

  asio::executor_work_guard<asio::io_context::executor_type> guard_{context.get_executor()};
  size_t most_ = 1 << 16;
  size_t open_ = 0;
  std::deque<std::shared_ptr<Transfer>> waiting_;
};

/// True for a temporary lack of descriptors or memory.
bool isShortage(const error_code &error) {
  using namespace boost::system;
  return error == errc::too_many_files_open || error == errc::too_many_files_open_in_system ||
         error == errc::no_buffer_space || error == errc::not_enough_memory;
}

bool isSameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return tolower(x) == tolower(y); });
}

/// The request in the wire format.
std::string textOf(const Request &request, const Url &url) {
  std::string text = request.method + " " + url.target + " HTTP/1.1\r\n";
  auto add = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  auto addDefault = [&](std::string_view name, std::string_view value) {
    if (std::none_of(request.headers.begin(), request.headers.end(),
                     [&](const auto &header) { return isSameName(header.first, name); }))
      add(name, value);
  };
  addDefault("Host", url.authority());
  addDefault("User-Agent", "aslc");
  addDefault("Accept", "*/*");
  for (const auto &[name, value] : request.headers)
    add(name, value);
  add("Connection", "close");
  if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD"))
    add("Content-Length", std::to_string(request.body.size()));
  return text + "\r\n" + request.body;
}

std::string seconds(std::chrono::milliseconds time) {
  if (time % 1s == 0ms)
    return std::to_string(time / 1s) + " s";
  return std::to_string(time.count()) + " ms";
}

class Transfer final : public Exchange, public std::enable_shared_from_this<Transfer> {
public:
  Transfer(Request request, Url url, std::function<void(Outcome)> ended)
      : request_(std::move(request)), url_(std::move(url)), ended_(std::move(ended)),
        network_(Network::get()) {}

  void abandon() override {
    asio::post(network_.context, [self = shared_from_this()] {
      self->ended_ = nullptr;
      self->finish({});
    });
  }

  // ---- Network's thread ----

  void begin() {
    if (isOver_)
      return network_.leave();
    startClock();
    error_code error;
    auto address = asio::ip::make_address(url_.host, error);
    if (!error)
      return run({tcp::endpoint(address, url_.port)});
    asio::post(network_.lookUps, [self = shared_from_this()] { self->lookUp(); });
  }

  bool isOver() const { return isOver_; }

private:
  enum class Step : uint8_t { LookUp, Connect, Handshake, Send, Receive };

  /// Ends the exchange. Only the first end counts.
  void finish(Outcome outcome) {
    if (isOver_)
      return;
    isOver_ = true;
    clock_.cancel();
    delay_.cancel();
    error_code ignored;
    (void)socket_.close(ignored);
    if (auto ended = std::exchange(ended_, nullptr))
      ended(std::move(outcome));
  }
  void fail(std::string problem) { finish({{}, std::move(problem)}); }

  void startClock() {
    clock_.expires_after(std::clamp<std::chrono::milliseconds>(request_.timeout, 0ms, longestWait));
    clock_.async_wait([self = shared_from_this()](const error_code &error) {
      if (!error)
        self->fail(self->describeTimeout());
    });
  }

  /// On a thread that may block.
  void lookUp() {
    tcp::resolver resolver(network_.context);
    error_code error;
    auto found = resolver.resolve(url_.host, std::to_string(url_.port), error);
    std::vector<tcp::endpoint> endpoints;
    for (const auto &entry : found)
      endpoints.push_back(entry.endpoint());
    asio::post(network_.context,
               [self = shared_from_this(), error, endpoints = std::move(endpoints)]() mutable {
                 if (error)
                   self->fail(self->describe(error));
                 self->run(std::move(endpoints));
               });
  }

  void run(std::vector<tcp::endpoint> endpoints) {
    if (isOver_)
      return network_.leave();
    asio::co_spawn(network_.context, perform(std::move(endpoints)),
                   [self = shared_from_this()](const std::exception_ptr &failure) {
                     if (failure)
                       self->fail("the request failed");
                     self->network_.leave();
                   });
  }

  asio::awaitable<void> perform(std::vector<tcp::endpoint> endpoints) {
    error_code error;
    step_ = Step::Connect;
    for (const tcp::endpoint &endpoint : endpoints) {
      co_await openSocket(endpoint, error);
      if (!error)
        co_await socket_.async_connect(endpoint, redirect_error(asio::use_awaitable, error));
      if (!error || isOver_)
        break;
    }
    if (!error && url_.secure)
      co_await shakeHands(error);
    if (!error && !isOver_)
      co_await send(error);
    if (!error && !isOver_)
      co_await receive(error);
    if (error)
      fail(describe(error));
  }

  /// Opens the socket; waits while the process has no free descriptor. The wait does not count
  /// towards the request's timeout.
  asio::awaitable<void> openSocket(const tcp::endpoint &endpoint, error_code &error) {
    error_code ignored;
    (void)socket_.close(ignored);
    bool waited = false;
    for (;;) {
      (void)socket_.open(endpoint.protocol(), error);
      if (!isShortage(error) || isOver_)
        break;
      clock_.cancel();
      waited = true;
      delay_.expires_after(kShortageDelay);
      co_await delay_.async_wait(redirect_error(asio::use_awaitable, ignored));
    }
    if (waited && !isOver_)
      startClock();
  }

  asio::awaitable<void> shakeHands(error_code &error) {
    step_ = Step::Handshake;
    if (asio::ssl::context *context = trusted()) {
      tls_.emplace(socket_, *context);
      if (tls::expectHost(tls_->native_handle(), url_.host))
        co_await tls_->async_handshake(asio::ssl::stream_base::client,
                                       redirect_error(asio::use_awaitable, error));
      else
        fail("the host's name cannot be used with TLS");
    }
  }

  /// Returns null when the exchange has failed.
  asio::ssl::context *trusted() {
    std::optional<asio::ssl::context> &context = request_.caFile.empty() ? network_.system : own_;
    if (!context) {
      std::string problem;
      SSL_CTX *made = tls::makeContext(request_.caFile, problem);
      if (!made) {
        fail(std::move(problem));
        return nullptr;
      }
      context.emplace(made);
    }
    return &*context;
  }

  asio::awaitable<void> send(error_code &error) {
    step_ = Step::Send;
    std::string text = textOf(request_, url_);
    auto token = redirect_error(asio::use_awaitable, error);
    if (tls_)
      co_await asio::async_write(*tls_, asio::buffer(text), token);
    else
      co_await asio::async_write(socket_, asio::buffer(text), token);
  }

  asio::awaitable<size_t> read(asio::mutable_buffer space, error_code &error) {
    auto token = redirect_error(asio::use_awaitable, error);
    co_return tls_ ? co_await tls_->async_read_some(space, token)
                   : co_await socket_.async_read_some(space, token);
  }

  using Parser = beast::http::response_parser<beast::http::string_body>;

  asio::awaitable<void> receive(error_code &error) {
    step_ = Step::Receive;
    beast::flat_buffer buffer;
    std::optional<Parser> parser;
    do { // until a final answer (status 200 or higher)
      parser.emplace();
      parser->eager(true);
      parser->header_limit(kMostHeaderBytes);
      parser->body_limit(request_.maxResponseBytes);
      parser->skip(request_.method == "HEAD");
      co_await receiveOne(*parser, buffer, error);
    } while (!error && !isOver_ && parser->get().result_int() / 100 == 1);
    if (!error && !isOver_)
      take(parser->release());
  }

  asio::awaitable<void> receiveOne(Parser &parser, beast::flat_buffer &buffer, error_code &error) {
    bool needsMore = buffer.size() == 0;
    while (!isOver_ && !parser.is_done()) {
      if (needsMore) {
        size_t count = co_await read(buffer.prepare(kReadBytes), error);
        buffer.commit(count);
        if (error && parser.got_some()) {
          // An answer without a length ends with the connection, but only if that was closed
          // properly.
          bool isEnd = error == asio::error::eof;
          error = {};
          if (isEnd)
            parser.put_eof(error);
          else
            error = beast::http::error::partial_message;
          co_return;
        }
        if (error)
          co_return;
      }
      buffer.consume(parser.put(buffer.data(), error));
      needsMore = error == beast::http::error::need_more || buffer.size() == 0;
      if (error == beast::http::error::need_more)
        error = {};
      if (error)
        co_return;
    }
  }

  void take(beast::http::response<beast::http::string_body> answer) {
    Outcome outcome;
    outcome.response.status = answer.result_int();
    outcome.response.body = std::move(answer.body());
    for (const auto &field : answer) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      outcome.response.headers.emplace(std::move(name), std::string(field.value()));
    }
    finish(std::move(outcome));
  }

  // ---- Problems, as sentences ----

  std::string describe(const error_code &error) {
    namespace http = beast::http;
    if (step_ == Step::LookUp)
      return error == asio::error::host_not_found || error == asio::error::no_data
                 ? "the host `" + url_.host + "` does not exist"
                 : "the name `" + url_.host + "` cannot be looked up: no name server answers";
    if (step_ == Step::Connect)
      return describeConnect(error);
    if (step_ == Step::Handshake && error.category() == asio::error::get_ssl_category())
      return tls::explainHandshake(tls_->native_handle(),
                                   static_cast<unsigned long>(error.value()));
    if (error == http::error::body_limit)
      return "the body of the answer is longer than " + std::to_string(request_.maxResponseBytes) +
             " bytes";
    if (error == http::error::header_limit)
      return "the headers of the answer are longer than " + std::to_string(kMostHeaderBytes) +
             " bytes";
    if (error == http::error::partial_message)
      return "the host closed the connection in the middle of its answer";
    if (error.category() == http::make_error_code(http::error::partial_message).category())
      return "the answer is not HTTP";
    if (step_ == Step::Receive)
      return "the host closed the connection without an answer";
    return "the host closed the connection before the request was sent";
  }

  std::string describeConnect(const error_code &error) const {
    using namespace boost::system;
    std::string port = std::to_string(url_.port);
    if (error == errc::connection_refused)
      return "the host refuses connections on port " + port;
    if (error == errc::timed_out)
      return "the host does not answer on port " + port;
    if (error == errc::network_unreachable || error == errc::host_unreachable ||
        error == errc::network_down || error == errc::address_not_available)
      return "the host cannot be reached from here";
    if (error == errc::permission_denied || error == errc::operation_not_permitted)
      return "this system does not permit the connection";
    return "the connection to port " + port + " failed";
  }

  std::string describeTimeout() const {
    std::string within = " within " + seconds(request_.timeout);
    switch (step_) {
    case Step::LookUp:
      return "the name `" + url_.host + "` was not found" + within;
    case Step::Connect:
      return "no connection was made" + within;
    case Step::Handshake:
      return "the TLS handshake was not finished" + within;
    default:
      return "there was no complete answer" + within;
    }
  }

  const Request request_;
  const Url url_;
  std::function<void(Outcome)> ended_;
  Network &network_;
  std::optional<asio::ssl::context> own_; ///< trusts the authorities that the request names
  tcp::socket socket_{network_.context};
  std::optional<asio::ssl::stream<tcp::socket &>> tls_;
  asio::steady_timer clock_{network_.context}, delay_{network_.context};
  Step step_ = Step::LookUp;
  bool isOver_ = false;
};

void Network::enter(std::shared_ptr<Transfer> transfer) {
  if (open_ == most_)
    return waiting_.push_back(std::move(transfer));
  ++open_;
  transfer->begin();
}

void Network::leave() {
  --open_;
  while (!waiting_.empty() && open_ < most_) {
    std::shared_ptr<Transfer> next = std::move(waiting_.front());
    waiting_.pop_front();
    if (!next->isOver())
      enter(std::move(next));
  }
}

} // namespace

std::shared_ptr<Exchange> Exchange::start(Request request, Url url,
                                          std::function<void(Outcome)> ended) {
  auto transfer = std::make_shared<Transfer>(std::move(request), std::move(url), std::move(ended));
  asio::post(Network::get().context, [transfer] { Network::get().enter(transfer); });
  return transfer;
}

} // namespace asl::http
