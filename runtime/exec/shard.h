// A shard: the executions of one thread, what of them is ready, and when the others wake.
#pragma once

#include "runtime/exec/clock.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/handle_table.h"
#include "runtime/exec/loop.h"
#include "runtime/exec/ordered_answers.h"
#include "runtime/exec/timer.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace asl::exec {

/// Everything here belongs to the thread that calls `turn` and `wait`. Other threads reach it by
/// `loop` only.
class Shard {
public:
  explicit Shard(const EngineOptions &options);
  ~Shard();

  /// Begins an execution. Returns its number, or 0 when it was over at once.
  uint64_t start(const asl_module &module, std::string_view input, ExecutionOptions options,
                 std::function<void(const Outcome &)> done, const ChildIdentity *child = nullptr);
  /// Null when it is over.
  Execution *find(uint64_t number);
  /// Called by an execution that is over.
  void retire(Execution &execution);
  /// Ends every execution; children of map runs end with their parents.
  void abortAll(const std::optional<std::string> &error, const std::optional<std::string> &cause);

  /// Gives `frame` a turn, after those that are waiting for one.
  void enqueue(Frame &frame);
  /// Gives `frame` a turn at `deadlineMs` (ms since 1970); frame.timer stops it. The frame must
  /// stay alive until then.
  void wakeAt(int64_t deadlineMs, Frame &frame);
  /// Runs all that is ready, fires what is due.
  void turn();
  /// Nothing is ready: waits until something may be. A virtual clock jumps instead.
  void wait();
  /// While a long chain of states runs: takes in what other threads left and what is due, without
  /// running any flow.
  void pollEvents();

  /// A task has shown that it works: the real time that a virtual clock waits begins anew.
  void restartWait() { waitingSince_.reset(); }

  int64_t nowMs() const { return clock_->nowMs(); }
  void restartClock();

  /// The shard whose thread this is, if it is one.
  static Shard *current();
  /// Marks the calling thread as this shard's.
  class Scope {
  public:
    explicit Scope(Shard &shard);
    ~Scope();

  private:
    Shard *before_;
  };

  const EngineOptions &options;
  const std::shared_ptr<Loop> loop;
  Timers timers;
  /// Counts the executions that Engine::run had here, one after the other.
  std::atomic<uint64_t> period{0};
  /// The code of a flow runs, so that `pollEvents` may end any execution: the running one ends
  /// after its turn. Elsewhere (an ItemSelector that the runtime calls) a long expression looks at
  /// nothing.
  bool inFlow = false;
  /// Tasks whose executor works in real time: a virtual clock waits for them.
  size_t workingTasks = 0;
  /// With EngineOptions::orderedAnswers: answers that wait for their turn.
  std::optional<OrderedAnswers> answers;

  /// Suspensions that something outside knows by number: tasks, by their Reply, and map runs, by
  /// their child executions. Numbers grow in the order in which the suspensions were made.
  HandleTable<Suspension> suspensions;
  /// What a Resource says; taken apart once. Kept by its text, whatever module it is from.
  const task::Resource &resource(const asl_string *text);

private:
  bool takeAnswer();
  void waitForWork();
  void release(uint32_t index);
  void releaseRetired();

  std::unique_ptr<Clock> clock_;
  /// Since when a virtual clock has been waiting for work in real time.
  std::optional<std::chrono::steady_clock::time_point> waitingSince_;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, task::Resource, TextHash, std::equal_to<>> resources_;
  std::deque<Frame *> ready_;
  std::vector<std::unique_ptr<Execution>> slots_; ///< null where free
  std::vector<uint32_t> freeSlots_;
  std::vector<uint32_t> retired_; ///< slots of executions that are over, until their turn is
  std::vector<std::unique_ptr<Execution>> spareExecutions_;
  uint32_t started_ = 0; ///< executions; the upper half of their numbers
};

} // namespace asl::exec
