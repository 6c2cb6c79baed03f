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
  /// clock jumps only after as much real time as the deadline is away. The engine uses one shard,
  /// whatever EngineOptions::shards is.
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
  /// time. A task whose answer depends on the answer of a later task would then wait until a
  /// deadline ends one of them.
  bool orderedAnswers = false;
  static constexpr size_t kUnlimited = ~size_t(0);
  /// How many executions of a shard may keep their frames in memory while they wait. Those that
  /// have waited longest are kept as a few bytes beyond it, and come back when they are due.
  size_t mostResident = kUnlimited;
  /// Keeps Standard executions, so that they survive the process: what leaves it (a request, an
  /// answer, the end of an execution) waits until its cause is durable. Not owned; must outlive the
  /// engine. Null: nothing is kept. `Engine` does not use it; compiled programs do, with
  /// `--journal`.
  journal::Journal *journal = nullptr;
  /// Called, on any thread, when the journal is lost: another process has taken it over, or its
  /// storage has failed. Nothing leaves the engine any more: the process should end. Empty: it is
  /// aborted.
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
  /// What generated ARNs of the execution begin with, such as
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
  /// Values of variables of the machine at the start, as the text of a JSON object; empty: none has
  /// a value. Names that the machine does not have are ignored. Only for executions in memory.
  std::string variables{};
  HistorySink *history = nullptr; ///< not owned; must outlive the execution; null: no history
  TraceSink *trace = nullptr;     ///< not owned; must outlive the execution; null: no trace
  /// Returns the history sink of a child execution of a distributed Map, given the child's ARN;
  /// null when its history is not wanted. Called on the shard's thread. The sink must outlive the
  /// child. An empty function means no histories of children.
  std::function<HistorySink *(std::string_view executionArn)> childHistory{};
  /// Gets the events in the place of `history`, also those of children, and is kept until the end.
  /// Null: `history` and `childHistory` get them.
  std::shared_ptr<ExecutionObserver> observer{};
};

} // namespace asl
