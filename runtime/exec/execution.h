// One execution: its heap, frames, event numbers and end.
#pragma once

#include "asl/engine/options.h"
#include "runtime/exec/durable_log.h"
#include "runtime/exec/error.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/frame_pool.h"
#include "runtime/exec/resting.h"
#include "runtime/exec/suspension.h"
#include "runtime/history/writer.h"
#include "runtime/value/heap.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asl::exec {

class Shard;
class Renumbering;

/// Maximum number of events of a Standard execution, including the closing one.
inline constexpr uint32_t kMaxEvents = 25000;
inline constexpr int64_t kExpressLimitMs = 5 * 60 * 1000;
inline constexpr int64_t kStandardLimitMs = int64_t(365) * 24 * 3600 * 1000;

/// Properties of a child execution of a distributed Map that other executions do not have.
struct ChildIdentity {
  std::string arn;
  std::string machineName; ///< `<machine>/<label>`
  std::string tracePlace;  ///< `<state>[<index>]`; empty without a trace sink
  const asl_flow *flow = nullptr;
  uint64_t mapRun = 0;      ///< in Shard::suspensions; it is notified of the end
  uint32_t resultIndex = 0; ///< of the child's first item
  /// Text of $$.Map.Item.Value, as JSON; absent for batches, which have no such item.
  std::optional<std::string> item;
  std::optional<std::string> itemKey;
  uint32_t index = 0;
  std::string itemSource; ///< $$.Map.Item.Source
};

/// How to continue an execution from its rows.
struct Resumption {
  Origin origin{};
  const ChildIdentity *child =
      nullptr; ///< of a map run: `arn`, and `item` to `index`, are not used
  /// Set for a redrive: the execution has ended, and continues with the states that did not
  /// succeed.
  std::optional<journal::Redrive> redrive{};
  /// With `redrive`: the numbers of the definition that it had, when that was another one.
  const Renumbering *renumbering = nullptr;
  std::string *problem = nullptr; ///< see SavedState
  bool isPaused = false;          ///< see Execution::pause
};

/// Where a new execution branches off from the history of another one.
struct ForkPoint {
  uint64_t entered = 0; ///< id of the event by which the outermost flow entered a state
  /// Rows of the other execution: all from its first one to that which has the event.
  std::vector<journal::Record> rows;
};

/// Belongs to one shard, and is reused for another execution after its end. Shard thread only.
class Execution : public RestingPart {
public:
  explicit Execution(Shard &shard) : shard(shard), heap(nullptr, 1) {}
  Execution(const Execution &) = delete;
  Execution &operator=(const Execution &) = delete;

  /// Starts an execution of `module`. `input` is JSON text. `done` is called at its end; for a
  /// child, its map run is notified instead. Returns false when the input is refused; the end has
  /// then been reported already.
  bool begin(const asl_module &module, std::string_view input, ExecutionOptions options,
             std::function<void(const Outcome &)> done, const ChildIdentity *child = nullptr,
             std::unique_ptr<DurableLog> log = nullptr);
  /// Continues an execution of another process from the rows of its journal. Returns false, and
  /// leaves the object unused, when they are damaged or do not fit the module.
  bool resume(const asl_module &module, const std::vector<journal::Record> &rows,
              ExecutionOptions options, std::function<void(const Outcome &)> done,
              const Resumption &how);

  /// Starts an execution whose history begins as a copy of the one before `from`. It enters the
  /// state of `from` anew, with the input and the variables at that time. Returns false, and leaves
  /// the object unused, when the rows are damaged or do not fit the module.
  bool fork(const asl_module &module, const ForkPoint &from, ExecutionOptions options,
            std::function<void(const Outcome &)> done, std::unique_ptr<DurableLog> log);

  /// Replaces what is called at its end.
  void whenEnded(std::function<void(const Outcome &)> done) { done_ = std::move(done); }

  /// Runs `frame` until it suspends or its flow ends.
  void step(Frame &frame);

