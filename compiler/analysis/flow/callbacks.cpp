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

/// Which tasks of a machine have a limit.
struct Limits {
  size_t limited = 0;
  size_t unlimited = 0;
  const ast::State *without = nullptr; ///< the last one without

  explicit Limits(const FlowChecker &checker) {
    for (const Flow &flow : checker.flows)
      for (const ast::State &state : flow.graph.machine().states) {
        const auto *task = state.as<ast::TaskState>();
        if (!task || !task->resource)
          continue;
        (task->timeoutSeconds ? limited : unlimited) += 1;
        if (!task->timeoutSeconds)
          without = &state;
      }
  }

  /// Whether it is the only one of several tasks that has none. Where most have none, none is meant
  /// to have one.
  bool isOdd(const ast::State &state) const {
    constexpr size_t several = 2;
    return unlimited == 1 && limited >= several && without == &state;
  }
};

} // namespace

void checkCallbacks(FlowChecker &checker) {
  if (checker.root.timeoutSeconds)
    return;
  const Limits limits(checker);
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->resource || task->timeoutSeconds || task->heartbeatSeconds)
        continue;
      if (std::string_view by = completedBy(*task); !by.empty())
        checker.diags.emit(task->resource->range, diag::Kind::CallbackWithoutLimit, {by})
            .hint("`TimeoutSeconds` or `HeartbeatSeconds` ends the wait when nobody answers");
      else if (bool isOdd = limits.isOdd(state); isOdd || waitsForJob(*task)) {
        auto report =
            checker.diags.emit(state.nameRange, diag::Kind::TaskWithoutLimit, {state.name})
                .hint(isOdd ? "all other tasks have `TimeoutSeconds`"
                            : "`TimeoutSeconds` ends a job that hangs");
        if (limits.limited == 0)
          report.weaken(diag::Severity::Note); // the service may have a limit for the job
      }
    }
}

} // namespace aslc::analysis::flow
