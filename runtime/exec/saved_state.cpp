// Executions as bytes.
#include "runtime/exec/saved_state.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"

#include <algorithm>

namespace asl::exec {

// ---- Numbers of flows ----

namespace {

/// Calls `each` with the flows within this one, in the order of the definition, until it gives
/// false.
template <typename Each> bool eachInner(const asl_flow &flow, Each each) {
  for (uint32_t i = 0; i < flow.state_count; ++i) {
    const asl_state_info &state = flow.states[i];
    for (uint32_t branch = 0; branch < state.branch_count; ++branch)
      if (!each(*state.branches[branch]))
        return false;
    if (state.map && !each(*state.map->processor))
      return false;
  }
  return true;
}

} // namespace

FlowNumbers::FlowNumbers(const asl_module &module) { add(*module.flow); }

void FlowNumbers::add(const asl_flow &flow) {
  numbers_.emplace(&flow, static_cast<uint32_t>(flows_.size()));
  flows_.push_back(&flow);
  eachInner(flow, [this](const asl_flow &inner) {
    add(inner);
    return true;
  });
}

bool FlowNumbers::areOf(const asl_module &module) const {
  size_t count = 0;
  return follow(*module.flow, count) && count == flows_.size();
}

bool FlowNumbers::follow(const asl_flow &flow, size_t &number) const {
  if (number == flows_.size() || flows_[number++] != &flow)
    return false;
  return eachInner(flow, [&](const asl_flow &inner) { return follow(inner, number); });
}

// ---- Saver and Loader ----

void Saver::values(const std::vector<Value> &list) {
  out.number(list.size());
  for (Value each : list)
    value(each);
}

void Saver::timer(TimerId timer) {
  out.byte(timer != 0);
  if (timer == 0)
    return;
  out.signedNumber(timers_.deadlineMs(timer));
  out.number(timers_.sequence(timer));
}

Loader::Loader(Execution &execution, record::ByteReader &reader, record::ByteReader &valueBytes,
               const SavedState &state)
    : in(reader), isRestart(state.isRestart), renumbering(state.renumbering), execution_(execution),
      valueBytes_(valueBytes), values_(state.reader), problem_(state.problem) {}

void Loader::refuse(std::string why) {
  if (problem_ != nullptr && !in.failed())
    *problem_ = std::move(why);
  in.fail();
}

std::vector<Value> Loader::values() {
  std::vector<Value> list;
  uint64_t count = in.number();
  if (!valueBytes_.has(count)) { // the values are there, not in `in`
    in.fail();
    return list;
  }
  list.reserve(count);
  while (count-- > 0)
    list.push_back(value());
  return list;
}

void Loader::timer(TimerId &id, TimerTarget target) {
  id = 0;
  if (in.byte() == 0)
    return;
  int64_t deadlineMs = in.signedNumber();
  timers_.push_back({in.number(), deadlineMs, &id, target});
}

Frame *Loader::frame() {
  uint64_t numberAndOne = in.number();
  if (numberAndOne == 0)
    return nullptr;
  if (numberAndOne <= frames.size())
    return frames[numberAndOne - 1];
  in.fail();
  return nullptr;
}

uint64_t Loader::suspensionNumber(Suspension &suspension, uint64_t number) {
  SuspensionTable &table = execution_.shard.suspensions;
  if (isRestart)
    return table.add(suspension, execution_.number);
  SuspensionTable::Entry *entry = table.find(number);
  if (entry == nullptr) {
    in.fail();
    return 0;
  }
  entry->suspension = &suspension;
  return number;
}

void Loader::startTimers() {
  std::sort(timers_.begin(), timers_.end(),
            [](const Timer &a, const Timer &b) { return a.sequence < b.sequence; });
  for (const Timer &timer : timers_)
    *timer.id = execution_.shard.timers.start(timer.deadlineMs, timer.target);
}

// ---- Frames ----

namespace {

/// The members of a frame that are numbers, in the order in which they are saved.
template <typename Each> void eachNumber(Frame &frame, Each each) {
  each(frame.resume);
  each(frame.state);
  each(frame.lastEvent);
  each(frame.enteredEvent);
  each(frame.beforeEntered);
  each(frame.tokenEntered);
  each(frame.index);
  each(frame.sibling);
  each(frame.retryCount);
}

template <typename Each> void eachFlag(Frame &frame, Each each) {
  each(frame.isIteration);
  each(frame.needsInput);
  each(frame.concurrent);
  each(frame.workSucceeded);
}

template <typename Each> void eachValue(Frame &frame, Each each) {
  for (Value *value : {&frame.data, &frame.result, &frame.item, &frame.itemKey, &frame.token})
    each(*value);
}

void saveFrame(Saver &saver, Frame &frame) {
  record::ByteWriter &out = saver.out;
  eachNumber(frame, [&](uint32_t number) { out.number(number); });
  eachFlag(frame, [&](bool flag) { out.byte(flag); });
  eachValue(frame, [&](Value value) { saver.value(value); });
  for (uint32_t i = 0; i < frame.flow->variable_count; ++i)
    saver.value(frame.variables[i]);
  for (uint32_t i = 0; i < frame.flow->max_retriers; ++i)
    out.number(frame.retries[i]);
  out.byte(static_cast<uint8_t>(frame.status));
  out.signedNumber(frame.enteredMs);
  saver.timer(frame.timer);
  out.byte(frame.suspension != nullptr);
  if (frame.suspension)
    frame.suspension->save(saver);
}

/// Variables, retry counts and the state of a frame that was saved under another definition. The
/// counts begin anew.
void loadRenumbered(Loader &loader, Frame &frame) {
  uint64_t flow = loader.flows[frame.indexInExecution];
  const Numbering::Flow &old = *loader.renumbering->old(flow);
  for (const std::string &name : old.variables) {
    Value value = loader.value();
    for (uint32_t i = 0; i < frame.flow->variable_count; ++i)
      if (text(frame.flow->variables[i]) == name)
        frame.variables[i] = value;
  }
  for (uint32_t i = 0; i < old.retriers; ++i)
    loader.in.number();
  uint32_t point = frame.resume % 4;
  std::string problem;
  if (std::optional<uint32_t> state = loader.renumbering->state(flow, frame.state, problem)) {
    frame.state = *state;
    frame.resumeAt(point);
  } else {
    loader.refuse(std::move(problem));
  }
}

void loadFrame(Loader &loader, Frame &frame, LoadSuspension loadSuspension) {
  record::ByteReader &in = loader.in;
  eachNumber(frame, [&](uint32_t &number) { number = static_cast<uint32_t>(in.number()); });
  eachFlag(frame, [&](bool &flag) { flag = in.byte() != 0; });
  eachValue(frame, [&](Value &value) { value = loader.value(); });
  if (loader.renumbering != nullptr) {
    loadRenumbered(loader, frame);
  } else {
    for (uint32_t i = 0; i < frame.flow->variable_count; ++i)
      frame.variables[i] = loader.value();
    for (uint32_t i = 0; i < frame.flow->max_retriers; ++i)
      frame.retries[i] = static_cast<uint32_t>(in.number());
  }
  frame.status = static_cast<Frame::Status>(in.byte());
  frame.enteredMs = in.signedNumber();
  if (frame.state >= frame.flow->state_count || frame.status > Frame::Status::Failed)
    in.fail();
  loader.timer(frame.timer, Shard::wakeTarget(frame));
  if (in.byte() != 0 && !in.failed())
    frame.suspension = loadSuspension(frame, loader);
}

} // namespace

// ---- Executions ----

/// The saved members of Execution, which are its own.
struct SavedExecution {
  static void save(Execution &execution, Saver &saver) {
    record::ByteWriter &out = saver.out;
    out.number(execution.lastEvent);
    out.number(execution.nextPoll_);
    out.byte(execution.exhausted_);
    out.signedNumber(execution.startMs);
    out.bits(execution.heap.randomState());
    out.text(execution.extra_ ? execution.extra_->arn : std::string_view());
    out.number(execution.redriveCount);
    out.signedNumber(execution.redriveMs);
    saver.value(execution.input);
    saver.timer(execution.timeout_);
    const FlowNumbers &flows = execution.flows();
    out.number(execution.frames_.size());
    for (Frame *frame : execution.frames_) {
      out.number(flows.of(*frame->flow));
      saver.frame(frame->outer());
    }
    for (Frame *frame : execution.frames_)
      saveFrame(saver, *frame);
  }

