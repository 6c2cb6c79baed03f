// A small HTTP service with an engine: POST /orders starts an execution, GET /orders/<number>
// returns its status, DELETE cancels it. GET /prices/<product> is the service's price list, which
// the machine's task reads over HTTP.
#include "order.h"

#include <asl/asl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <iostream>
#include <map>
#include <mutex>
#include <thread>

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;

using Request = http::request<http::string_body>;

class Service {
public:
  explicit Service(unsigned short port) : self_("http://127.0.0.1:" + std::to_string(port)) {}

  std::pair<http::status, asl::Json> answer(const Request &request) {
    std::string_view target(request.target().data(), request.target().size());
    if (target.starts_with("/prices/"))
      return {http::status::ok, target == "/prices/lamp" ? 40 : 900};
    if (target == "/orders" && request.method() == http::verb::post)
      return startOrder(asl::Json::parse(request.body()));
    if (target.starts_with("/orders/"))
      return order(std::stoul(std::string(target.substr(8))), request.method());
    return {http::status::not_found, "there is no such page"};
  }

private:
  std::pair<http::status, asl::Json> startOrder(const asl::Json &input) {
    std::lock_guard lock(mutex_);
    orders_.emplace(orders_.size() + 1, host_.start(machines::order, input));
    return {http::status::created, {{"order", orders_.size()}}};
  }

  std::pair<http::status, asl::Json> order(size_t number, http::verb method) {
    std::lock_guard lock(mutex_);
    auto found = orders_.find(number);
    if (found == orders_.end())
      return {http::status::not_found, "there is no such order"};
    if (method == http::verb::delete_) {
      found->second.cancel("Order.Cancelled", "by the customer");
      found->second.wait();
    }
    std::optional<asl::Result> result = found->second.poll();
    if (!result)
      return {http::status::ok, {{"status", "RUNNING"}}};
    return {http::status::ok,
            {{"status", asl::statusName(result->status)}, {"output", result->output}}};
  }

  asl::HandlerRegistry makeTasks() {
    asl::HandlerRegistry tasks;
    tasks.function("quote", [this](const asl::Json &order) {
      return asl::Json::parse(
          asl::http::get(self_ + "/prices/" + order.at("product").get<std::string>()).body);
    });
    return tasks;
  }

  std::string self_;
  asl::Host host_{makeTasks()};
  std::mutex mutex_;
  std::map<size_t, asl::Execution> orders_;
};

static void serve(Service &service, tcp::socket socket) {
  try {
    beast::flat_buffer buffer;
    Request request;
    http::read(socket, buffer, request);
    http::response<http::string_body> response;
    try {
      auto [status, body] = service.answer(request);
      response.result(status);
      response.body() = body.dump() + "\n";
    } catch (const std::exception &error) {
      response.result(http::status::bad_request);
      response.body() = std::string(error.what()) + "\n";
    }
    response.set(http::field::content_type, "application/json");
    response.prepare_payload();
    http::write(socket, response);
  } catch (const std::exception &error) {
    std::cerr << error.what() << "\n"; // the client has disconnected
  }
}

int main() {
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  unsigned short port = acceptor.local_endpoint().port();
  Service service(port);
  std::cout << "http://127.0.0.1:" << port << std::endl;
  for (;;)
    std::thread(serve, std::ref(service), acceptor.accept()).detach();
}
