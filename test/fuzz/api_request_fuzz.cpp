// Requests of the API: any target, signature and body is answered by a call or by an error of ours.
#include "runtime/api/front.h"
#include "runtime/api/model.h"
#include "runtime/http/server.h"

#include <cstdlib>
#include <string_view>

using namespace asl;

namespace {

/// Takes each call, as its request must be by now: an object with the required members.
class Checking : public api::Operations {
public:
  void call(api::Call call) override {
    const auto *operation = api::model::findOperation(call.operation);
    for (const auto &member : membersOf(api::model::shapeOf(operation->input)))
      if (member.isRequired && !call.request.contains(member.name))
        std::abort();
    call.reply(api::Json::object());
  }
};

/// The next line of the input, or all of it.
std::string take(std::string_view &text) {
  size_t end = text.find('\n');
  std::string line(text.substr(0, end));
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

} // namespace

/// Lines: operation, target of the request, Authorization, X-Amz-Date; then the body.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static Checking operations;
  static api::Front open({}, operations);
  static api::Front guarded(
      {.credentials = api::Credentials{{"AK", api::Key{"secret", "", "user", {}}}}}, operations);
  std::string_view text(reinterpret_cast<const char *>(data), size);
  http::server::Request request;
  request.method = "POST";
  std::string operation = take(text);
  request.target = take(text);
  request.headers = {{"Host", "x"},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", "AWSStepFunctions." + operation},
                     {"Authorization", take(text)},
                     {"X-Amz-Date", take(text)}};
  request.body = text;
  for (api::Front *front : {&open, &guarded})
    front->handle(request, http::server::Responder::of([](const http::server::Response &response) {
                    if (response.status >= 500 || response.body.empty())
                      std::abort();
                  }));
  return 0;
}
