// An execution that branches off from the history of another one.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"

#include <algorithm>
#include <utility>

namespace asl::exec {

bool Execution::fork(const asl_module &newModule, const ForkPoint &from,
                     ExecutionOptions newOptions, std::function<void(const Outcome &)> done,
                     std::unique_ptr<DurableLog> log) {
  prepare(newModule, std::move(newOptions), std::move(done), std::move(log));
  becomeChild(nullptr);
  startMs = shard.nowMs();
  top_ = &newFrame(*module->flow, nullptr);
  // Who observes this execution sees what it does, and not what the other one did.
  HistorySink *observer = std::exchange(log_->also, nullptr);
  bool isWhole = copyHistory(from);
  log_->also = observer;
  if (!isWhole) {
    leave();
    return false;
  }
  startTimeout();
  shard.enqueue(*top_);
  return true;
}

bool Execution::copyHistory(const ForkPoint &from) {
  DurableReader reader(heap);
  bool isEntered = false;
  auto take = [&](const HistoryEvent &event) {
    if (event.id < from.entered)
      takeOver(event);
    else if (event.id == from.entered)
      isEntered = enterAnew(event);
  };
  for (size_t i = 0; i < from.rows.size(); ++i)
    if ((i > 0 && !reader.skipState()) || !reader.read(from.rows[i], take))
      return false;
  return isEntered;
}

/// Copies an event from before the fork.
void Execution::takeOver(const HistoryEvent &event) {
  log_->append(event);
  if (event.type == EventType::ExecutionStarted)
    input = event.payload;
  if (event.assigned.empty())
    return;
  // The names of the outermost states are those of no other state.
  const asl_flow &flow = *module->flow;
  bool isOutermost =
      std::any_of(flow.states, flow.states + flow.state_count,
                  [&](const asl_state_info &s) { return text(s.name) == event.name; });
  if (!isOutermost)
    return;
  for (const AssignedVariable &variable : event.assigned)
    setVariable(variable.name, variable.value);
}

void Execution::setVariable(std::string_view name, Value value) {
  for (uint32_t slot = 0; slot < top_->flow->variable_count; ++slot) {
    if (text(top_->flow->variables[slot]) != name)
      continue;
    variableBytes += value.size - top_->variables[slot].size;
    top_->variables[slot] = value;
  }
}

/// The outermost flow waits to enter the state that it entered with this event.
bool Execution::enterAnew(const HistoryEvent &entered) {
  const asl_flow &flow = *module->flow;
  for (uint32_t state = 0; state < flow.state_count; ++state) {
    if (text(flow.states[state].name) != entered.name)
      continue;
    lastEvent = static_cast<uint32_t>(entered.id - 1);
    top_->lastEvent = static_cast<uint32_t>(entered.previousId);
    top_->state = state;
    top_->data = entered.payload;
    top_->resumeAt(ASL_AT_ENTER);
    return true;
  }
  return false;
}

} // namespace asl::exec
