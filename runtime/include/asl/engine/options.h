// The options of an engine and of an execution, and how an execution ends.
#pragma once

#include "asl/engine/sinks.h"
#include "asl/engine/task_executor.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asl::journal {
class Journal;
}

namespace asl::objects {
class ObjectStore;
}

namespace asl {

/// How an execution ended. Texts are as DescribeExecution returns them.
struct Outcome {
  Status status = Status::Running;
  std::string output;               ///< JSON text; set when Succeeded, else empty
  std::optional<std::string> error; ///< absent where AWS reports none
  std::optional<std::string> cause;
};

/// Which clock waits, timeouts, retries and $$.State.EnteredTime use.
enum class ClockKind : uint8_t {
  Wall, ///< the system's clock
  /// Starts at EngineOptions::virtualStartMs. Stands still while any execution can run, then jumps
  /// to the next deadline, so that waits take no real time. While an executor works on a task, the
  /// clock jumps only after as much real time as the deadline is away. Of an Express execution each
  /// event after the first 25,000 takes a millisecond, so that a loop without a Wait ends with the
  /// deadline of the execution. The engine uses one shard, whatever EngineOptions::shards is.
  Virtual
};

struct EngineOptions {
  ClockKind clock = ClockKind::Wall;
  unsigned shards = 0; ///< worker threads; 0: one per core
  /// Start of a virtual clock, ms since 1970 UTC. Default: 2024-01-01T10:00:00Z.
  int64_t virtualStartMs = 1704103200000;
  /// Only with a virtual clock. Answers that executors give on other threads are processed one at a
  /// time, in the order in which the tasks were started, when nothing else can run. Together with
  /// ExecutionOptions::seed this makes executions repeatable, however long each task takes in real
  /// time, as long as it takes less than what is left until the next deadline of the virtual clock.
  /// A task whose answer depends on the answer of a later task would then wait until a deadline
  /// ends one of them.
  bool orderedAnswers = false;
  static constexpr size_t kUnlimited = ~size_t(0);
  /// The most executions of a shard that keep their frames in memory while they wait. Beyond it,
  /// those that have waited longest are saved as a few bytes and restored when they are due. Those
  /// of a journal that have waited, or will wait, for a second do not count: they are always saved.
  /// Those that only wait for a time, for ten seconds or longer, leave memory.
  size_t mostResident = kUnlimited;
  /// Whether a long evaluation of an expression stops now and then so that other executions of its
  /// shard go on meanwhile, on another thread. Not with a virtual clock, and not in `Engine::run`.
  /// Without it they wait until the evaluation has ended, which takes about a second at most.
  bool pausesEvaluations = false;
  /// Where Standard executions are kept so that they survive the process. Whatever leaves the
  /// process (a request, an answer, the end of an execution) waits until its cause is durable. Not
  /// owned; must outlive the engine. Null: executions are in memory only. `Engine` ignores it;
  /// compiled programs use it with `--journal`.
  journal::Journal *journal = nullptr;
  /// Called on any thread when the journal is lost because another process has taken it over or its
  /// storage has failed. Nothing leaves the engine afterwards, so the process should end. If empty,
  /// the process is aborted.
  std::function<void(const std::string &why)> journalLost{};
  /// Carries out tasks. Not owned; must outlive the engine. Null: every task fails as unbound.
  task::TaskExecutor *executor = nullptr;
  /// Where distributed Maps read items and write results (ItemReader, ResultWriter). Not owned;
  /// must outlive the engine. Null: every such Map fails.
  objects::ObjectStore *objects = nullptr;
  std::string region = "us-east-1";     ///< of generated ARNs
  std::string account = "123456789012"; ///< of generated ARNs
};

struct ExecutionOptions {
  std::string name{};    ///< empty: a generated UUID
  std::string roleArn{}; ///< empty: arn:aws:iam::<account>:role/aslc
  /// The beginning of generated ARNs of the execution, such as
  /// `arn:aws:states:us-east-1:123456789012:`. Empty: region and account are those of the engine.
  std::string arnPrefix{};
  /// The UUID at the end of the ARN of an Express execution. Empty: a generated one.
  std::string expressId{};
  /// Runs as an Express execution. Machines built with `--type=express` always do.
  bool express = false;
  /// Only for Express: behaves as if started by StartSyncExecution, whose context object has no
  /// RedriveCount.
  bool synchronous = false;
  /// Seed of jitter, UUIDs and random numbers: equal seeds repeat them. 0: seeded by the system.
  uint64_t seed = 0;
  /// Initial values of the machine's variables, as the text of a JSON object; empty when there are
  /// none. Unknown names are ignored. Only for executions in memory.
  std::string variables{};
  HistorySink *history = nullptr; ///< not owned; must outlive the execution; null: no history
  TraceSink *trace = nullptr;     ///< not owned; must outlive the execution; null: no trace
  /// Returns the history sink of a child execution of a distributed Map, given the child's ARN;
  /// null when its history is not wanted. Called on the shard's thread. The sink must outlive the
  /// child. An empty function means no histories of children.
  std::function<HistorySink *(std::string_view executionArn)> childHistory{};
  /// If set, gets the events instead of `history` and `childHistory`, including those of children.
  /// Held until the execution ends.
  std::shared_ptr<ExecutionObserver> observer{};
};

} // namespace asl
