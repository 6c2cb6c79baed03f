// HTTP requests of handlers, over the loopback interface.
#include "server.h"
#include "test/unit/embed/machines.h"
#include "test/unit/sanitized.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <sys/resource.h>
#include <thread>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

TEST(Http, SendsAndReceives) {
  Server server("HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 5\r\n\r\nhello");
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    http::Response response = http::post(server.url("/orders?a=1"), "{\"id\":7}");
    return Json{{"status", response.status},
                {"body", response.body},
                {"id", response.headers.find("x-id")->second}};
  });
  Host host(tasks, {.threads = 1});
  EXPECT_EQ(host.run(taskMachine(function("f"))).value(),
            Json({{"status", 201}, {"body", "hello"}, {"id", "7"}}));
  EXPECT_THAT(server.request(), testing::StartsWith("POST /orders?a=1 HTTP/1.1\r\n"));
  EXPECT_THAT(server.request(), testing::HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(server.request(), testing::EndsWith("\r\n\r\n{\"id\":7}"));
}

TEST(Http, LetsOthersRunMeanwhile) {
  Server silent("");
  HandlerRegistry tasks;
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
  // The connections are closed some time later, before the process ends.
  std::this_thread::sleep_for(200ms);
}

/// The cause of the request's failure, without method and URL.
std::string problem(http::Request request) {
  try {
    http::request(request);
    return "";
  } catch (const TaskError &error) {
    EXPECT_EQ(error.error, "States.Http.Socket");
    std::string begin = request.method + " " + request.url.substr(0, request.url.find('?')) + ": ";
    EXPECT_THAT(error.cause, testing::StartsWith(begin));
    return error.cause.substr(std::min(begin.size(), error.cause.size()));
  }
}

TEST(Http, ReportsTheFailureAndTheHost) {
  Server silent(""), broken("not HTTP at all\r\n\r\n");
  Server cut("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"), none("\r\n");
  EXPECT_EQ(problem({.url = silent.url("/a?key=secret"), .timeout = 1500ms}),
            "there was no complete answer within 1500 ms");
  EXPECT_EQ(problem({.url = broken.url()}), "the answer is not HTTP");
  EXPECT_EQ(problem({.url = cut.url()}),
            "the host closed the connection in the middle of its answer");
  EXPECT_EQ(problem({.url = "http://127.0.0.1:1/"}), "the host refuses connections on port 1");
  EXPECT_THAT(problem({.url = "http://no-such-host.invalid/"}),
              testing::HasSubstr("`no-such-host.invalid`"));
}

TEST(Http, FailsTheTaskWithTheErrorOfTheService) {
  HandlerRegistry tasks;
  tasks.function("f", [] { http::get("http://127.0.0.1:1/"); });
  Host host(tasks, {.threads = 1});
  Result result = host.run(taskMachine(function("f")));
  EXPECT_EQ(result.error, "States.Http.Socket");
  EXPECT_EQ(result.cause, "GET http://127.0.0.1:1/: the host refuses connections on port 1");
}

TEST(Http, LimitsTheSizeOfTheAnswer) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  Server large(head + "Content-Length: 101\r\n\r\n" + std::string(101, 'x'));
  Server endless(head + "\r\n" + std::string(200, 'x'));
  Server chunked(head + "Transfer-Encoding: chunked\r\n\r\nc8\r\n" + std::string(200, 'x'));
  Server wide(head + "X: " + std::string(70000, 'x') + "\r\n\r\n");
  for (Server *server : {&large, &endless, &chunked})
    EXPECT_EQ(problem({.url = server->url(), .maxResponseBytes = 100}),
              "the body of the answer is longer than 100 bytes");
  EXPECT_EQ(http::request({.url = large.url(), .maxResponseBytes = 101}).body.size(), 101u);
  EXPECT_EQ(http::request({.url = endless.url()}).body.size(), 200u);
  EXPECT_EQ(problem({.url = wide.url()}), "the headers of the answer are longer than 65536 bytes");
}

TEST(Http, RefusesInvalidRequests) {
  Server server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  auto cause = [](http::Request request) -> std::string {
    try {
      http::request(std::move(request));
      return "";
    } catch (const TaskError &error) {
      return error.cause;
    }
  };
  EXPECT_EQ(cause({.url = "ftp://a/"}),
            "`ftp://a/`: the address does not begin with http:// or https://");
  EXPECT_EQ(cause({.url = "http://"}), "`http://`: the address has no host name");
  EXPECT_THAT(cause({.url = "http://a b/"}), testing::EndsWith("no valid host name"));
  EXPECT_THAT(cause({.url = "http://a:99999/"}), testing::HasSubstr("from 1 to 65535"));
  EXPECT_THAT(cause({.url = "http://me:secret@a/"}), testing::HasSubstr("Authorization"));
  EXPECT_THAT(cause({.url = "http://a/\r\nX: y"}), testing::HasSubstr("control character"));
  EXPECT_THAT(cause({.method = "GET /", .url = server.url()}),
              testing::HasSubstr("not an HTTP method"));
  EXPECT_THAT(cause({.url = server.url(), .headers = {{"A", "b\r\nC: d"}}}),
              testing::HasSubstr("the value of the header `A` contains a line break"));
  EXPECT_THAT(cause({.url = server.url(), .headers = {{"A:", "b"}}}), testing::HasSubstr("`A:`"));
  EXPECT_THAT(cause({.url = server.url(), .headers = {{"Content-Length", "1"}}}),
              testing::HasSubstr("is set by asl::http itself"));
  EXPECT_EQ(cause({.url = server.url("/caf\xc3\xa9 a?b c#d"), .headers = {{"host", "other"}}}), "");
  EXPECT_THAT(server.request(), testing::StartsWith("GET /caf%C3%A9%20a?b%20c HTTP/1.1\r\n"));
  EXPECT_THAT(server.request(), testing::HasSubstr("host: other\r\n"));
  EXPECT_THAT(server.request(), testing::Not(testing::HasSubstr("Host: ")));
}

TEST(Http, WaitsForAFreeDescriptor) {
  if (kSanitized)
    GTEST_SKIP() << "sanitizers need descriptors for their checks";
  Server server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(http::get(server.url()).status, 200u); // the network has its own descriptors
  rlimit before{}, none{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  // The time without a descriptor does not count towards the timeout.
  std::future<http::Response> response = std::async(
      std::launch::async, [&] { return http::request({.url = server.url(), .timeout = 10s}); });
  EXPECT_EQ(response.wait_for(100ms), std::future_status::timeout);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(response.get().status, 200u);
}

TEST(Http, WorksOutsideOfHandlers) {
  Server server("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(http::get(server.url()).status, 204u);
}

} // namespace
} // namespace asl::test
