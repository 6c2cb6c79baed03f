// A executor whose tasks are C++ functions of the same process.
#include "runtime/binding/function_executor.h"

#include "runtime/task/pattern.h"

namespace asl::binding {

using namespace task;
namespace {

std::optional<std::string> textOf(Value value) {
  return isString(value) ? std::optional(std::string(text(value))) : std::nullopt;
}

} // namespace

void FunctionExecutor::add(std::string pattern, Function function) {
  functions_.emplace_back(std::move(pattern), std::move(function));
}

uint64_t FunctionExecutor::start(const Request &request, std::shared_ptr<Reply> reply) {
  for (auto &[pattern, function] : functions_) {
    if (!matchesResource(pattern, request.resource))
      continue;
    if (request.resource.kind == Resource::Kind::Activity)
      reply->started(std::nullopt);
    Value result = function(Heap::of(request.heap), request.parameters);
    if (isError(result))
      reply->failed(textOf(result.error->name), textOf(result.error->cause));
    else
      reply->succeededWith(result);
    return 0;
  }
  reply->unbound("no function is bound to the Resource `" + std::string(request.resource.text) +
                 "` of the state `" + std::string(request.stateName) + "`");
  return 0;
}

void FunctionExecutor::cancel(uint64_t) {}

} // namespace asl::binding
