// The engine: runs executions of compiled machines. asl/host/host.h offers the same with handlers
// and JSON values; include this header to supply an executor of your own.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/sinks.h"
#include "asl/engine/task_executor.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
  /// Carries out tasks. Not owned; must outlive the engine. Null: every task fails as unbound.
  task::TaskExecutor *executor = nullptr;
  std::string region = "us-east-1";     ///< of generated ARNs
  std::string account = "123456789012"; ///< of generated ARNs
};

struct ExecutionOptions {
  std::string name{};    ///< empty: a generated UUID
  std::string roleArn{}; ///< empty: arn:aws:iam::<account>:role/aslc
  /// Runs as an Express execution. Machines built with `--type=express` always do.
  bool express = false;
  /// Only for Express: behaves as if started by StartSyncExecution, whose context object has no
  /// RedriveCount.
  bool synchronous = false;
  /// Seed of jitter, UUIDs and random numbers: equal seeds repeat them. 0: seeded by the system.
  uint64_t seed = 0;
  HistorySink *history = nullptr; ///< not owned; must outlive the execution; null: no history
  TraceSink *trace = nullptr;     ///< not owned; must outlive the execution; null: no trace
  /// Returns the history sink of a child execution of a distributed Map, given the child's ARN;
  /// null when its history is not wanted. Called on the shard's thread. The sink must outlive the
  /// child. An empty function means no histories of children.
  std::function<HistorySink *(std::string_view executionArn)> childHistory{};
};

/// Identifies an execution within one engine. Stays valid, without effect, when it has ended.
struct ExecutionId {
  uint32_t shard = 0;
  uint64_t number = 0;
};

/// Runs executions on its shards, each of which is a thread. All members may be called from any
/// thread.
class Engine {
public:
  explicit Engine(EngineOptions options);
  /// Aborts the executions that still run, and joins the threads.
  ~Engine();

  /// Checks the ABI version of `module` and compiles its regular expressions. Returns an error
  /// text, or an empty string. Several threads and engines may load the same module at once. The
  /// module must outlive its executions; once those have ended the engine keeps no reference to it.
  std::string load(const asl_module &module);

  /// Starts an execution and returns at once. `input` is JSON text and is copied. `done` is called
  /// exactly once, on the shard's thread, and must not block. An input that StartExecution would
  /// refuse ends the execution without any event: one that is not JSON as Failed with
  /// States.Runtime, one longer than ASL_PAYLOAD_LIMIT_BYTES or nested deeper than ASL_DEPTH_LIMIT
  /// as Failed with States.DataLimitExceeded.
  ExecutionId start(const asl_module &module, std::string_view input, ExecutionOptions options,
                    std::function<void(const Outcome &)> done);
  /// Ends an execution as StopExecution does. Does not wait for the end. No effect once it has
  /// ended.
  void abort(ExecutionId id, std::optional<std::string> error, std::optional<std::string> cause);
  /// The same for every execution of the engine, including those that `run` executes on other
  /// threads. Meant for a program that is asked to stop.
  void abortAll(std::optional<std::string> error, std::optional<std::string> cause);

  /// Starts an execution and blocks until it ends. Its shard runs on the calling thread; no thread
  /// is created. Inputs are refused as by `start`.
  Outcome run(const asl_module &module, std::string_view input, ExecutionOptions options);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl
