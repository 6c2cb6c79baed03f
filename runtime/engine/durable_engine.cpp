// Durable executions on the workers of an engine.
#include "runtime/engine/durable_engine.h"

#include "runtime/engine/workers.h"
#include "runtime/exec/task_token.h"

namespace asl {

using engine::Worker;
using exec::DurableLog;
using exec::Execution;

struct DurableEngine::Impl {
  explicit Impl(EngineOptions engineOptions)
      : options(engine::withShards(std::move(engineOptions))), workers(options) {}
  EngineOptions options;
  engine::Workers workers;
};

DurableEngine::DurableEngine(EngineOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
DurableEngine::~DurableEngine() = default;

void DurableEngine::start(const asl_module &module, uint64_t number, journal::Start start,
                          std::string_view input, ExecutionOptions options, Started started,
                          Done done) {
  impl_->workers.post(number, [&module, number, start = std::move(start), text = std::string(input),
                               options = std::move(options), started = std::move(started),
                               done = std::move(done)](Worker &worker) mutable {
    int64_t startMs = start.startMs = worker.shard.nowMs();
    auto log = std::make_unique<DurableLog>(number, std::move(start));
    auto hasBegun = std::make_shared<bool>(false);
    auto ended = [&worker, number, hasBegun, started, done](const Outcome &outcome) {
      if (!*hasBegun)
        return started(outcome, 0);
      worker.known.erase(number);
      done(outcome);
    };
    uint64_t own = worker.shard.start(module, text, std::move(options), std::move(ended), nullptr,
                                      std::move(log));
    if (own == 0)
      return;
    *hasBegun = true;
    worker.known.emplace(number, own);
    worker.shard.touch(*worker.shard.find(own));
    worker.shard.afterCommit(
        [started = std::move(started), startMs] { started(std::nullopt, startMs); });
  });
}

void DurableEngine::resume(const asl_module &module, uint64_t number,
                           std::vector<journal::Record> rows, ExecutionOptions options,
                           std::function<void(const std::string &problem)> resumed, Done done) {
  impl_->workers.post(number, [&module, number, rows = std::move(rows),
                               options = std::move(options), resumed = std::move(resumed),
                               done = std::move(done)](Worker &worker) mutable {
    auto ended = [&worker, number, done](const Outcome &outcome) {
      worker.known.erase(number);
      done(outcome);
    };
    uint64_t own = worker.shard.resume(module, rows, std::move(options), std::move(ended));
    if (own == 0)
      return resumed("its rows are damaged, or belong to another definition");
    worker.known.emplace(number, own);
    resumed({});
  });
}

void DurableEngine::abort(uint64_t number, std::optional<std::string> error,
                          std::optional<std::string> cause, std::function<void(bool found)> found) {
  impl_->workers.post(number, [number, error = std::move(error), cause = std::move(cause),
                               found = std::move(found)](Worker &worker) {
    auto entry = worker.known.find(number);
    Execution *execution = entry == worker.known.end() ? nullptr : worker.shard.find(entry->second);
    if (execution != nullptr)
      execution->abort(error, cause);
    worker.shard.afterCommit([found, isThere = execution != nullptr] { found(isThere); });
  });
}

void DurableEngine::answer(std::string token, TaskAnswer answer,
                           std::function<void(const std::string &problem)> done) {
  std::optional<uint64_t> number = exec::executionOfToken(token);
  if (!number)
    return done("InvalidToken: this is no task token");
  impl_->workers.post(*number, [number = *number, token = std::move(token),
                                answer = std::move(answer),
                                done = std::move(done)](Worker &worker) {
    auto entry = worker.known.find(number);
    Execution *execution = entry == worker.known.end() ? nullptr : worker.shard.find(entry->second);
    exec::Suspension *task = execution ? execution->waitingFor(token) : nullptr;
    bool isTaken = task != nullptr && task->answer(answer);
    if (isTaken)
      worker.shard.touch(*execution);
    worker.shard.afterCommit([done, isTaken] {
      done(isTaken ? "" : "TaskTimedOut: the task has ended, or its execution has");
    });
  });
}

} // namespace asl
