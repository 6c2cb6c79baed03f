// A shard: all executions of one thread, with their ready queue, timers and event loop.
#pragma once

#include "runtime/exec/blocking_pool.h"
#include "runtime/exec/clock.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/handover.h"
#include "runtime/exec/loop.h"
#include "runtime/exec/ordered_answers.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/suspension_table.h"
#include "runtime/exec/timer.h"
#include "runtime/journal/journal.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace asl::exec {

/// Schedules the frames of its executions. All members belong to the thread that calls `turn` and
/// `wait`; other threads may only use `loop`. With `handover` there are several such threads, which
/// have the shard one after the other.
class Shard {
public:
  Shard(const EngineOptions &options, LoadSuspension loadSuspension);
  ~Shard();

  /// Starts an execution. Returns its number, or 0 when it has ended already.
  uint64_t start(const asl_module &module, std::string_view input, ExecutionOptions options,
                 std::function<void(const Outcome &)> done, const ChildIdentity *child = nullptr,
                 std::unique_ptr<DurableLog> log = nullptr);
  /// Continues an execution of another process (Execution::resume). Returns its number, or 0
  /// when its rows are damaged.
  uint64_t resume(const asl_module &module, const std::vector<journal::Record> &rows,
                  ExecutionOptions options, std::function<void(const Outcome &)> done,
                  const Resumption &how);
  /// Starts an execution from the history of another one (Execution::fork). Returns its number, or
  /// 0 when the rows are damaged.
  uint64_t fork(const asl_module &module, const ForkPoint &from, ExecutionOptions options,
                std::function<void(const Outcome &)> done, std::unique_ptr<DurableLog> log);
  /// Returns null when the execution has ended. Its frames are in memory afterwards.
  Execution *find(uint64_t number);
  /// Called by an execution at its end; it is reused after its current turn.
  void retire(Execution &execution);
  /// Aborts every execution. Map runs abort their own children.
  void abortAll(const std::optional<std::string> &error, const std::optional<std::string> &cause);

  // ---- With EngineOptions::journal. Executions are kept in it, but for Express ones. ----
  bool isDurable() const { return options.journal != nullptr; }
  /// Calls `effect` when all that has happened so far is durable, but for executions in the middle
  /// of a step: what has come about by one of them must be said to be `about` it. When the journal
  /// is lost, `effect` is destroyed instead.
  void afterCommit(std::function<void()> effect, const Execution *about = nullptr) {
    if (!isLost_)
      effects_.push_back({std::move(effect), about ? about->number : 0});
  }
  /// Cancels the work of the executor with this handle when all that `about` has done is durable.
  /// When it does not become durable here, the work is left to another process.
  void cancelAfterCommit(uint64_t handle, const Execution &about);
  /// Finds the execution with this number in the journal and brings its frames into memory; null
  /// when it does not run here.
  Execution *findDurable(uint64_t execution);
  /// Adds a change of a document to the next commit that has what `about` has done.
  void changeDocument(journal::DocumentChange change, const Execution &about) {
    documents_.push_back({std::move(change), about.number});
  }
  /// Adds the answer to a command to the next commit that has what `about` has done.
  void answerCommand(journal::Answer answer, const Execution &about) {
    answers_.push_back({std::move(answer), about.number});
  }
  /// Marks the execution as changed, so that the next commit includes it.
  void touch(Execution &execution);
  /// Adds the last burst of an execution to the next commit. Its frames must still exist.
  void recordEnd(Execution &execution, const Outcome &outcome);
  void keepUntilCommit(std::unique_ptr<DurableLog> log) { endedLogs_.push_back(std::move(log)); }

  /// Drops all durable executions without ending them; another process continues them.
  void leaveDurable();

  // ---- Sleepers: executions of the journal that leave memory until they are due. ----
  /// Called with the journal number of an execution that has left memory. If empty, no execution
  /// leaves memory this way.
  std::function<void(uint64_t execution)> fellAsleep;
  /// Called to resume sleeping executions that are due.
  std::function<void(const std::vector<uint64_t> &executions)> wake;
  /// Whether somebody waits for the output of an execution of the journal, which succeeds now. If
  /// not, its Outcome::output stays empty. By default it is always made.
  std::function<bool(uint64_t execution)> isAwaited;
  bool needsOutput(const Execution &execution) const;

  /// Adds a sleeping execution that is due at this time.
  void sleepUntil(uint64_t execution, int64_t dueMs) { sleepers_.emplace(dueMs, execution); }