  static void load(Execution &execution, Loader &loader, LoadSuspension loadSuspension) {
    record::ByteReader &in = loader.in;
    execution.lastEvent = static_cast<uint32_t>(in.number());
    execution.nextPoll_ = static_cast<uint32_t>(in.number());
    execution.exhausted_ = in.byte() != 0;
    execution.startMs = in.signedNumber();
    execution.heap.setRandomState(in.bits());
    if (std::string_view arn = in.text(); !arn.empty())
      execution.extra().arn = arn;
    execution.redriveCount = static_cast<uint32_t>(in.number());
    execution.redriveMs = in.signedNumber();
    execution.input = loader.value();
    loader.timer(execution.timeout_, execution.timeoutTarget());
    makeFrames(execution, loader);
    for (Frame *frame : loader.frames)
      if (!in.failed())
        loadFrame(loader, *frame, loadSuspension);
    execution.variableBytes = 0;
    for (Frame *frame : loader.frames)
      for (uint32_t i = 0; i < frame->flow->variable_count; ++i)
        execution.variableBytes += frame->variables[i].size;
  }

  /// Reads over what `save` has written, up to the first frame, which is the outermost one.
  static std::optional<uint32_t> outermostState(record::ByteReader &in) {
    in.number(); // lastEvent
    in.number(); // nextPoll_
    in.byte();   // exhausted_
    in.signedNumber();
    in.bits();
    in.text();
    in.number(); // redriveCount
    in.signedNumber();
    if (in.byte() != 0) { // timeout_
      in.signedNumber();
      in.number();
    }
    for (uint64_t parts = 2 * uint64_t(in.count()); parts > 0 && !in.failed(); --parts)
      in.number(); // the flow and the parent of each frame
    in.number();   // resume
    auto state = static_cast<uint32_t>(in.number());
    return in.failed() ? std::nullopt : std::optional(state);
  }

private:
  static void makeFrames(Execution &execution, Loader &loader) {
    const FlowNumbers &flows = execution.flows();
    uint32_t count = loader.in.count();
    std::vector<uint64_t> parents;
    for (uint32_t i = 0; i < count; ++i) {
      uint64_t number = loader.in.number();
      const asl_flow *flow =
          loader.renumbering ? loader.renumbering->flow(number) : flows.flow(number);
      if (flow == nullptr && loader.renumbering)
        loader.refuse("the definition does not have the branches any more in which it stopped");
      loader.flows.push_back(number);
      parents.push_back(loader.in.number());
      if (flow == nullptr || parents.back() > count) {
        loader.in.fail();
        return;
      }
      loader.frames.push_back(&execution.newFrame(*flow, nullptr));
    }
    for (uint32_t i = 0; i < count; ++i)
      if (parents[i] != 0)
        loader.frames[i]->parent = loader.frames[parents[i] - 1];
      else
        execution.top_ = loader.frames[i];
  }
};

std::optional<uint32_t> outermostState(std::string_view bytes) {
  record::ByteReader in(bytes);
  return SavedExecution::outermostState(in);
}

void save(Execution &execution, record::ByteWriter &out, record::ValueWriter &values,
          bool isForJournal) {
  Saver saver(execution.shard.timers, out, values, isForJournal);
  SavedExecution::save(execution, saver);
}

bool load(Execution &execution, const SavedState &state, LoadSuspension loadSuspension) {
  record::ByteReader in(state.bytes);
  record::ByteReader values(state.values);
  Loader loader(execution, in, values, state);
  SavedExecution::load(execution, loader, loadSuspension);
  // Later records may refer to values that the state did not need.
  while (!values.atEnd())
    state.reader.value(values);
  if (in.failed() || values.failed())
    return false;
  if (!state.isRedrive)
    loader.startTimers();
  return true;
}

} // namespace asl::exec
