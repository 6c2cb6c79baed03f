// Tasks as calls of a Lambda function of ours, and of a worker.
#include "runtime/binding/transport.h"

#include "runtime/functions/lambda_function.h"
#include "runtime/functions/worker.h"
#include "runtime/task/function_name.h"
#include "runtime/value/value.h"

#include <filesystem>

namespace asl::binding {

namespace {

using functions::Ended;

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

void conclude(const TaskAnswer &answer, const Ended &ended) {
  switch (ended.kind) {
  case Ended::Kind::Succeeded:
    return answer.succeed(ended.text);
  case Ended::Kind::Failed:
    return answer.reply->failed(ended.error, ended.text);
  case Ended::Kind::NoRoom:
    // This is not a failure of the task, so that no Retrier or Catcher handles it.
    return answer.reply->unbound(ended.text);
  }
}

class LambdaTransport : public Transport {
public:
  LambdaTransport(functions::Host &host, functions::LambdaSpec spec)
      : function_(host, std::move(spec)) {}

  uint64_t start(const Request &request, std::string input, TaskAnswer answer) override {
    functions::Call call{std::move(input), arnOf(request), {}};
    call.traceHeader = request.traceHeader;
    call.done = [answer = std::move(answer)](const Ended &ended) { conclude(answer, ended); };
    return function_.start(std::move(call));
  }
  void cancel(uint64_t id) override { function_.cancel(id); }

private:
  std::string arnOf(const Request &request) const {
    if (request.resource.kind == Resource::Kind::LambdaFunction)
      return std::string(request.resource.text);
    Value name = memberByText(request.parameters, "FunctionName");
    if (isString(name) && text(name).starts_with("arn:"))
      return std::string(text(name));
    return "arn:aws:lambda:us-east-1:123456789012:function:" +
           functionName(request).value_or(function_.spec().name);
  }

  functions::LambdaFunction function_;
};

class WorkerTransport : public Transport {
public:
  WorkerTransport(functions::Host &host, functions::WorkerSpec spec)
      : worker_(host, std::move(spec)) {}

  uint64_t start(const Request &request, std::string input, TaskAnswer answer) override {
    functions::Call call{std::move(input), taskMembers(request), {}};
    call.heartbeat = [reply = answer.reply] { reply->heartbeat(); };
    call.done = [answer = std::move(answer)](Ended ended) {
      if (answer.isLambda && ended.error == "States.TaskFailed")
        ended.error = "Lambda.Unknown";
      if (ended.kind == Ended::Kind::Succeeded)
        answer.finish(ended.text);
      else
        conclude(answer, ended);
    };
    return worker_.start(std::move(call));
  }
  void cancel(uint64_t id) override { worker_.cancel(id); }

private:
  functions::Worker worker_;
};

functions::LambdaSpec lambdaSpec(const Binding &binding, const BindingFile &file) {
  functions::LambdaSpec spec;
  std::error_code ignored;
  auto code = std::filesystem::absolute(pathFrom(file, binding.lambda.code), ignored);
  spec.code = code.lexically_normal().string();
  while (spec.code.size() > 1 && spec.code.ends_with('/'))
    spec.code.pop_back();
  bool isName = binding.function && binding.function->find_first_of("*?") == std::string::npos;
  spec.name = isName ? *binding.function : std::filesystem::path(spec.code).filename().string();
  spec.handler = binding.lambda.handler;
  spec.runtime = binding.lambda.runtime;
  spec.interpreter = binding.lambda.interpreter;
  if (spec.interpreter.find('/') != std::string::npos)
    spec.interpreter =
        std::filesystem::absolute(pathFrom(file, spec.interpreter), ignored).string();
  spec.environment = binding.environment;
  spec.memoryMb = binding.lambda.memoryMb;
  if (binding.timeoutSeconds)
    spec.timeout = milliseconds(*binding.timeoutSeconds);
  if (binding.concurrency != 0)
    spec.concurrency = binding.concurrency;
  return spec;
}

functions::WorkerSpec workerSpec(const Binding &binding, const BindingFile &file) {
  functions::WorkerSpec spec;
  spec.command = binding.answers.front().command;
  spec.name = binding.function.value_or(std::filesystem::path(spec.command.back()).filename());
  spec.place = placeOf(binding, file);
  spec.directory = binding.directory.empty() ? file.directory : pathFrom(file, binding.directory);
  spec.environment = binding.environment;
  spec.timeout = milliseconds(binding.timeoutSeconds.value_or(0));
  spec.processes = std::max<size_t>(binding.concurrency, 1);
  return spec;
}

} // namespace

std::unique_ptr<Transport> makeProcessTransport(const Binding &binding, const BindingFile &file,
                                                functions::Host &host) {
  if (binding.answers.front().kind == Answer::Kind::Lambda)
    return std::make_unique<LambdaTransport>(host, lambdaSpec(binding, file));
  return std::make_unique<WorkerTransport>(host, workerSpec(binding, file));
}

} // namespace asl::binding