  /// Appends `frame` to the ready queue, unless it is queued already.
  void enqueue(Frame &frame);
  /// Takes `frame` out of the ready queue, if it is there.
  void unqueue(Frame &frame);
  /// Queues `frame` at `deadlineMs` (ms since 1970). Cancel by frame.timer. The frame must stay
  /// alive until then.
  void wakeAt(int64_t deadlineMs, Frame &frame);
  static TimerTarget wakeTarget(Frame &frame);
  /// The action of a timer that brings back the resting execution with this number.
  TimerTarget wakeTarget(uint64_t number);
  /// Runs frames until none is ready and no evaluation stands aside. Polls events in between. When
  /// `handover` is over afterwards, the caller must not use the shard.
  void turn();
  /// Blocks until an event may have made a frame ready; with a virtual clock, advances the clock
  /// instead. Call it when no frame is ready.
  void wait();
  /// Processes closures of other threads, at most `most`, and timers that are due, without running
  /// any flow. Called from within long chains of states and long expressions.
  void pollEvents(size_t most = Loop::kAll);
  /// The same, when that was long ago.
  void pollSometimes();
  /// Called from within long expressions: polls events and, with `handover`, lets other flows run.
  void pauseEvaluation();

  /// Called when a task has shown activity: restarts the real time that a virtual clock waits for.
  void restartWait() { waitingSince_.reset(); }

  /// Calls `job` on a thread of its own, where it may block. It must not use what belongs to the
  /// shard's thread; it gives its result to that by `Loop::post`, and the suspension `number`, for
  /// which it works, is looked up again there. A virtual clock waits until `backgroundEnded`.
  void inBackground(uint64_t number, std::function<void()> job);
  /// Called when the job for the suspension `number` has ended.
  void backgroundEnded(uint64_t number);

  /// Moves a virtual clock on by so many milliseconds. An Express execution may have any number of
  /// events: so that one that loops without waiting meets its deadline, each event after the first
  /// 25,000, which are all that a Standard one has, takes a millisecond.
  /// Stops at the next deadline; returns how many have passed.
  int64_t passTime(int64_t milliseconds);

  /// Runs no flow any more, also where one never waits: `turn` returns as soon as evaluations that
  /// stand aside have ended.
  void end() { isEnding_ = true; }
  bool isEnding() const { return isEnding_; }
  bool hasReady() const { return !ready_.empty(); }
  /// Whether an evaluation stands aside; `turn` lets it end.
  bool hasAside() const { return !aside_.empty(); }

  int64_t nowMs() const { return clock_->nowMs(); }
  /// The time for an event. While a flow runs, that is the time when it was entered, or when events
  /// were polled last: reading the clock for each event would cost more than writing the event.
  int64_t eventMs() const { return inFlow ? flowMs_ : nowMs(); }
  /// Called when a flow is entered or continues.
  void readClock() { flowMs_ = nowMs(); }
  void restartClock();

  /// The shard of the calling thread, or null.
  static Shard *current();
  /// Binds the calling thread to a shard during the scope's lifetime.
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
  /// Number of Engine::run calls that have used this shard; they use it one after the other.
  std::atomic<uint64_t> period{0};
  /// If set, a long evaluation stands aside while other flows run on another thread. When several
  /// are long, one goes on at a time, so that they do not all need memory at once. Not owned.
  Handover *handover = nullptr;
  /// True while code of a flow runs. Only then may long expressions call `pollEvents`, because an
  /// execution that is ended there stops after its turn. When a child of a map run ends, and the
  /// next ItemSelector is evaluated, that is not so.
  bool inFlow = false;
  /// The execution of the frame that runs; null between turns.
  Execution *running = nullptr;
  /// Number of tasks whose executor works in real time. A virtual clock waits for them (see
  /// waitForWork).
  size_t workingTasks = 0;
  /// Only with EngineOptions::orderedAnswers.
  std::optional<OrderedAnswers> answers;

  /// Suspensions by number: tasks, for their Reply, and map runs, for their child executions.
  /// Numbers grow in order of creation.
  SuspensionTable suspensions;
  /// The suspension with this number, whose frame is in memory afterwards; null when there is none.
  Suspension *suspension(uint64_t number);
  const LoadSuspension loadSuspension;
  /// Belongs to the executions of the module, which must hold it no longer than the module lives.
  std::shared_ptr<const FlowNumbers> flowsOf(const asl_module &module);
  /// A text that many executions have, such as the ARN of their role. Stored once.
  const std::string *shared(const std::string &text) {
    return text.empty() ? &none_ : &*shared_.insert(text).first;
  }
  /// For the Exited event of a state that has just assigned variables.
  std::vector<AssignedVariable> assigned;
  /// The parsed form of a Resource. Parsed once per text, across modules.
  const task::Resource &resource(const asl_string *text);

private:
  /// Changes for which nothing waits are committed after at most this time.
  static constexpr std::chrono::milliseconds kLatestCommit{500};

