// The threads of an engine.
#include "runtime/engine/workers.h"

#include "runtime/states/load_suspension.h"

#include <algorithm>

namespace asl::engine {

EngineOptions withShards(EngineOptions options) {
  if (options.clock == ClockKind::Virtual)
    options.shards = 1;
  else if (options.shards == 0)
    options.shards = std::max(1u, std::thread::hardware_concurrency());
  return options;
}

Worker::Worker(const EngineOptions &options)
    : shard(options, states::loadSuspension), handover([this] { run(); }) {
  if (options.pausesEvaluations && options.clock == ClockKind::Wall)
    shard.handover = &handover;
}

void Worker::run() {
  exec::Shard::Scope scope(shard);
  // A thread that takes over may find both.
  while (!shard.isEnding() || shard.hasAside()) {
    shard.turn();
    if (handover.isOver())
      return;
    if (!shard.isEnding())
      shard.wait();
  }
  shard.leaveDurable();
  shard.abortAll(std::nullopt, std::nullopt);
  handover.end();
}

Workers::~Workers() {
  for (std::unique_ptr<Worker> &worker : workers_)
    if (worker)
      worker->shard.loop->post([w = worker.get()] { w->shard.end(); });
  for (std::unique_ptr<Worker> &worker : workers_)
    if (worker) {
      worker->thread.join();
      worker->handover.join();
    }
}

Worker &Workers::worker(uint64_t index) {
  std::lock_guard lock(mutex_);
  if (workers_.empty())
    workers_.resize(options_.shards);
  std::unique_ptr<Worker> &worker = workers_[index % workers_.size()];
  if (!worker) {
    worker = std::make_unique<Worker>(options_);
    worker->shard.fellAsleep = fellAsleep;
    worker->shard.wake = wake;
    worker->shard.isAwaited = isAwaited;
    worker->thread = std::thread([w = worker.get()] { w->run(); });
  }
  return *worker;
}

void Workers::find(uint64_t execution, std::function<void(Worker &, exec::Execution *)> action) {
  lookAt(execution % options_.shards, execution, 0, std::move(action));
}

/// Looks at the worker with this index, then at those after it that are in use.
void Workers::lookAt(uint64_t index, uint64_t execution, unsigned looks,
                     std::function<void(Worker &, exec::Execution *)> action) {
  post(index, [this, index, execution, looks, action = std::move(action)](Worker &worker) mutable {
    if (exec::Execution *found = worker.shard.findDurable(execution))
      return action(worker, found);
    for (unsigned next = looks + 1; next < options_.shards; ++next)
      if (uint64_t other = (index + next - looks) % options_.shards; isUsed(other))
        return lookAt(other, execution, next, std::move(action));
    action(worker, nullptr);
  });
}

bool Workers::isUsed(uint64_t index) {
  std::lock_guard lock(mutex_);
  return index < workers_.size() && workers_[index] != nullptr;
}

void Workers::postAll(const std::function<void(Worker &)> &action) {
  std::lock_guard lock(mutex_);
  for (std::unique_ptr<Worker> &worker : workers_)
    if (worker)
      worker->shard.loop->post([w = worker.get(), action] { action(*w); });
}

} // namespace asl::engine
