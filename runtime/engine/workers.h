// Shards with threads of their own.
#pragma once

#include "runtime/exec/shard.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace asl::engine {

/// The options with the number of shards that an engine uses: one for each core unless said
/// otherwise, and one with a virtual clock.
EngineOptions withShards(EngineOptions options);

/// A shard with its own thread; with EngineOptions::pausesEvaluations with further ones.
struct Worker {
  explicit Worker(const EngineOptions &options);

  exec::Shard shard;
  exec::Handover handover;
  /// Executions of the shard by the number that the engine gave them. Shard's thread only.
  std::unordered_map<uint64_t, uint64_t> known;
  std::thread thread;

  void run();
};

/// The workers of an engine, whose threads are created at first use. All members may be called from
/// any thread.
class Workers {
public:
  /// `options` must outlive the workers.
  explicit Workers(const EngineOptions &options) : options_(options) {}
  /// Stops the threads; executions that run are aborted, durable ones left to another process.
  ~Workers();

  /// See exec::Shard; for workers that are not made yet.
  std::function<void(uint64_t execution)> fellAsleep;
  std::function<void(const std::vector<uint64_t> &executions)> wake;
  std::function<bool(uint64_t execution)> isAwaited;
  Worker &worker(uint64_t index);
  /// Calls `action` with the worker on its thread.
  template <typename Action> void post(uint64_t index, Action action) {
    Worker &worker = this->worker(index);
    worker.shard.loop->post([&worker, action = std::move(action)]() mutable { action(worker); });
  }
  /// The same; at once, when that is the calling thread.
  template <typename Action> void runOn(uint64_t index, Action action) {
    Worker &worker = this->worker(index);
    if (exec::Shard::current() == &worker.shard)
      action(worker);
    else
      post(index, std::move(action));
  }
  /// Calls `action` on the thread of the worker that keeps the execution with this number in the
  /// journal: with null when none does. Children of a map run are where their parent is.
  void find(uint64_t execution, std::function<void(Worker &, exec::Execution *)> action);
  /// The same for every worker that has been used.
  void postAll(const std::function<void(Worker &)> &action);

private:
  bool isUsed(uint64_t index);
  void lookAt(uint64_t index, uint64_t execution, unsigned looks,
              std::function<void(Worker &, exec::Execution *)> action);
  const EngineOptions &options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace asl::engine