  Execution &newExecution();
  Execution &occupy(uint32_t index);
  Execution *bringBack(uint32_t index);
  void runNext();
  void run(Frame &frame);
  void runReady();
  void beginStep(Execution &execution);
  void endStep(Execution &execution);
  bool isTurnOver();
  bool hasMemory(const Execution &execution) const;
  void standAside(bool isFirst);
  bool standsAside(const Execution &execution) const;
  bool isTurnOfAside() const;
  bool goOnAside();
  bool mustCommit() const;
  std::vector<const Execution *> betweenCommits() const;
  size_t closuresAtOnce() const;
  /// With `hasMore`, the shard goes on while the journal commits on another thread.
  void commit(bool hasMore = false);
  void handIn(Execution &execution);
  void waitForTime(std::optional<int64_t> next);
  void committed(const journal::CommitResult &result,
                 const std::vector<std::function<void()>> &effects);
  void remember(Execution &execution);
  void restSome();
  void rest(Execution &execution);
  bool mayRest(const Execution &execution) const;
  bool restsWhenQuiet() const;
  bool awaitsCommit() const;
  std::optional<int64_t> quietAt() const;
  bool letSleep(Execution &execution);
  void saveMemory(Execution &execution, const journal::Burst &burst);
  void wakeSome();
  bool mayWake() const;
  std::optional<int64_t> nextDeadline();
  bool takeAnswer();
  void waitForWork();
  void release(uint32_t index);
  void keepSpare(std::unique_ptr<Execution> execution);
  uint64_t drop(uint64_t number);
  /// The execution with this number, whether it is over or not; null when its slot is another
  /// one's, or is gone.
  Execution *executionOf(uint64_t number) const;
  /// Null when it does not rest.
  const Resting *restingOf(uint64_t number) const;
  std::vector<uint64_t> workOfResting();
  void releaseRetired();

  std::unique_ptr<Clock> clock_;
  /// Since when a virtual clock has been waiting for a working task.
  std::optional<std::chrono::steady_clock::time_point> waitingSince_;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, task::Resource, TextHash, std::equal_to<>> resources_;
  std::unordered_set<std::string> shared_;
  const std::string none_;
  std::deque<Frame *> ready_;
  /// The step of a frame, see Execution::step.
  struct Step {
    bool isLong = false; ///< an evaluation has used a whole turn
    unsigned pauses = 0; ///< of evaluations, in this turn
    std::chrono::steady_clock::time_point turnBegan{};
  };
  Step step_; ///< of the frame that runs
  /// An evaluation that stands aside.
  struct Aside {
    Handover::Place place;
    Execution *execution;
  };
  std::deque<Aside *> aside_; ///< in the order in which they go on; on the stacks of their threads
  std::chrono::steady_clock::time_point asideRan_; ///< when one of them went on last
  /// Ready frames of executions one of whose frames stands aside: its evaluation holds values that
  /// a collection of the heap would move.
  std::deque<Frame *> heldBack_;
  /// The place of an execution: in memory, or resting, or neither where the place is free.
  struct Slot {
    std::unique_ptr<Execution> execution;
    std::unique_ptr<Resting> resting;
  };
  std::vector<Slot> slots_;
  std::vector<uint32_t> freeSlots_;
  std::vector<uint32_t> retired_; ///< slots of ended executions, reused after their current turn
  std::vector<std::unique_ptr<Execution>> spareExecutions_;
  size_t spareBytes_ = 0; ///< memory of their heaps
  std::unordered_map<const asl_module *, std::shared_ptr<const FlowNumbers>> flows_;
  std::unordered_map<uint64_t, uint64_t> durable_; ///< numbers by those in the journal
  journal::Batch batch_;                           ///< ends of executions, not committed yet
  /// What waits for the next commit, and for the bursts of an execution: its number, 0 for none.
  template <typename T> struct Later {
    T what;
    uint64_t execution;
  };
  std::vector<Later<std::function<void()>>> effects_;
  std::vector<Later<journal::DocumentChange>> documents_;
  std::vector<Later<journal::Answer>> answers_;
  /// Handles of work, and whether the cause to cancel it is durable: see cancelAfterCommit.
  std::unordered_map<uint64_t, bool> cancelling_;
  std::vector<uint64_t> dirty_; ///< numbers of executions, see Execution::isDirty
  std::chrono::steady_clock::time_point dirtySince_;
  /// Numbers of executions that leave memory as soon as the journal has their state.
  std::vector<uint64_t> leaving_;
  std::vector<std::unique_ptr<DurableLog>> endedLogs_;
  bool isLost_ = false; ///< the journal is lost, see EngineOptions::journalLost
  bool isEnding_ = false;
  int64_t flowMs_ = 0; ///< see eventMs
  size_t commitsUnderWay_ = 0;
  /// Times, and executions that sleep until then; one that was woken before is still there.
  using Sleeper = std::pair<int64_t, uint64_t>;
  std::priority_queue<Sleeper, std::vector<Sleeper>, std::greater<>> sleepers_;
  uint64_t turns_ = 0;
  uint32_t turnsSincePoll_ = 0;
  int64_t polledMs_ = 0; ///< when events were polled last
  size_t resident_ = 0;  ///< executions whose frames are in memory
  /// An execution that ran last in a turn, see Execution::lastTurn, at a time.
  struct Unused {
    uint64_t number, turn;
    int64_t sinceMs;
  };
  /// With a journal or EngineOptions::mostResident, the longest unused first. Entries whose
  /// execution has run since are stale.
  std::deque<Unused> unused_;
  uint32_t started_ = 0; ///< number of executions; the upper half of their numbers
  std::unique_ptr<BlockingPool> background_; ///< once it is needed
};

} // namespace asl::exec
