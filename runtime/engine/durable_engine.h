// The engine of executions that survive the process.
#pragma once

#include "asl/engine/options.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/suspension.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl {

using exec::MapRunUpdate;
using exec::TaskAnswer;

/// Runs Standard executions that are kept in EngineOptions::journal. An execution has the number
/// that the journal gave it. All members may be called from any thread. When the journal is lost,
/// callbacks that have not been called are destroyed.
class DurableEngine {
public:
  using Done = std::function<void(const Outcome &)>;
  using Started = std::function<void(const std::optional<Outcome> &refused, int64_t startMs)>;
  struct Redrive {
    uint32_t count = 1; ///< how often it was redriven, this time included
    /// Set when the module has another definition than the execution had: the number of the
    /// module's journal::Revision, and the exec::Numbering of the earlier definition.
    uint64_t revision = 0;
    std::string numbering{};
    std::string clientToken{}; ///< kept with the redrive
  };

  /// `options.journal` is set.
  explicit DurableEngine(EngineOptions options);
  /// Drops the running executions without ending them; the next process continues them.
  ~DurableEngine();

  /// How executions sleep: they leave memory until they are due, and are resumed from the journal.
  /// Those that wait for very long do so, and others beyond EngineOptions::mostResident.
  struct Sleeping {
    std::function<void(uint64_t execution)> fellAsleep; ///< called on the shard's thread
    /// Resumes sleeping executions by calling `resume` before returning. Returns false when one of
    /// them does not run here. Called on a shard's thread.
    std::function<bool(const std::vector<uint64_t> &executions)> wake;
    /// Keeps `again` and calls it when the executions of an earlier process go on or are known to
    /// sleep. Returns false when they are already. May be empty: they always are.
    std::function<bool(std::function<void()> again)> putOff{};
  };
  /// Must be called before the first execution.
  void letSleep(Sleeping sleeping);
  /// Sets `isAwaited`, which says whether somebody waits for the output of an execution. When
  /// nobody does, its Outcome has no output; the output is in the journal. By default every Outcome
  /// has one. `isAwaited` is called on the shard's thread. Must be called before the first
  /// execution.
  void makeOutputs(std::function<bool(uint64_t execution)> isAwaited);
  struct Sleeper {
    uint64_t execution = 0;
    int64_t dueMs = 0;
  };
  /// Adds sleeping executions of an earlier process.
  void addSleepers(const std::vector<Sleeper> &sleepers);

  /// Starts an execution whose number and name the caller has claimed. `started` is called on the
  /// shard's thread when the start is durable, with the time of the start in ms since 1970, or with
  /// the outcome when the input is refused; then nothing was written, and the name must be
  /// released. `done` is called when its end is durable.
  void start(const asl_module &module, uint64_t execution, journal::Start start,
             std::string_view input, ExecutionOptions options, Started started, Done done);
  /// Starts an execution from the history of another one; see exec::Execution::fork. `answer` is
  /// committed together with its start. `started` is as in `start`: it gets an outcome when the
  /// rows are damaged or do not fit the module.
  void fork(const asl_module &module, uint64_t execution, journal::Start start,
            exec::ForkPoint from, ExecutionOptions options, std::optional<journal::Answer> answer,
            Started started, Done done);
  /// Continues an execution from its rows (Reader::tail). `resumed` is called on the shard's
  /// thread, with an error text when the rows are damaged or do not fit the module, else with an
  /// empty one. With `isPaused` the execution is held, see `pause`. `start` is its start as the
  /// journal has it; null: the journal is read.
  void resume(const asl_module &module, uint64_t execution, std::vector<journal::Record> rows,
              ExecutionOptions options, std::function<void(const std::string &problem)> resumed,
              Done done, bool isPaused = false, const journal::Start *start = nullptr);
  /// Redrives an execution that has ended without success: continues with the states that did not
  /// succeed. `redriven` is called when the redrive is durable, or with an error text when the rows
  /// cannot be used; then nothing was written.
  void redrive(const asl_module &module, uint64_t execution, std::vector<journal::Record> rows,
               ExecutionOptions options, Redrive how,
               std::function<void(const std::string &problem, int64_t atMs)> redriven, Done done);
  /// Called on the shard's thread when an execution does not run here, even though it was woken.
  /// True: somebody else answers the caller, and `found` is not called.
  using Absent = std::function<bool()>;
  /// Ends an execution as StopExecution does. `found` is called with whether it was running, once
  /// that is durable.
  void abort(uint64_t execution, std::optional<std::string> error, std::optional<std::string> cause,
             std::function<void(bool found)> found, Absent absent = nullptr);

  /// Pauses or continues an execution. A paused execution enters no further states, but the work of
  /// its current states continues (tasks, retries, waits, children of distributed Maps), and so do
  /// time limits. Stored in the journal (DocumentKind::Pause). `found` and `absent` are as in
  /// `abort`.
  void pause(uint64_t execution, bool isPaused, std::function<void(bool found)> found,
             Absent absent = nullptr);
  /// Ends an execution, aborted, when it enters its next state; no effect when it does not run.
  void abortAtTransition(uint64_t execution, Absent absent = nullptr);

  /// Answers the task with this token. `done` is called when the answer is durable, with an empty
  /// text, or with an error text that begins with AWS's error name.
  void answer(std::string token, TaskAnswer answer,
              std::function<void(const std::string &problem)> done);

  /// Changes a running map run of this execution. `done` is called with whether it was running,
  /// once the change is durable.
  void updateMapRun(uint64_t execution, MapRunUpdate update, std::function<void(bool found)> done);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl
