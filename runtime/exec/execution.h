// One execution: its heap, its frames, its count of events, its end.
#pragma once

#include "asl/engine/engine.h"
#include "runtime/exec/error.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/frame_pool.h"
#include "runtime/exec/suspension.h"
#include "runtime/history/writer.h"
#include "runtime/value/heap.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asl::exec {

class Shard;

/// Standard executions may have this many events, the closing one included.
inline constexpr uint32_t kMaxEvents = 25000;
inline constexpr int64_t kExpressLimitMs = 5 * 60 * 1000;
inline constexpr int64_t kStandardLimitMs = int64_t(365) * 24 * 3600 * 1000;

/// What makes the execution of a distributed Map's item differ from one that a user starts.
struct ChildIdentity {
  std::string arn;
  std::string machineName; ///< `<machine>/<label>`
  std::string tracePlace;  ///< `<state>[<number>]`; empty without a trace
  const asl_flow *flow = nullptr;
  /// $$.Map.Item, as JSON text; without `item` there is none.
  std::optional<std::string> item;
  std::optional<std::string> itemKey;
  uint32_t index = 0;
};

/// Lives on one shard from start to end, then is used again. Shard thread only.
class Execution {
public:
  explicit Execution(Shard &shard) : shard(shard), heap(nullptr, 1) {}
  Execution(const Execution &) = delete;
  Execution &operator=(const Execution &) = delete;

  /// Makes it run `module` from now on; `input` is JSON text. When the input cannot be taken,
  /// `done` has been called on return, and false is returned.
  bool begin(const asl_module &module, std::string_view input, ExecutionOptions options,
             std::function<void(const Outcome &)> done, const ChildIdentity *child = nullptr);

  /// `frame` has its turn.
  void step(Frame &frame);

  // ---- ends; each calls `done` and leaves the execution without frames ----
  void succeed(Value output, uint32_t previousEvent);
  void fail(Value error, uint32_t previousEvent);
  void timeOut();
  void abort(const std::optional<std::string> &error, const std::optional<std::string> &cause);
  bool isOver() const { return over_; }
  /// Started by a map run, which ends it when the execution above ends.
  bool isChild() const { return isChild_; }

  // ---- frames ----
  Frame &newFrame(const asl_flow &flow, Frame *parent);
  /// Ends the frame and what is below it, without events: works are cancelled, timers stopped.
  void dropFrame(Frame &frame);
  /// Ends the state's work: cancels nothing, that is for those who call it.
  void dropSuspension(Frame &frame);
  void collect();

  // ---- events ----
  /// Counts an event. The one that would be too many is not written; the execution fails soon.
  uint32_t nextEvent() {
    if (++lastEvent >= eventLimit_) [[unlikely]]
      exhausted_ = true;
    return lastEvent;
  }
  /// Null when nobody listens.
  history::Writer *writer() { return history_ && !exhausted_ ? &*history_ : nullptr; }
  history::Stamp stamp(uint32_t id, uint32_t previous) const;
  /// Counts and writes an event without details.
  uint32_t plainEvent(history::Event event, uint32_t previous);
  bool exhausted() const { return exhausted_; }
  Value exhaustedError();
  /// What asl_state_enter and asl_state_exit do when `lastEvent` has reached `checkpoint`: looks
  /// whether the execution must end. False: it must.
  bool mayContinue();

  /// Where a trace shows it: the item of a distributed Map, or empty.
  const std::string &tracePlace() const { return tracePlace_; }
  bool isObserved() const { return history_.has_value() || options.trace != nullptr; }

  // ---- identity, made when first asked for ----
  const std::string &arn();
  const std::string &name();
  const std::string &roleArn();
  const std::string &machineName() const { return machineName_; }
  std::string machineArn() const;

  Shard &shard;
  Heap heap;
  const asl_module *module = nullptr;
  ExecutionOptions options;
  uint64_t number = 0; ///< Shard's name for it

  uint32_t lastEvent = 0;
  /// Enter and exit leave their short way when lastEvent has reached this.
  uint32_t checkpoint = 0;

  int64_t startMs = 0;
  Value input = undefined();
  Value arnValue = undefined(), nameValue = undefined(), roleValue = undefined(),
        startTimeValue = undefined(); ///< parts of the context object, made once
  uint64_t variableBytes = 0;
  std::string assigned; ///< assignedVariables of the Exited event to come

private:
  /// What ends the execution after the flow function that is on the stack.
  struct Stop {
    Status status; ///< TimedOut or Aborted
    std::optional<std::string> error, cause;
  };
  void stop(Stop stop);
  void finish(Outcome outcome);
  void traceEnd(const Outcome &outcome);
  /// Counts the closing event, for which there is always room.
  history::Stamp closingStamp(uint32_t previous);
  void ended(Frame &frame);

  std::optional<history::Writer> history_;
  std::function<void(const Outcome &)> done_;
  std::vector<Frame *> frames_; ///< alive
  FramePool framePool_;
  std::vector<Value *> roots_;
  Frame *top_ = nullptr;
  TimerId timeout_ = 0;
  uint32_t eventLimit_ = kMaxEvents;
  uint32_t nextPoll_ = 0;
  bool exhausted_ = false;
  bool over_ = true;
  bool isChild_ = false;
  bool running_ = false;     ///< a flow function is on the stack
  std::optional<Stop> stop_; ///< asked for meanwhile
  std::string arn_, machineName_, tracePlace_;
};

} // namespace asl::exec
