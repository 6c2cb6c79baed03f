// Each event names the one that it follows. So the events of a flow are a chain, branches and
// iterations begin from an event of their state, and where a chain has come to is known from its
// last event.
#include "runtime/observe/flow_tracker.h"

#include <algorithm>

namespace asl::observe {

namespace {

/// `Task` of `TaskStateEntered`, `TaskStateExited`, `TaskStateAborted`; empty for other events.
std::string_view stateTypeOf(std::string_view event) {
  size_t at = event.find("State");
  return at == event.npos || at == 0 ? std::string_view() : event.substr(0, at);
}

bool isMapIteration(EventType type) {
  return type >= EventType::MapIterationStarted && type <= EventType::MapIterationAborted;
}

std::optional<OpenTask::Kind> kindOf(EventType type) {
  if (type >= EventType::TaskScheduled && type <= EventType::TaskTimedOut)
    return OpenTask::Kind::Service;
  if (type >= EventType::LambdaFunctionScheduled && type <= EventType::LambdaFunctionTimedOut)
    return OpenTask::Kind::Lambda;
  if (type >= EventType::ActivityScheduled && type <= EventType::ActivityTimedOut)
    return OpenTask::Kind::Activity;
  return std::nullopt;
}

} // namespace

bool OpenTask::missesHeartbeat(int64_t atMs) const {
  return heartbeatSeconds &&
         (!timeoutSeconds || atMs - startedMs.value_or(scheduledMs) < *timeoutSeconds * 1000);
}

FlowTracker::Position FlowTracker::take(const Event &event) {
  auto found = ends_.find(event.previousId);
  if (found == ends_.end())
    return {};
  Position position = found->second;
  if (!position.isFork)
    ends_.erase(found);
  position.isFork = false;
  return position;
}

/// The innermost open state from `from` outwards that the event is about; 0: none.
uint64_t FlowTracker::find(uint64_t from, const Event &event) const {
  std::string_view type = stateTypeOf(typeName(event.type));
  if (isMapIteration(event.type))
    type = "Map";
  for (auto state = states_.find(from); state != states_.end();
       state = states_.find(state->second.outer)) {
    bool isNamed =
        event.name.empty() || isMapIteration(event.type) || state->second.name == event.name;
    if (state->second.type == type && isNamed)
      return state->first;
  }
  return 0;
}

void FlowTracker::enter(const Event &event, Position &position, Step &step) {
  OpenState &state = states_[event.id];
  state = {event.id,          position.state,
           event.name,        std::string(stateTypeOf(typeName(event.type))),
           event.timestampMs, position.iteration};
  position = {event.id};
  step.entered = &state;
}

/// Leaves a state, and what is open in it.
void FlowTracker::leave(uint64_t id, Step &step) {
  auto state = states_.find(id);
  if (state == states_.end())
    return;
  std::vector<uint64_t> inner;
  if (!state->second.forks.empty())
    for (const auto &[number, each] : states_)
      if (each.outer == id)
        inner.push_back(number);
  for (uint64_t each : inner)
    leave(each, step);
  endTask(state->second.task, step);
  for (uint64_t fork : state->second.forks)
    ends_.erase(fork);
  step.left.push_back(std::move(state->second));
  states_.erase(state);
}

void FlowTracker::endTask(uint64_t id, Step &step) {
  auto task = tasks_.find(id);
  if (task == tasks_.end())
    return;
  step.ended.push_back(std::move(task->second));
  tasks_.erase(task);
}

void FlowTracker::followTask(const Event &event, Position &position, Step &step) {
  std::string_view type = typeName(event.type);
  if (type.ends_with("Scheduled")) {
    OpenTask &task = tasks_[event.id];
    task = {event.id,       position.state,     *kindOf(event.type),
            event.resource, event.resourceType, event.timestampMs};
    task.timeoutSeconds = event.timeoutSeconds;
    task.heartbeatSeconds = event.heartbeatSeconds;
    position.task = event.id;
    if (auto state = states_.find(position.state); state != states_.end())
      state->second.task = event.id;
    step.scheduled = &task;
    return;
  }
  auto task = tasks_.find(position.task);
  if (task == tasks_.end())
    return;
  if (type.ends_with("Started")) {
    task->second.startedMs = event.timestampMs;
    step.started = &task->second;
  } else if (!type.ends_with("Submitted")) {
    endTask(task->first, step);
    position.task = 0;
  }
}

/// What is said of a Parallel or Map comes from a flow within it, which may go on from the same
/// event.
void FlowTracker::followOuter(const Event &event) {
  auto found = ends_.find(event.previousId);
  Position position = found == ends_.end() ? Position() : found->second;
  if (uint64_t state = find(position.state, event)) {
    position = {state, 0, {}, true};
    if (event.type == EventType::MapIterationStarted)
      position.iteration = event.number;
    std::vector<uint64_t> &forks = states_[state].forks;
    forks.push_back(event.id);
    if (found != ends_.end() && !found->second.isFork)
      forks.push_back(event.previousId);
  }
  ends_[event.id] = position;
}

Step FlowTracker::follow(const Event &event) {
  Step step;
  lastEvent_ = std::max(lastEvent_, event.id);
  if (isEnd(event.type)) {
    while (!states_.empty())
      leave(states_.begin()->first, step);
    while (!tasks_.empty())
      endTask(tasks_.begin()->first, step);
    ends_.clear();
    return step;
  }
  std::string_view type = typeName(event.type);
  bool isInner = type.ends_with("StateEntered") || type.ends_with("StateExited") ||
                 type.ends_with("StateAborted") || kindOf(event.type);
  if (!isInner) {
    followOuter(event);
    return step;
  }
  Position position = take(event);
  if (type.ends_with("StateEntered")) {
    enter(event, position, step);
  } else if (kindOf(event.type)) {
    followTask(event, position, step);
  } else {
    uint64_t state = find(position.state, event);
    uint64_t outer = state == 0 ? 0 : states_[state].outer;
    std::optional<uint64_t> iteration = state == 0 ? std::nullopt : states_[state].iteration;
    leave(state, step);
    position = {outer, 0, outer == 0 ? std::nullopt : iteration};
    // The failure of the state around it follows the same event.
    if (auto around = states_.find(outer); around != states_.end() && type.ends_with("Aborted")) {
      ends_[event.previousId] = position;
      around->second.forks.insert(around->second.forks.end(), {event.previousId, event.id});
    }
  }
  ends_[event.id] = position;
  return step;
}

} // namespace asl::observe
