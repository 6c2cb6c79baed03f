// A server of the API whose operations do nothing: it answers each call with an empty response of
// the right shape, at once or from another thread. For tests and measurements of the protocol.
#include "runtime/api/front.h"
#include "runtime/api/model.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

namespace {

using namespace asl;
using api::Json;

/// The smallest value of a shape.
Json smallest(const api::model::Shape &shape) {
  using api::model::Kind;
  switch (shape.kind) {
  case Kind::Structure: {
    Json object = Json::object();
    for (const auto &member : membersOf(shape))
      if (member.isRequired)
        object[std::string(member.name)] = smallest(api::model::shapeOf(member.shape));
    return object;
  }
  case Kind::List:
    return Json::array();
  case Kind::Map:
    return Json::object();
  case Kind::Boolean:
    return false;
  case Kind::String:
    return valuesOf(shape).empty() ? "text" : std::string(valuesOf(shape)[0]);
  default:
    return 0;
  }
}

class Nothing : public api::Operations {
public:
  void call(api::Call call) override {
    const auto *operation = api::model::findOperation(call.operation);
    Json response = smallest(api::model::shapeOf(operation->output));
    if (++count_ % 16 != 0) {
      call.reply(std::move(response));
      return;
    }
    std::thread([reply = std::move(call.reply), response = std::move(response)]() mutable {
      reply(std::move(response));
    }).detach();
  }

private:
  std::atomic<unsigned> count_{0};
};

} // namespace

int main(int count, char **arguments) {
  http::server::Options http;
  http.listen = {{"127.0.0.1", 0}};
  api::FrontOptions options;
  options.log = [](const std::string &line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  for (int i = 1; i + 1 < count; i += 2) {
    std::string name = arguments[i], value = arguments[i + 1];
    if (name == "--credentials") {
      auto keys = api::readCredentials(value);
      if (!keys) {
        std::fprintf(stderr, "%s\n", keys.error().c_str());
        return 2;
      }
      options.credentials = std::move(*keys);
    } else if (name == "--certificate") {
      http.certificateFile = value;
    } else if (name == "--key") {
      http.keyFile = value;
    } else if (name == "--threads") {
      http.threads = static_cast<unsigned>(std::atoi(value.c_str()));
    }
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Nothing operations;
  api::Front front(std::move(options), operations);
  http.refusal = api::Front::refusal;
  auto server = http::server::Server::start(
      std::move(http), [&](http::server::Request request, http::server::Responder responder) {
        front.handle(std::move(request), std::move(responder));
      });
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().c_str());
    return 2;
  }
  std::printf("listening on http://%s\n", (*server)->endpoints()[0].text().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->stop(std::chrono::seconds(5));
  return 0;
}
