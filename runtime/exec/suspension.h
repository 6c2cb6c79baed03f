// What a suspended frame waits for: a task, branches, iterations or child executions.
#pragma once

#include "asl/engine/options.h"
#include "runtime/exec/frame.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace asl::journal {
struct Batch;
}

namespace asl::exec {

class Loader;
class Saver;

/// $$.Map.Item.Source of items that are no object's.
inline constexpr const char *kStateData = "STATE_DATA";

/// What somebody who has a task's token says of it.
struct TaskAnswer {
  enum class Kind : uint8_t { Success, Failure, Heartbeat, Started };
  Kind kind = Kind::Success;
  std::string output{};                        ///< Success: JSON text
  std::optional<std::string> error{}, cause{}; ///< Failure
  std::optional<std::string> worker{};         ///< Started: the name of the worker that took it
};

/// What UpdateMapRun changes; absent members stay.
struct MapRunUpdate {
  std::string arn; ///< of the map run
  std::optional<int64_t> maxConcurrency{}, toleratedCount{};
  std::optional<double> toleratedPercentage{};
};

/// Owned by its frame, from asl_..._start until the state continues. Shard thread only.
class Suspension {
public:
  explicit Suspension(Frame &frame) : frame_(frame) {}
  virtual ~Suspension() = default;
  Suspension(const Suspension &) = delete;
  Suspension &operator=(const Suspension &) = delete;

  /// Called when the state's frame runs again. Writes the closing events and sets frame.result.
  /// Returns false when the frame must continue to wait.
  virtual bool complete() = 0;
  /// Called before the first run of a child flow. Sets the child's status when it cannot run.
  virtual void prepare(Frame &) {}
  /// Called when a child flow has ended. Its frame is still valid.
  virtual void childEnded(Frame &) {}
  /// Called when a child execution of a map run has ended; `index` is that of its first item. What
  /// it was is still there.
  virtual void childExecutionEnded(uint32_t /*index*/, Execution & /*child*/, const Outcome &) {}
  /// Stops the work, including child flows, without events. The result is no longer needed.
  virtual void cancel() = 0;
  /// Writes the `...Aborted` events of the work in progress. `cause` is the predecessor of each.
  virtual void writeAborted(uint32_t) {}
  /// Takes the answer of somebody who has the task's token. False when it has ended.
  virtual bool answer(const TaskAnswer &) { return false; }
  /// Adds the values that the collector must keep alive.
  virtual void addRoots(std::vector<Value *> &) {}
  /// Writes what is needed to make the suspension again (exec/saved_state.h).
  virtual void save(Saver &saver) const = 0;
  /// Calls `each` with every timer of the suspension.
  virtual void eachTimer(const std::function<void(TimerId &)> & /*each*/) {}
  /// The suspension leaves memory, but its work goes on: nothing is stopped when it is destroyed.
  /// Its timers have been stopped.
  virtual void detach() {}
  /// Whether it waits for frames of the execution only, so that a restart need not look at it
  /// before a timer is due.
  virtual bool sleeps() const { return false; }
  /// The suspension is that of another process, which is gone: what that one did may be lost. False
  /// when it cannot go on, because what belongs to it cannot be read.
  virtual bool resumed() { return true; }

  // ---- Redrive: the parts of a state that did not succeed run again, the others do not. ----
  /// Stops the work, like `cancel`, but keeps what a redrive needs. False: it needs nothing of it.
  virtual bool freeze() { return false; }
  /// Whether the work has failed and was frozen, until a retrier or a catcher takes the error.
  bool isFrozen() const { return isFrozen_; }
  /// Whether `redriven` can go on with the parts; false: the state begins anew.
  virtual bool hasParts() const { return false; }
  /// The execution had ended and goes on; so do the frames of child flows. False as in `resumed`.
  virtual bool redriven() { return true; }

  // ---- Map runs ----
  /// Where the items of a distributed Map are from, as $$.Map.Item.Source says it.
  virtual std::string itemSource() const { return kStateData; }
  /// Adds what shall be committed together with the state of the execution.
  virtual void addTo(journal::Batch &) {}
  /// Changes a running map run. False when this is another one, or none.
  virtual bool updateMapRun(const MapRunUpdate &) { return false; }

protected:
  Frame &frame_;
  bool isFrozen_ = false;
};

} // namespace asl::exec
