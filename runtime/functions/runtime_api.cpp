#include "runtime/functions/runtime_api.h"

#include "runtime/support/uuid.h"

#include <random>

namespace asl::functions {

namespace server = http::server;

namespace {

constexpr std::string_view kPrefix = "/2018-06-01/runtime/";
/// More than any answer that is taken.
constexpr size_t kMostBodyBytes = 32 << 20;

/// A UUID as Lambda makes them for its requests.
std::string newRequestId() {
  static thread_local std::mt19937_64 random(std::random_device{}());
  uint64_t high = random(), low = random();
  return uuidText(high, low);
}

server::Response jsonResponse(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

server::Response accepted() { return jsonResponse(202, R"({"status":"OK"})"); }

server::Response refused(int status, std::string_view type, std::string_view message) {
  return jsonResponse(status, R"({"errorMessage":")" + std::string(message) + R"(","errorType":")" +
                                  std::string(type) + R"("})");
}

} // namespace

Expected<std::unique_ptr<RuntimeApi>> RuntimeApi::start(Host &host, Listener &listener,
                                                        std::weak_ptr<void> life) {
  std::unique_ptr<RuntimeApi> api(new RuntimeApi(listener));
  api->requestId_ = newRequestId();
  server::Options options;
  options.listen = {{"127.0.0.1", 0}};
  options.threads = 1;
  options.mostConnections = 16;
  options.mostBodyBytes = kMostBodyBytes;
  options.idleTimeout = std::chrono::hours(24 * 365);
  auto take = [&host, api = api.get(), life](server::Request request, server::Responder responder) {
    host.post(
        [api, life, request = std::move(request), responder = std::move(responder)]() mutable {
          if (auto alive = life.lock())
            api->take(std::move(request), std::move(responder));
        });
  };
  Expected<std::unique_ptr<server::Server>> started = server::Server::start(options, take);
  if (!started)
    return started.failure();
  api->server_ = *std::move(started);
  return api;
}

std::string RuntimeApi::address() const { return server_->endpoints().front().text(); }

void RuntimeApi::take(server::Request request, server::Responder responder) {
  std::string_view path = request.target;
  if (!path.starts_with(kPrefix))
    return responder.respond(refused(404, "NotFound", "there is no such path"));
  path.remove_prefix(kPrefix.size());
  if (request.method == "GET" && path == "invocation/next") {
    isRunning_ = false;
    asking_ = std::move(responder);
    return listener_.wantsCall();
  }
  if (request.method == "POST" && path == "init/error") {
    responder.respond(accepted());
    return listener_.failedStart(request.body);
  }
  if (request.method == "POST" && path.starts_with("invocation/"))
    return takeEnd(std::move(request), responder);
  responder.respond(refused(404, "NotFound", "there is no such path"));
}

void RuntimeApi::takeEnd(server::Request request, const server::Responder &responder) {
  std::string_view path = std::string_view(request.target).substr(kPrefix.size());
  path.remove_prefix(std::string_view("invocation/").size());
  bool isError = path == requestId_ + "/error";
  if (!isRunning_ || (!isError && path != requestId_ + "/response"))
    return responder.respond(refused(400, "InvalidRequestID", "Invalid request ID"));
  isRunning_ = false;
  responder.respond(accepted());
  if (isError)
    listener_.failedCall(request.body);
  else
    listener_.answered(std::move(request.body));
}

void RuntimeApi::give(const Invocation &invocation) {
  requestId_ = newRequestId();
  isRunning_ = true;
  server::Response response = jsonResponse(200, invocation.event);
  response.headers.push_back({"Lambda-Runtime-Aws-Request-Id", requestId_});
  response.headers.push_back({"Lambda-Runtime-Deadline-Ms", std::to_string(invocation.deadlineMs)});
  response.headers.push_back({"Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn});
  std::string ofItsOwn = "Root=1-" + requestId_.substr(0, 8) + "-" + requestId_.substr(24) +
                         requestId_.substr(0, 8) + requestId_.substr(9, 4) + ";Sampled=0";
  const std::string &trace = invocation.traceHeader;
  response.headers.push_back({"Lambda-Runtime-Trace-Id", trace.empty() ? ofItsOwn : trace});
  if (auto asking = std::exchange(asking_, std::nullopt))
    asking->respond(std::move(response));
}

} // namespace asl::functions
