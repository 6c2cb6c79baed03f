// Running compiled machines: the engine that hosts executions, and what a program says to it.
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

/// How an execution ended. Texts are as DescribeExecution gives them.
struct Outcome {
  Status status = Status::Running;
  std::string output;               ///< JSON text; when Succeeded
  std::optional<std::string> error; ///< absent when AWS would give none
  std::optional<std::string> cause;
};

enum class ClockKind : uint8_t {
  Wall,
  Virtual ///< time stands still while anything can run, then jumps to the next deadline; one shard
};

struct EngineOptions {
  ClockKind clock = ClockKind::Wall;
  unsigned shards = 0;                    ///< worker threads; 0: one for each core
  int64_t virtualStartMs = 1704103200000; ///< 2024-01-01T10:00:00Z
  /// With a virtual clock: answers that executors give on other threads are taken one by one, in
  /// the order in which their tasks were started, when nothing else can run. With a seed,
  /// executions then repeat, however long each task takes in real time. A task whose answer depends
  /// on a later one's answer would wait until a deadline ends one of them.
  bool orderedAnswers = false;
  task::TaskExecutor *executor =
      nullptr; ///< carries out tasks; not owned; null: every task is unbound
  std::string region = "us-east-1";
  std::string account = "123456789012";
};

struct ExecutionOptions {
  std::string name{};    ///< empty: a made-up UUID
  std::string roleArn{}; ///< empty: arn:aws:iam::<account>:role/aslc
  /// An Express execution; those of a machine that was built as Express are anyway.
  bool express = false;
  bool synchronous =
      false;         ///< Express: as StartSyncExecution starts it (its context has no RedriveCount)
  uint64_t seed = 0; ///< 0: from the system; else jitter, UUIDs and random numbers repeat
  HistorySink *history = nullptr; ///< not owned
  TraceSink *trace = nullptr;     ///< not owned
  /// Opens the sink of a child execution of a distributed Map by its ARN; may be empty.
  std::function<HistorySink *(std::string_view executionArn)> childHistory{};
};

/// Identifies an execution of one engine.
struct ExecutionId {
  uint32_t shard = 0;
  uint64_t number = 0;
};

/// Hosts executions on its shards. All members may be called from any thread.
class Engine {
public:
  explicit Engine(EngineOptions options);
  ~Engine(); ///< aborts what still runs

  /// Checks the ABI version of `module` and prepares it (regular expressions). Returns an error
  /// text, or empty. Several threads and engines may load one module at once. The module must
  /// outlive its executions; once they are over the engine refers to nothing of it.
  std::string load(const asl_module &module);

  /// Starts an execution; `done` is called once, on the shard's thread. `input` is copied. One that
  /// is not JSON gives an Outcome of Failed / States.Runtime, one longer than
  /// ASL_PAYLOAD_LIMIT_BYTES (which StartExecution refuses) Failed / States.DataLimitExceeded, both
  /// without any event.
  ExecutionId start(const asl_module &module, std::string_view input, ExecutionOptions options,
                    std::function<void(const Outcome &)> done);
  /// Ends an execution as StopExecution does; without effect when it is over.
  void abort(ExecutionId id, std::optional<std::string> error, std::optional<std::string> cause);
  /// Ends every execution so, also one that `run` hosts on another thread: for a program that is
  /// told to stop.
  void abortAll(std::optional<std::string> error, std::optional<std::string> cause);

  /// Starts one and waits for its end, running its shard on the calling thread: no thread is made.
  Outcome run(const asl_module &module, std::string_view input, ExecutionOptions options);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl
