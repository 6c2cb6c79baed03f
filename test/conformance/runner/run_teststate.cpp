// TestState cases: one call, and its answer.
#include "test/conformance/runner/run.h"

#include "tools/calls/calls.h"

namespace asl::conformance {

namespace {

/// Fields of the request that are text in the API: what is not text here is the JSON of it.
void writeAsText(Json &object, const char *name) {
  auto field = object.find(name);
  if (field != object.end() && !field->is_string())
    *field = field->dump();
}

Json requestOf(const Json &recorded) {
  Json request = recorded;
  for (const char *name : {"definition", "input", "variables", "context"})
    writeAsText(request, name);
  if (request.contains("mock"))
    writeAsText(request["mock"], "result");
  return request;
}

/// What was recorded of a task without a mock: the outside world.
class RecordedTask final : public task::TaskExecutor {
public:
  explicit RecordedTask(const Json &expect) {
    const Json inspected = expect.value("inspectionData", Json::object());
    const Json *result = inspected.contains("result") ? &inspected["result"]
                         : expect.contains("output")  ? &expect["output"]
                                                      : nullptr;
    if (result)
      result_ = result->is_string() ? result->get<std::string>() : result->dump();
    error_ = expect.value("error", "");
    cause_ = expect.value("cause", "");
  }
  uint64_t start(const task::Request &, std::shared_ptr<task::Reply> reply) override {
    if (result_.empty())
      reply->failed(error_, cause_);
    else
      reply->succeeded(result_);
    return 0;
  }
  void cancel(uint64_t) override {}

private:
  std::string result_, error_, cause_;
};

/// The error in the form in which cases have it.
Json jsonOf(const api::Answer &answer) {
  if (const auto *error = std::get_if<api::Error>(&answer))
    return {{"exception", {{"code", error->code}, {"message", error->message}}}};
  return std::get<api::Json>(answer);
}

} // namespace

Verdict runTestState(const Case &oneCase) {
  static aslc::calls::StateTester tester;
  const Json &expect = oneCase.body["expect"];
  RecordedTask task(expect);
  api::Caller caller;
  caller.account = "111111111111";
  api::Answer answer = tester.test(requestOf(oneCase.body["request"]), caller, &task);
  Differences differences;
  compareRecorded(expect, jsonOf(answer), "response", differences);
  return Verdict::of(std::move(differences));
}

} // namespace asl::conformance
