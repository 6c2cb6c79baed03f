// What the fields of a state tell about the errors that it can raise.
#include "compiler/analysis/flow/raised.h"

#include "compiler/diag/engine.h"
#include "runtime/support/closest.h"

#include <vector>

namespace aslc::analysis {

namespace {

/// More typing errors than these make another name.
constexpr size_t slips = 2;

bool hasLimit(const ast::TaskState &task) { return task.timeoutSeconds || task.heartbeatSeconds; }

/// Calls `visit` for the states within a state that run in the same execution.
template <typename Visit> void forEachWithin(const Flow &flow, uint32_t state, Visit visit) {
  for (const Flow::Inner &inner : flow.inner) {
    if (inner.state != state || inner.flow->distributed)
      continue;
    for (uint32_t i = 0; i < inner.flow->graph.size(); ++i) {
      visit(inner.flow->graph.state(i));
      forEachWithin(*inner.flow, i, visit);
    }
  }
}

/// Whether a state, or one within it that runs in the same execution, satisfies `test`.
template <typename Test> bool anyState(const Flow &flow, uint32_t state, Test test) {
  bool found = test(flow.graph.state(state));
  forEachWithin(flow, state, [&](const ast::State &each) { found |= test(each); });
  return found;
}

template <typename Test> bool anyTask(const Flow &flow, uint32_t state, Test test) {
  return anyState(flow, state, [&](const ast::State &each) {
    const auto *task = each.as<ast::TaskState>();
    return task && test(*task);
  });
}

bool anyDistributed(const Flow &flow, uint32_t state) {
  return anyState(flow, state, [](const ast::State &each) {
    const auto *map = each.as<ast::MapState>();
    return map && map->distributed;
  });
}

/// The errors of child executions stay with them: their Map only counts failures.
std::string ofDistributed(const Flow &flow, uint32_t index, std::string_view name) {
  if (name.starts_with("States."))
    return {};
  for (const Flow::Inner &inner : flow.inner)
    if (inner.state == index)
      for (const ast::State &each : inner.flow->graph.machine().states)
        if (const auto *fail = each.as<ast::FailState>(); fail && fail->error &&
                                                          !fail->error->value.expression &&
                                                          fail->error->value.text == name)
          return "a distributed Map fails with `States.ExceedToleratedFailureThreshold`, whatever "
                 "its children fail with";
  return {};
}

/// A name that differs a little from the error of a Fail state, and that none of them has.
std::string misspelt(const Flow &flow, uint32_t index, std::string_view name) {
  std::vector<std::string> errors;
  bool known = !name.starts_with("States.");
  forEachWithin(flow, index, [&](const ast::State &each) {
    const auto *fail = each.as<ast::FailState>();
    if (!fail || !fail->error)
      return;
    known &= !fail->error->value.expression && fail->error->value.text != name;
    errors.push_back(fail->error->value.text);
  });
  if (!known || errors.empty())
    return {};
  auto close = asl::closest(name, errors, slips);
  return close ? "did you mean `" + *close + "`?" : "";
}

} // namespace

std::string whyNeverRaised(const Flow &flow, uint32_t index, std::string_view name, bool alone) {
  const ast::State &state = flow.graph.state(index);
  const auto *map = state.as<ast::MapState>();
  bool isDistributed = map && map->distributed;
  if (name == "States.HeartbeatTimeout" &&
      !anyTask(flow, index, [](const auto &task) { return task.heartbeatSeconds.has_value(); }))
    return state.as<ast::TaskState>() ? "the state has no `HeartbeatSeconds`"
                                      : "no task in it has `HeartbeatSeconds`";
  if (name == "States.Timeout" && alone && !isDistributed && !anyTask(flow, index, hasLimit))
    return state.as<ast::TaskState>() ? "the state has no `TimeoutSeconds`"
                                      : "no task in it has `TimeoutSeconds`";
  if (name == "States.ExceedToleratedFailureThreshold" && !anyDistributed(flow, index))
    return "only a distributed Map raises it";
  if (name == "States.ItemReaderFailed" && isDistributed && !map->itemReader)
    return "the Map has no `ItemReader`";
  if (name == "States.ResultWriterFailed" && isDistributed && !map->resultWriter)
    return "the Map has no `ResultWriter`";
  if (isDistributed)
    return ofDistributed(flow, index, name);
  if (!state.as<ast::TaskState>())
    return misspelt(flow, index, name);
  return {};
}

} // namespace aslc::analysis