  // ---- Ends. Each drops all frames and calls `done`. ----
  void succeed(Value output, uint32_t previousEvent);
  void fail(Value error, uint32_t previousEvent);
  void timeOut();
  void abort(const std::optional<std::string> &error, const std::optional<std::string> &cause);
  /// Aborts the execution when it next enters a state.
  void abortAtTransition();
  bool isOver() const { return over_; }

  /// The suspension of the task with this token; null when there is none.
  Suspension *waitingFor(std::string_view token);
  /// Pauses each flow of a durable execution before the next state it would enter, or continues
  /// them. Stored with the next commit.
  void pause(bool isPaused);
  bool isPaused() const { return isPaused_; }
  /// Undoes the entry of `frame` into a state; called when the execution is paused.
  void holdBeforeState(Frame &frame);
  /// Whether `holdBeforeState` has stopped the frame.
  bool isHeld(const Frame &frame) const;
  /// Drops the execution without ending it; another process continues it from the journal.
  void leave();
  bool isLeaving() const { return isLeaving_; }
  /// The input as text, also one that was refused.
  std::string inputText() const;

  // ---- Memory ----
  /// Whether the execution needs nothing before its earliest deadline, so that its rows in the
  /// journal suffice until then.
  bool sleeps() const;
  /// Turns the frames of a waiting execution into bytes and frees all memory. None of its frames
  /// may be ready. Leaves the object unused.
  std::unique_ptr<Resting> rest();
  /// Restores an execution into this object, which is unused.
  void bringBack(Resting resting);
  /// Whether one of its frames is ready.
  bool hasReady() const {
    return std::any_of(frames_.begin(), frames_.end(), [](const Frame *f) { return f->queued; });
  }
  /// The earliest of its timers.
  std::optional<int64_t> earliestDeadline() const;
  /// Adds to `batch` what must be committed together with its state.
  void addTo(journal::Batch &batch);
  /// Changes the map run; returns false when it is not one of this execution.
  bool updateMapRun(const MapRunUpdate &update);

  /// The flows of its module.
  const FlowNumbers &flows();

  // ---- Frames ----
  Frame &newFrame(const asl_flow &flow, Frame *parent);
  /// Ends the frame and its child flows without events: cancels suspensions and stops timers.
  void dropFrame(Frame &frame);
  /// Destroys the frame's suspension without cancelling it; callers cancel first where needed.
  void dropSuspension(Frame &frame);
  /// Stops the work of the frame and keeps what a redrive needs.
  void freeze(Frame &frame);
  /// Called when an error was handled: drops what was kept of the failed work.
  void dropFrozen(Frame &frame);
  void collect();
  /// To be called when its flows wait: gives back what a large evaluation has left behind.
  void giveBackMemory();

  // ---- Events ----
  /// Returns the id of the next event. Reaching the limit makes the execution fail at its next
  /// check; the event with that id is not written.
  uint32_t nextEvent() {
    if (++lastEvent >= eventLimit_) [[unlikely]]
      exhausted_ = true;
    return lastEvent;
  }
  /// Null when the execution has no history sink.
  history::Writer *writer() { return history_.isSet() && !exhausted_ ? &history_ : nullptr; }
  history::Stamp stamp(uint32_t id, uint32_t previous) const;
  /// Counts and writes an event without details.
  uint32_t plainEvent(history::Event event, uint32_t previous);
  bool exhausted() const { return exhausted_; }
  Value exhaustedError();
  /// Called by asl_state_enter and asl_state_exit when they have counted their event and
  /// `lastEvent` has reached `checkpoint`. Polls events from time to time. Returns false when the
  /// execution must end; then the event is not to be written.
  bool mayEnter();
  bool mayContinue();
  /// Whether a flow that is about to enter a state must yield first, because events were polled
  /// since the last call, and other frames are ready or the shard ends. If so, the Entered event is
  /// uncounted.
  bool takesPause();
  /// Makes the next entry of a state call `mayEnter`, which polls.
  void pollSoon();

  /// Prefix of trace places: the item of a distributed Map, else empty.
  std::string_view tracePlace() const { return extra_ ? extra_->tracePlace : std::string_view(); }
  /// For a child of a map run: the source of its item.
  std::string_view itemSource() const { return extra_ ? extra_->itemSource : std::string_view(); }
  /// Whether an observer, a history sink or a trace sink gets its events, so that it must stay in
  /// memory.
  bool isWatched() const {
    return (options.observer && !options.observer->mayBeReplaced()) || options.history != nullptr ||
           options.trace != nullptr;
  }
  bool isObserved() const { return history_.isSet() || options.trace != nullptr; }

  // ---- Identity. Created on first use. ----
  const std::string &arnPrefix();
  const std::string &expressId();
  const std::string &arn();
  const std::string &name();
  const std::string &roleArn();
  std::string_view machineName() const {
    return isChild_ ? std::string_view(extra_->machineName) : std::string_view(module->name);
  }
  std::string machineArn();

  Shard &shard;
  Heap heap;
  bool isDirty = false;  ///< has changes that are not in the journal yet
  uint64_t lastTurn = 0; ///< Shard::turns when a frame ran last; 0: never

  uint32_t lastEvent = 0;
  /// asl_state_enter and asl_state_exit take their slow path when lastEvent has reached this.
  uint32_t checkpoint = 0;

  int64_t startMs = 0;
  uint32_t redriveCount = 0;
  int64_t redriveMs = 0; ///< when it was redriven last
  Value input = undefined();
  /// Texts of the context object that were made: an array, which belongs to states/context.
  Value contextTexts = undefined();
  uint64_t variableBytes = 0;

private:
  friend struct SavedExecution;
  TimerTarget timeoutTarget();
  /// A request to end the execution, applied when the running flow function has returned.
  struct Stop {
    Status status; ///< TimedOut or Aborted
    std::optional<std::string> error, cause;
  };
  void stop(Stop stop);
  void finish(Outcome outcome);
  /// Notifies the caller or the map run of the end.
  void report(const Outcome &outcome);
  void traceEnd(const Outcome &outcome);
  /// Counts the closing event. One id is always reserved for it.
  history::Stamp closingStamp(uint32_t previous);
  void ended(Frame &frame);

  void prepare(const asl_module &newModule, ExecutionOptions newOptions,
               std::function<void(const Outcome &)> done, std::unique_ptr<DurableLog> log);
  std::optional<Outcome> readInput(std::string_view text);
  void refuse(std::string_view text, const Outcome &outcome);
  void valuesMoved();
  std::vector<Value *> &gatherRoots();
  void keepBytes(Resting &resting);
  void clear(uint64_t seed);
  void setCheckpoint();
  bool hasUsualArn();
  void becomeChild(const ChildIdentity *child);
  void dropExtra();
  void setVariables(std::string_view values);           ///< those of the options, as JSON
  void setVariable(std::string_view name, Value value); ///< of the outermost flow
  void startTimeout();
  bool copyHistory(const ForkPoint &from);
  void takeOver(const HistoryEvent &event);
  bool enterAnew(const HistoryEvent &entered);
  bool goOn();
  bool goOnAfterEnd(const journal::Redrive &redrive);
  void beginAgain(Frame &frame, bool wasHeld);
  void keepPause();
  void release();
  history::Writer history_;
  std::vector<Frame *> frames_; ///< frames in use
  FramePool framePool_;
  Frame *top_ = nullptr;
  TimerId timeout_ = 0;
  uint32_t eventLimit_ = kMaxEvents;
  uint32_t nextPoll_ = 0;
  bool exhausted_ = false;
  bool over_ = true;
  bool isLeaving_ = false;
  bool mustPause_ = false;
  bool running_ = false;       ///< a flow function is running
  std::unique_ptr<Stop> stop_; ///< requested while a flow function was running
};

} // namespace asl::exec
