// The functions that stand in for some of the runtime's: each counts, and leaves the work to the
// runtime's own.
#include "tools/aslc/testing/observer.h"

#include "runtime/exec/frame.h"
#include "runtime/value/value.h"

#include <charconv>

namespace aslc::testing {

namespace {

using asl::exec::Frame;

thread_local Observation *observation = nullptr;

asl_value enter(asl_frame *raw, uint32_t state, asl_value input) {
  Frame &frame = Frame::of(raw);
  const asl_state_info *from = observation && observation->hasLeft(raw) ? &frame.info() : nullptr;
  asl_value entered = ::asl_state_enter(raw, state, input);
  if (observation && !asl::isError(entered))
    observation->entered(frame.flow->states[state], from);
  return entered;
}

asl_value leave(asl_frame *raw, asl_value output) {
  asl_value left = ::asl_state_exit(raw, output);
  if (observation && !asl::isError(left))
    observation->left(raw, Frame::of(raw).info());
  return left;
}

void succeed(asl_frame *frame, asl_value output) {
  if (observation)
    observation->ended();
  ::asl_flow_succeed(frame, output);
}

int32_t failed(asl_frame *raw, asl_value error) {
  if (!observation)
    return ::asl_state_failed(raw, error);
  Frame &frame = Frame::of(raw);
  const asl_state_info &info = frame.info();
  std::vector<uint32_t> before(frame.retries, frame.retries + info.retrier_count);
  int32_t status = ::asl_state_failed(raw, error);
  if (status >= 0)
    observation->caught(info, static_cast<size_t>(status));
  for (size_t i = 0; i < before.size(); ++i)
    if (frame.retries[i] > before[i])
      observation->retried(info, i);
  return status;
}

void observe(asl_frame *, const char *name, asl_value) {
  if (observation)
    observation->way(name);
}

template <typename Function>
std::pair<const char *, void *> substitute(const char *name, Function *function) {
  return {name, reinterpret_cast<void *>(function)};
}

} // namespace

std::vector<std::pair<const char *, void *>> observingFunctions(const char *observeFunction) {
  return {substitute("asl_state_enter", enter), substitute("asl_state_exit", leave),
          substitute("asl_flow_succeed", succeed), substitute("asl_state_failed", failed),
          substitute(observeFunction, observe)};
}

Observation::Observation(const Coverable &coverable, Counts &counts)
    : coverable_(coverable), counts_(counts) {
  observation = this;
}
Observation::~Observation() { observation = nullptr; }

const CoveredState *Observation::find(const asl_state_info &state) {
  auto [known, isNew] = known_.try_emplace(&state, nullptr);
  if (isNew)
    known->second = coverable_.find(asl::text(state.path));
  return known->second;
}

void Observation::entered(const asl_state_info &state, const asl_state_info *from) {
  leaving_ = nullptr;
  rule_.reset();
  isCaught_ = false;
  const CoveredState *found = find(state);
  if (!found)
    return;
  counts_.add(found->visit);
  const CoveredState *before = from ? find(*from) : nullptr;
  if (!before)
    return;
  if (auto transition = before->transitions.find(found->name);
      transition != before->transitions.end())
    counts_.add(transition->second);
}

void Observation::left(const asl_frame *frame, const asl_state_info &state) {
  leaving_ = frame;
  const CoveredState *found = find(state);
  if (!found || isCaught_)
    return;
  if (rule_ && *rule_ < found->rules.size())
    counts_.add(found->rules[*rule_]);
  else if (!rule_ && found->otherwise)
    counts_.add(*found->otherwise);
}

void Observation::caught(const asl_state_info &state, size_t catcher) {
  isCaught_ = true;
  const CoveredState *found = find(state);
  if (found && catcher < found->catchers.size())
    counts_.add(found->catchers[catcher]);
}

void Observation::retried(const asl_state_info &state, size_t retrier) {
  const CoveredState *found = find(state);
  if (found && retrier < found->retriers.size())
    counts_.add(found->retriers[retrier]);
}

void Observation::way(std::string_view name) {
  constexpr std::string_view rule = "rule ";
  if (!name.starts_with(rule)) {
    if (auto item = coverable_.branch(name))
      counts_.add(*item);
    return;
  }
  size_t index = 0;
  std::from_chars(name.data() + rule.size(), name.data() + name.size(), index);
  rule_ = index;
}

} // namespace aslc::testing
