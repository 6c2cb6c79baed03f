#include "tools/debug/places.h"

#include "runtime/support/closest.h"
#include "runtime/value/value.h"

#include <algorithm>

namespace aslc::debug {

namespace {

void collect(const asl_flow &flow, std::vector<const asl_state_info *> &states) {
  for (uint32_t i = 0; i < flow.state_count; ++i) {
    const asl_state_info &state = flow.states[i];
    states.push_back(&state);
    for (uint32_t branch = 0; branch < state.branch_count; ++branch)
      collect(*state.branches[branch], states);
    if (state.map != nullptr)
      collect(*state.map->processor, states);
  }
}

} // namespace

std::vector<const asl_state_info *> statesOf(const asl_module &module) {
  std::vector<const asl_state_info *> states;
  collect(*module.flow, states);
  std::sort(states.begin(), states.end(), [](const auto *a, const auto *b) {
    return std::pair(a->line, a->column) < std::pair(b->line, b->column);
  });
  return states;
}

std::string_view typeOf(const asl_state_info &state) {
  switch (state.kind) {
  case ASL_TASK:
    return "Task";
  case ASL_PASS:
    return "Pass";
  case ASL_CHOICE:
    return "Choice";
  case ASL_WAIT:
    return "Wait";
  case ASL_SUCCEED:
    return "Succeed";
  case ASL_FAIL:
    return "Fail";
  case ASL_PARALLEL:
    return "Parallel";
  default:
    return "Map";
  }
}

asl::Expected<const asl_state_info *> stateNamed(const asl_module &module, std::string_view name) {
  std::vector<std::string> names;
  for (const asl_state_info *state : statesOf(module)) {
    if (asl::text(state->name) == name || asl::text(state->path) == name)
      return state;
    names.emplace_back(asl::text(state->name));
  }
  std::string problem = "there is no state `" + std::string(name) + "`";
  if (std::optional<std::string> meant = asl::closest(name, names))
    problem += "; did you mean `" + *meant + "`?";
  return asl::Failure{problem};
}

const asl_state_info *stateAtLine(const asl_module &module, uint32_t line) {
  const asl_state_info *found = nullptr;
  for (const asl_state_info *state : statesOf(module))
    if (state->line <= line)
      found = state;
  return found;
}

} // namespace aslc::debug
