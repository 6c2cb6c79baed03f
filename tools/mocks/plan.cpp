#include "tools/mocks/plan.h"

namespace aslc::mocks {

const Mock *asksForIteration(const Plan &plan) {
  for (const auto &[state, mocks] : plan)
    for (const Mock &mock : mocks)
      if (mock.iteration)
        return &mock;
  return nullptr;
}

std::string_view nameOf(asl::task::FailedAt at) {
  constexpr std::string_view names[] = {"", "schedule", "start", "submit"};
  return names[static_cast<size_t>(at)];
}

bool isEqual(const Json &a, const Json &b) { return nlohmann::json(a) == nlohmann::json(b); }

bool contains(const Json &actual, const Json &expected) {
  if (expected.is_object()) {
    if (!actual.is_object())
      return false;
    for (const auto &[name, value] : expected.items())
      if (!actual.contains(name) || !contains(actual[name], value))
        return false;
    return true;
  }
  if (!expected.is_array())
    return isEqual(actual, expected);
  if (!actual.is_array() || actual.size() != expected.size())
    return false;
  for (size_t i = 0; i < expected.size(); ++i)
    if (!contains(actual[i], expected[i]))
      return false;
  return true;
}

} // namespace aslc::mocks
