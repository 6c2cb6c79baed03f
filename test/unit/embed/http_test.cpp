// HTTP requests of handlers, over the loopback interface.
#include "machines.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

/// A server that answers every request with one text; an empty one: never.
class Server {
public:
  explicit Server(std::string answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length);
    port_ = ntohs(address.sin_port);
    listen(listener_, 64);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    for (int socket : open_)
      close(socket);
  }

  std::string url(const std::string &path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::string request() const { return request_; }

private:
  void serve() {
    for (;;) {
      int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0 || stopping_)
        return;
      if (answer_.empty()) {
        open_.push_back(connection);
        continue;
      }
      char buffer[4096];
      ssize_t count = read(connection, buffer, sizeof buffer);
      request_ = std::string(buffer, count > 0 ? static_cast<size_t>(count) : 0);
      EXPECT_EQ(write(connection, answer_.data(), answer_.size()),
                static_cast<ssize_t>(answer_.size()));
      close(connection);
    }
  }

  std::string answer_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
  std::string request_;
  std::vector<int> open_;
};

TEST(Http, SendsAndReceives) {
  Server server("HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 5\r\n\r\nhello");
  Tasks tasks;
  tasks.function("f", [&] {
    http::Response response = http::post(server.url("/orders?a=1"), "{\"id\":7}");
    return Value{{"status", response.status},
                 {"body", response.body},
                 {"id", response.headers.find("x-id")->second}};
  });
  Host host(tasks, {.threads = 1});
  EXPECT_EQ(host.run(taskMachine(function("f"))).value(),
            Value({{"status", 201}, {"body", "hello"}, {"id", "7"}}));
  EXPECT_THAT(server.request(), testing::StartsWith("POST /orders?a=1 HTTP/1.1\r\n"));
  EXPECT_THAT(server.request(), testing::HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(server.request(), testing::EndsWith("\r\n\r\n{\"id\":7}"));
}

TEST(Http, LetsOthersRunMeanwhile) {
  Server silent("");
  Tasks tasks;
  tasks.function("waits", [&] { http::get(silent.url()); });
  tasks.function("quick", [] { return 1; });
  Host host(tasks, {.threads = 1});
  std::vector<Execution> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(host.start(taskMachine(function("waits"))));
  EXPECT_EQ(host.run(taskMachine(function("quick"))).value(), 1);
  for (Execution &execution : all) {
    execution.cancel();
    EXPECT_EQ(execution.wait().status, Status::Aborted);
  }
  // The connections are closed in their own time, which is before the process ends.
  std::this_thread::sleep_for(200ms);
}

TEST(Http, FailsWithTheErrorOfTheService) {
  Server silent(""), broken("not HTTP at all\r\n\r\n");
  std::string url;
  Tasks tasks;
  tasks.function("f", [&] {
    http::Request request;
    request.url = url;
    request.timeout = 50ms;
    http::request(request);
  });
  Host host(tasks, {.threads = 1});
  for (const std::string &wrong : {silent.url(), broken.url(), std::string("http://127.0.0.1:1/"),
                                   std::string("https://example.com/"), std::string("http://")}) {
    url = wrong;
    EXPECT_EQ(host.run(taskMachine(function("f"))).error, "States.Http.Socket") << url;
  }
}

TEST(Http, WorksOutsideOfHandlers) {
  Server server("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(http::get(server.url()).status, 204u);
}

} // namespace
} // namespace asl::test
