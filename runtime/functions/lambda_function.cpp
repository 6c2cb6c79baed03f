#include "runtime/functions/lambda_function.h"

#include "runtime/functions/bootstraps.h"
#include "runtime/functions/log_lines.h"
#include "runtime/functions/runtime_api.h"
#include "runtime/support/json_text.h"
#include "runtime/value/json.h"

#include <cstdio>

namespace asl::functions {

namespace {

using std::chrono::milliseconds;

/// How long a process may take until it asks for its first call, beyond the time of a call.
constexpr milliseconds kStartTime{10'000};
/// The largest answer that Lambda takes.
constexpr size_t kMostAnswerBytes = 6'291'556;

std::string payload(std::string_view type, const std::string &message) {
  std::string text = R"({"errorType":)";
  json::appendQuoted(text, type);
  text += R"(,"errorMessage":)";
  json::appendQuoted(text, message);
  return text + "}";
}

Ended failure(std::string_view type, const std::string &message) {
  return {Ended::Kind::Failed, payload(type, message), std::string(type)};
}

class LambdaInstance : public Instance, RuntimeApi::Listener {
public:
  LambdaInstance(LambdaFunction &function) : Instance(function), spec_(function.spec()) {}

protected:
  void begin() override {
    Host &host = pool_.host();
    Expected<std::unique_ptr<RuntimeApi>> api =
        RuntimeApi::start(host, *this, std::weak_ptr<void>(weak_from_this()));
    if (!api) {
      host.post([self = weak_from_this(), why = api.error()] {
        if (auto instance = std::static_pointer_cast<LambdaInstance>(self.lock()))
          instance->fail({Ended::Kind::NoRoom, why, {}});
      });
      return;
    }
    api_ = *std::move(api);
    spawn(processSpec());
  }

  void send(const Call &call) override {
    auto deadline = std::chrono::system_clock::now() + spec_.timeout;
    api_->give({call.about, call.input,
                std::chrono::duration_cast<milliseconds>(deadline.time_since_epoch()).count(),
                call.traceHeader});
  }

  Ended died(const Call &, const process::ProcessEnd &end) override {
    using Kind = process::ProcessEnd::Kind;
    if (end.kind == Kind::NoRoom)
      return {Ended::Kind::NoRoom, "The function `" + spec_.name + "` " + end.text(), {}};
    if (end.kind == Kind::NotStarted)
      return failure("Runtime.InvalidEntrypoint",
                     said("fork/exec " + program() + ": " + end.reason));
    bool isSilent = end.kind == Kind::Exited && end.code == 0;
    return failure("Runtime.ExitError",
                   said(isSilent ? "Runtime exited without providing a reason"
                                 : "Runtime exited with error: " + lowered(end.text())));
  }

  Ended timedOut(const Call &) override {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.2f",
                  static_cast<double>(spec_.timeout.count()) / 1000);
    return failure("Sandbox.Timedout",
                   said("Task timed out after " + std::string(seconds) + " seconds"));
  }

private:
  // What the process tells the Runtime API.
  void wantsCall() override {
    finish(failure("Runtime.ExitError", said("Runtime asked for the next call without an answer")));
    ready();
  }
  void answered(std::string body) override {
    if (body.size() <= kMostAnswerBytes)
      return finish({Ended::Kind::Succeeded, std::move(body), {}});
    finish(failure("Function.ResponseSizeTooLarge",
                   "Response payload size exceeded maximum allowed payload size (" +
                       std::to_string(kMostAnswerBytes) + " bytes)."));
  }
  void failedCall(const std::string &body) override { finish(lambdaFailure(body)); }
  void failedStart(const std::string &body) override { fail(lambdaFailure(body)); }

  std::string said(const std::string &what) const {
    return "RequestId: " + api_->requestId() + " Error: " + what;
  }

  static std::string lowered(std::string text) {
    if (size_t colon = text.find(": "); colon + 2 < text.size() && colon != text.npos)
      text[colon + 2] =
          static_cast<char>(std::tolower(static_cast<unsigned char>(text[colon + 2])));
    return text;
  }

  std::string program() const {
    if (!spec_.interpreter.empty())
      return spec_.interpreter;
    if (spec_.runtime.starts_with("python"))
      return "python3";
    return spec_.runtime.starts_with("nodejs") ? "node" : spec_.code + "/bootstrap";
  }

  process::ProcessSpec processSpec() const {
    process::ProcessSpec spec;
    spec.command = {program()};
    if (spec_.runtime.starts_with("python"))
      spec.command.insert(spec.command.end(), {"-c", kPythonBootstrap});
    else if (spec_.runtime.starts_with("nodejs"))
      spec.command.insert(spec.command.end(), {"--input-type=module", "-e", kNodeBootstrap});
    spec.directory = spec_.code;
    spec.environment = {{"AWS_LAMBDA_RUNTIME_API", api_->address()},
                        {"_HANDLER", spec_.handler},
                        {"LAMBDA_TASK_ROOT", spec_.code},
                        {"LAMBDA_RUNTIME_DIR", spec_.code},
                        {"AWS_EXECUTION_ENV", "AWS_Lambda_" + spec_.runtime},
                        {"AWS_LAMBDA_FUNCTION_NAME", spec_.name},
                        {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
                        {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(spec_.memoryMb)},
                        {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
                        {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + spec_.name},
                        {"AWS_LAMBDA_LOG_STREAM_NAME", "aslc"},
                        {"AWS_REGION", "us-east-1"},
                        {"AWS_DEFAULT_REGION", "us-east-1"},
                        {"TZ", ":UTC"}};
    for (const auto &[name, value] : spec_.environment) {
      std::erase_if(spec.environment, [&](const auto &each) { return each.first == name; });
      spec.environment.emplace_back(name, value);
    }
    auto output = std::make_shared<LogLines>(spec_.name);
    auto error = std::make_shared<LogLines>(spec_.name);
    spec.takeOutput = [output](std::string_view text) { output->take(text); };
    spec.takeError = [error](std::string_view text) { error->take(text); };
    return spec;
  }

  const LambdaSpec &spec_;
  std::unique_ptr<RuntimeApi> api_;
};

} // namespace

bool isKnownRuntime(std::string_view runtime) {
  return runtime.starts_with("python3") || runtime.starts_with("nodejs") ||
         runtime.starts_with("provided");
}

Ended lambdaFailure(std::string_view payload) {
  Heap heap(nullptr, 1);
  Value value = json::read(heap, payload);
  Value type = memberByText(value, "errorType");
  if (isString(type) && !text(type).empty())
    return {Ended::Kind::Failed, json::write(value), std::string(text(type))};
  return {Ended::Kind::Failed,
          "The cause could not be determined because Lambda did not return an error type. Returned "
          "payload: " +
              std::string(payload),
          "Lambda.Unknown"};
}

LambdaFunction::LambdaFunction(Host &host, LambdaSpec spec)
    : Pool(host, {.processes = spec.concurrency,
                  .call = spec.timeout,
                  .start = kStartTime + spec.timeout}),
      spec_(std::move(spec)) {}

std::shared_ptr<Instance> LambdaFunction::make() { return std::make_shared<LambdaInstance>(*this); }

} // namespace asl::functions
