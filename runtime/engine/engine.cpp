// The engine: `start` uses shards with threads of their own, `run` a shard on the caller's thread.
#include "asl/engine/engine.h"

#include "runtime/engine/workers.h"
#include "runtime/exec/shard.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/regex.h"
#include "runtime/states/load_suspension.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace asl {

using engine::Worker;
using exec::Execution;
using exec::Shard;

struct Engine::Impl {
  explicit Impl(EngineOptions engineOptions)
      : options(engine::withShards(std::move(engineOptions))), workers(options) {}

  std::unique_ptr<Shard> takeIdleShard() {
    std::lock_guard lock(mutex);
    std::unique_ptr<Shard> shard;
    if (idle.empty()) {
      shard = std::make_unique<Shard>(options, states::loadSuspension);
    } else {
      shard = std::move(idle.back());
      idle.pop_back();
    }
    running.push_back(shard.get());
    return shard;
  }

  void giveBack(std::unique_ptr<Shard> shard) {
    std::lock_guard lock(mutex);
    std::erase(running, shard.get());
    ++shard->period;
    idle.push_back(std::move(shard));
  }

  EngineOptions options;
  std::mutex mutex;
  std::vector<std::unique_ptr<Shard>> idle; ///< shards that `run` can reuse
  std::vector<Shard *>
      running; ///< shards that `run` uses at present, on the threads of its callers
  std::atomic<uint64_t> lastNumber{0};
  engine::Workers workers;
};

Engine::Engine(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Engine::~Engine() = default;

std::string Engine::load(const asl_module &module) {
  if (module.abi_version != ASL_ABI_VERSION)
    return "the machine was compiled for version " + std::to_string(module.abi_version) +
           " of the runtime, this is version " + std::to_string(ASL_ABI_VERSION) +
           ": compile it again";
  if (!module.flow)
    return "the module holds no machine";
  if (module.library_functions > jsonata::libraryCount())
    return "the machine calls a function of JSONata that this version of the runtime does not "
           "have: "
           "use a newer runtime";
  return prepareRegexes(module);
}

ExecutionId Engine::start(const asl_module &module, std::string_view input,
                          ExecutionOptions options, std::function<void(const Outcome &)> done) {
  uint64_t number = ++impl_->lastNumber;
  ExecutionId id{static_cast<uint32_t>(number % impl_->options.shards), number};
  impl_->workers.post(id.shard, [&module, number, text = std::string(input),
                                 executionOptions = std::move(options),
                                 done = std::move(done)](Worker &worker) mutable {
    auto ended = [&worker, number, done = std::move(done)](const Outcome &outcome) {
      worker.known.erase(number);
      done(outcome);
    };
    uint64_t own = worker.shard.start(module, text, std::move(executionOptions), std::move(ended));
    if (own != 0)
      worker.known.emplace(number, own);
  });
  return id;
}

void Engine::abort(ExecutionId id, std::optional<std::string> error,
                   std::optional<std::string> cause) {
  impl_->workers.post(id.shard, [number = id.number, error = std::move(error),
                                 cause = std::move(cause)](Worker &worker) {
    auto found = worker.known.find(number);
    if (found == worker.known.end())
      return;
    if (Execution *execution = worker.shard.find(found->second))
      execution->abort(error, cause);
  });
}

void Engine::abortAll(std::optional<std::string> error, std::optional<std::string> cause) {
  {
    std::lock_guard lock(impl_->mutex);
    for (Shard *shard : impl_->running)
      // Must not abort the next `run` that uses the shard.
      shard->loop->post([shard, period = shard->period.load(), error, cause] {
        if (shard->period == period)
          shard->abortAll(error, cause);
      });
  }
  impl_->workers.postAll([error, cause](Worker &worker) { worker.shard.abortAll(error, cause); });
}

Outcome Engine::run(const asl_module &module, std::string_view input, ExecutionOptions options) {
  std::unique_ptr<Shard> shard = impl_->takeIdleShard();
  shard->restartClock();
  Outcome result;
  bool over = false;
  {
    Shard::Scope scope(*shard);
    shard->start(module, input, std::move(options), [&](const Outcome &outcome) {
      result = outcome;
      over = true;
    });
    shard->turn();
    while (!over) {
      shard->wait();
      shard->turn();
    }
  }
  impl_->giveBack(std::move(shard));
  return result;
}

} // namespace asl
