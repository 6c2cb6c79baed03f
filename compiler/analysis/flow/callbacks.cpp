// Tasks that somebody else completes: callbacks and activities. Without a limit they wait as long
// as an execution may last, a year. See
// https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html
#include "compiler/analysis/flow/checks.h"

#include "runtime/support/resource.h"

namespace aslc::analysis::flow {

namespace {

/// Whether the task waits for a job, which no quota of its service ends soon.
bool waitsForJob(const ast::TaskState &task) {
  auto resource = asl::splitResource(task.resource->value);
  using Pattern = asl::task::Resource::Pattern;
  return resource && (resource->pattern == Pattern::Sync || resource->pattern == Pattern::Sync2);
}

/// What completes the task, where it is not the call itself.
std::string_view completedBy(const ast::TaskState &task) {
  auto resource = asl::splitResource(task.resource->value);
  if (!resource)
    return {};
  using enum asl::ResourceParts::Kind;
  if (resource->kind == Activity)
    return "a worker";
  bool waits = resource->pattern == asl::task::Resource::Pattern::WaitForTaskToken;
  return waits && (resource->kind == Integration || resource->kind == Sdk) ? "its token" : "";
}

} // namespace

namespace {

/// The only task of many without a limit; null when there is no such task. Where most tasks have
/// none, none is meant to have one.
const ast::State *onlyWithoutLimit(const FlowChecker &checker) {
  constexpr size_t many = 2;
  const ast::State *without = nullptr;
  size_t limited = 0;
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->resource)
        continue;
      if (task->timeoutSeconds)
        ++limited;
      else if (without)
        return nullptr;
      else
        without = &state;
    }
  return limited >= many ? without : nullptr;
}

} // namespace

void checkCallbacks(FlowChecker &checker) {
  if (checker.root.timeoutSeconds)
    return;
  const ast::State *odd = onlyWithoutLimit(checker);
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->resource || task->timeoutSeconds || task->heartbeatSeconds)
        continue;
      if (std::string_view by = completedBy(*task); !by.empty())
        checker.diags.emit(task->resource->range, diag::Kind::CallbackWithoutLimit, {by})
            .hint("`TimeoutSeconds` or `HeartbeatSeconds` ends the wait when nobody answers");
      else if (waitsForJob(*task) || &state == odd)
        checker.diags.emit(state.nameRange, diag::Kind::TaskWithoutLimit, {state.name})
            .hint(&state == odd ? "all other tasks have `TimeoutSeconds`"
                             : "`TimeoutSeconds` ends a job that hangs");
    }
}

} // namespace aslc::analysis::flow
