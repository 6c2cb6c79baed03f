// The engine: runs executions of compiled machines. asl/host/host.h offers the same with handlers
// and JSON values; include this header to supply an executor of your own.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/options.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

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
  static std::string load(const asl_module &module);

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
