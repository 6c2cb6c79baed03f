#include "runtime/binding/transport.h"

#include "runtime/support/json_text.h"
#include "runtime/task/trace_header.h"
#include "runtime/value/json.h"

namespace asl::binding {

void TaskAnswer::submit(std::string_view json) const {
  if (!envelope.hasSubmitted)
    return;
  if (way->submitted)
    json = *way->submitted;
  reply->submitted(wrap(envelope.submitted, envelope.seed, json));
}

void TaskAnswer::succeed(std::string_view json) const {
  if (waitsForToken)
    return submit(json);
  reply->succeeded(wrap(envelope.result, envelope.seed, json));
}

void TaskAnswer::finish(std::string_view json) const {
  if (!failIfError(json))
    succeed(json);
}

bool TaskAnswer::failIfError(std::string_view output) const {
  Heap heap(nullptr, 1);
  Value payload = json::read(heap, output);
  Value type = memberByText(payload, "errorType");
  if (!isString(type) || isUndefined(memberByText(payload, "errorMessage")))
    return false;
  reply->failed(std::string(text(type)), json::write(payload));
  return true;
}

void TaskAnswer::failPlainly(std::string cause) const {
  reply->failed(isLambda ? "Lambda.Unknown" : "States.TaskFailed", std::move(cause));
}

std::string traceparentOf(const Request &request) {
  return traceparentHeader(readTraceHeader(request.traceHeader));
}

std::string taskMembers(const Request &request) {
  std::string text;
  auto add = [&](std::string_view name, std::string_view value) {
    text += text.empty() ? "\"" : ",\"";
    text.append(name).append("\":");
    json::appendQuoted(text, value);
  };
  add("resource", request.resource.text);
  add("state", request.stateName);
  add("execution", request.executionArn);
  text += ",\"attempt\":" + std::to_string(request.attempt);
  if (!request.taskToken.empty())
    add("taskToken", request.taskToken);
  if (std::string traceparent = traceparentOf(request); !traceparent.empty())
    add("traceparent", traceparent);
  return text;
}

namespace {

/// Of a binding that cannot carry out anything.
class NoTransport : public Transport {
public:
  explicit NoTransport(std::string problem) : problem_(std::move(problem)) {}

  uint64_t start(const Request &, std::string, TaskAnswer answer) override {
    answer.reply->unbound(problem_);
    return 0;
  }
  void cancel(uint64_t) override {}
  std::optional<std::string> unbound(const Request &) override { return problem_; }

private:
  const std::string problem_;
};

} // namespace

std::unique_ptr<Transport>
makeTransport(const Binding &binding, const BindingFile &file,
              std::shared_ptr<const std::vector<invoke::Connection>> connections,
              functions::Host &host) {
  if (!binding.problem.empty())
    return std::make_unique<NoTransport>(binding.problem);
  if (binding.answers.empty())
    return nullptr;
  switch (binding.answers.front().kind) {
  case Answer::Kind::Worker:
    return makeProcessTransport(binding, file, host);
  case Answer::Kind::Lambda:
    return binding.lambda.url.empty() ? makeProcessTransport(binding, file, host)
                                      : makeUrlTransport(binding, file);
  case Answer::Kind::Url:
    return makeUrlTransport(binding, file);
  case Answer::Kind::Http:
    return makeHttpTransport(binding, file, std::move(connections));
  case Answer::Kind::Execution:
    return makeExecutionTransport(binding, file, host);
  case Answer::Kind::Native:
    return makeNativeTransport(binding, file);
  default:
    return nullptr;
  }
}

} // namespace asl::binding
