// HTTP requests by Boost.Beast, on a thread of their own; the fiber sleeps until the answer is
// there.
#include "asl/http.h"

#include "asl/tasks.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <thread>

namespace asl::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr uint64_t kMostBytes = uint64_t(16) << 20;

/// The thread on which sockets wait. Made at the first request and never destroyed: requests that
/// nobody waits for any more may outlive every static object.
class Network {
public:
  static Network &get() {
    static Network &network = *new Network;
    return network;
  }
  asio::io_context context{1};

private:
  Network() {
    std::thread([this] { context.run(); }).detach();
  }
  asio::executor_work_guard<asio::io_context::executor_type> guard_{context.get_executor()};
};

struct Target {
  std::string host, port = "80", path = "/";
};

[[noreturn]] void fail(const std::string &cause) { throw TaskError("States.Http.Socket", cause); }

Target parse(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme))
    fail("`" + std::string(url) + "` is not an address of the form http://host/path");
  url.remove_prefix(kScheme.size());
  Target target;
  size_t end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, end);
  std::string_view rest = url.substr(end);
  rest = rest.substr(0, rest.find('#'));
  if (!rest.empty())
    target.path = (rest[0] == '/' ? "" : "/") + std::string(rest);
  size_t colon = authority.rfind(':');
  bool inBrackets = colon != authority.npos && authority.find(']', colon) != authority.npos;
  if (colon != authority.npos && !inBrackets) {
    target.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']'))
    authority = authority.substr(1, authority.size() - 2);
  target.host = authority;
  if (target.host.empty())
    fail("the address names no host");
  return target;
}

/// A request under way; lives until its coroutine ends, also when nobody waits any more.
struct Exchange {
  Request request;
  Target target;
  Response response;
  std::string problem;
  // On the network's thread only:
  std::optional<beast::tcp_stream> stream;
  bool unwanted = false;
};

beast::http::request<beast::http::string_body> toBeast(const Exchange &exchange) {
  beast::http::request<beast::http::string_body> message;
  message.version(11);
  message.method_string(exchange.request.method);
  message.target(exchange.target.path);
  bool standardPort = exchange.target.port == "80";
  message.set(beast::http::field::host,
              exchange.target.host + (standardPort ? "" : ":" + exchange.target.port));
  message.set(beast::http::field::user_agent, "aslc");
  message.keep_alive(false);
  for (const auto &[name, value] : exchange.request.headers)
    message.insert(name, value);
  message.body() = exchange.request.body;
  message.prepare_payload();
  return message;
}

asio::awaitable<void> perform(std::shared_ptr<Exchange> exchange) {
  try {
    asio::any_io_executor executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    auto addresses = co_await resolver.async_resolve(exchange->target.host, exchange->target.port,
                                                     asio::use_awaitable);
    if (exchange->unwanted)
      co_return;
    beast::tcp_stream &stream = exchange->stream.emplace(executor);
    stream.expires_after(exchange->request.timeout);
    co_await stream.async_connect(addresses, asio::use_awaitable);
    auto message = toBeast(*exchange);
    co_await beast::http::async_write(stream, message, asio::use_awaitable);
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(kMostBytes);
    parser.skip(exchange->request.method == "HEAD");
    co_await beast::http::async_read(stream, buffer, parser, asio::use_awaitable);
    auto answer = parser.release();
    exchange->response.status = answer.result_int();
    exchange->response.body = std::move(answer.body());
    for (const auto &field : answer) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      exchange->response.headers.emplace(std::move(name), std::string(field.value()));
    }
  } catch (const std::exception &error) {
    exchange->problem = error.what();
  }
}

} // namespace

Response request(Request request) {
  auto exchange = std::make_shared<Exchange>();
  exchange->target = parse(request.url);
  exchange->request = std::move(request);
  asio::io_context &network = Network::get().context;
  try {
    this_task::await([&](const this_task::Resume &resume) {
      asio::co_spawn(network, perform(exchange),
                     [resume](const std::exception_ptr &) { resume(); });
    });
  } catch (const Cancelled &) {
    asio::post(network, [exchange] {
      exchange->unwanted = true;
      if (exchange->stream)
        exchange->stream->close();
    });
    throw;
  }
  if (!exchange->problem.empty())
    fail(exchange->request.method + " " + exchange->request.url + ": " + exchange->problem);
  return std::move(exchange->response);
}

Response get(std::string_view url) {
  Request question;
  question.url = url;
  return request(std::move(question));
}

Response post(std::string_view url, std::string body, std::string_view contentType) {
  Request question;
  question.method = "POST";
  question.url = url;
  question.headers.emplace("Content-Type", contentType);
  question.body = std::move(body);
  return request(std::move(question));
}

} // namespace asl::http
