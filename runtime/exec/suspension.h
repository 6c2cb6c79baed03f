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

/// $$.Map.Item.Source of items that do not come from an object store.
inline constexpr const char *kStateData = "STATE_DATA";

/// An answer to a task by its token.
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
  /// Called when a child execution of a map run has ended; `index` is that of its first item. The
  /// child is still valid.
  virtual void childExecutionEnded(uint32_t /*index*/, Execution & /*child*/, const Outcome &) {}
  /// Stops the work, including child flows, without events. The result is no longer needed.
  virtual void cancel() = 0;
  /// Writes the `...Aborted` events of the work in progress. `cause` is the predecessor of each.
  virtual void writeAborted(uint32_t) {}
  /// Takes an answer by the task's token. Returns false when the task has ended.
  virtual bool answer(const TaskAnswer &) { return false; }
  /// Adds the values that the collector must keep alive.
  virtual void addRoots(std::vector<Value *> &) {}
  /// Writes the state from which the suspension can be restored (exec/saved_state.h).
  virtual void save(Saver &saver) const = 0;
  /// Calls `each` with every timer of the suspension.
  virtual void eachTimer(const std::function<void(TimerId &)> & /*each*/) {}
  /// Called before the suspension leaves memory while its work continues: its destructor then stops
  /// nothing. Its timers have been stopped.
  virtual void detach() {}
  /// Whether it waits only for timers and for frames of the execution, so that a restart need not
  /// load it before a timer is due.
  virtual bool sleeps() const { return false; }
  /// Called after the suspension was restored from another process, whose work in progress may be
  /// lost. Returns false when it cannot continue because its data cannot be read.
  virtual bool resumed() { return true; }

  // ---- Redrive: the parts of a state that did not succeed run again, the others do not. ----
  /// Stops the work, like `cancel`, but keeps what a redrive needs. Returns false when a redrive
  /// needs nothing.
  virtual bool freeze() { return false; }
  /// Whether the work has failed and was frozen, until a retrier or a catcher takes the error.
  bool isFrozen() const { return isFrozen_; }
  /// Whether `redriven` can continue with the parts; if not, the state begins anew.
  virtual bool hasParts() const { return false; }
  /// Continues after a redrive of the execution, as the frames of child flows do. Returns false as
  /// `resumed` does.
  virtual bool redriven() { return true; }

  // ---- Map runs ----
  /// The source of a distributed Map's items, as in $$.Map.Item.Source.
  virtual std::string itemSource() const { return kStateData; }
  /// Adds what must be committed together with the state of the execution.
  virtual void addTo(journal::Batch &) {}
  /// Changes a running map run. Returns false when this is not that map run.
  virtual bool updateMapRun(const MapRunUpdate &) { return false; }

protected:
  Frame &frame_;
  bool isFrozen_ = false;
};

} // namespace asl::exec
