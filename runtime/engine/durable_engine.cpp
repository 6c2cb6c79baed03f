// Durable executions on the workers of an engine.
#include "runtime/engine/durable_engine.h"

#include "runtime/engine/workers.h"
#include "runtime/exec/task_token.h"

namespace asl {

using engine::Worker;
using exec::DurableLog;
using exec::Execution;

namespace {

constexpr const char *kUnusable =
    "its rows are damaged or belong to another definition, or child executions of it are missing";

} // namespace

struct DurableEngine::Impl {
  explicit Impl(EngineOptions engineOptions)
      : options(engine::withShards(std::move(engineOptions))), workers(options) {}

  /// What the children of an execution have in common with it.
  exec::Origin originOf(uint64_t execution) const {
    auto described = options.journal->describe(execution);
    if (!described || !*described)
      return {};
    return exec::Origin::of((*described)->start);
  }

  /// Calls `action` with the execution, which is woken when it sleeps.
  void find(uint64_t number, std::function<void(Worker &, Execution *)> action) {
    workers.find(number, [this, number, action = std::move(action)](Worker &worker,
                                                                    Execution *execution) mutable {
      if (execution != nullptr || !sleeping.wake)
        return action(worker, execution);
      // It may go on in a moment by itself: it must not be resumed twice.
      if (sleeping.putOff && sleeping.putOff([this, number, action] { find(number, action); }))
        return;
      if (!sleeping.wake({number}))
        return action(worker, nullptr);
      // It goes on, or what resumes it was posted before; but it may sleep again at once.
      find(number, std::move(action));
    });
  }

  EngineOptions options;
  DurableEngine::Sleeping sleeping;
  engine::Workers workers;
};

DurableEngine::DurableEngine(EngineOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
DurableEngine::~DurableEngine() = default;

void DurableEngine::letSleep(Sleeping sleeping) {
  impl_->sleeping = std::move(sleeping);
  impl_->workers.fellAsleep = impl_->sleeping.fellAsleep;
  impl_->workers.wake = [this](const std::vector<uint64_t> &executions) {
    impl_->sleeping.wake(executions);
  };
}

void DurableEngine::makeOutputs(std::function<bool(uint64_t execution)> isAwaited) {
  impl_->workers.isAwaited = std::move(isAwaited);
}

void DurableEngine::addSleepers(const std::vector<Sleeper> &sleepers) {
  std::vector<std::vector<Sleeper>> parts(impl_->options.shards);
  for (const Sleeper &sleeper : sleepers)
    parts[sleeper.execution % parts.size()].push_back(sleeper);
  for (size_t i = 0; i < parts.size(); ++i)
    if (!parts[i].empty())
      impl_->workers.post(i, [part = std::move(parts[i])](Worker &worker) {
        for (const Sleeper &sleeper : part)
          worker.shard.sleepUntil(sleeper.execution, sleeper.dueMs);
      });
}

void DurableEngine::start(const asl_module &module, uint64_t number, journal::Start start,
                          std::string_view input, ExecutionOptions options, Started started,
                          Done done) {
  impl_->workers.post(number, [&module, number, start = std::move(start), text = std::string(input),
                               options = std::move(options), started = std::move(started),
                               done = std::move(done)](Worker &worker) mutable {
    int64_t startMs = start.startMs = worker.shard.nowMs();
    auto log = std::make_unique<DurableLog>(number, std::move(start));
    auto answer = std::make_shared<Started>(std::move(started));
    // Until it has begun, its end is a refusal.
    auto refused = [answer](const Outcome &outcome) { (*answer)(outcome, 0); };
    uint64_t own = worker.shard.start(module, text, std::move(options), std::move(refused), nullptr,
                                      std::move(log));
    if (own == 0)
      return;
    Execution &execution = *worker.shard.find(own);
    execution.whenEnded(std::move(done));
    worker.shard.touch(execution);
    worker.shard.afterCommit(
        [answer = std::move(answer), startMs] { (*answer)(std::nullopt, startMs); }, &execution);
  });
}

void DurableEngine::fork(const asl_module &module, uint64_t number, journal::Start start,
                         exec::ForkPoint from, ExecutionOptions options,
                         std::optional<journal::Answer> answer, Started started, Done done) {
  impl_->workers.post(number, [&module, number, start = std::move(start), from = std::move(from),
                               options = std::move(options), answer = std::move(answer),
                               started = std::move(started),
                               done = std::move(done)](Worker &worker) mutable {
    int64_t startMs = start.startMs = worker.shard.nowMs();
    auto log = std::make_unique<DurableLog>(number, std::move(start));
    uint64_t own =
        worker.shard.fork(module, from, std::move(options), std::move(done), std::move(log));
    if (own == 0) {
      Outcome refused;
      refused.status = Status::Failed;
      refused.cause = kUnusable;
      return started(refused, 0);
    }
    Execution &execution = *worker.shard.find(own);
    if (answer)
      worker.shard.answerCommand(*std::move(answer), execution);
    worker.shard.touch(execution);
    worker.shard.afterCommit(
        [started = std::move(started), startMs] { started(std::nullopt, startMs); }, &execution);
  });
}

void DurableEngine::resume(const asl_module &module, uint64_t number,
                           std::vector<journal::Record> rows, ExecutionOptions options,
                           std::function<void(const std::string &problem)> resumed, Done done,
                           bool isPaused, const journal::Start *start) {
  exec::Resumption how;
  how.origin = start ? exec::Origin::of(*start) : impl_->originOf(number);
  how.isPaused = isPaused;
  impl_->workers.runOn(number, [&module, how, rows = std::move(rows), options = std::move(options),
                                resumed = std::move(resumed),
                                done = std::move(done)](Worker &worker) mutable {
    uint64_t own = worker.shard.resume(module, rows, std::move(options), std::move(done), how);
    resumed(own == 0 ? kUnusable : "");
  });
}

void DurableEngine::redrive(const asl_module &module, uint64_t number,
                            std::vector<journal::Record> rows, ExecutionOptions options,
                            Redrive redrive,
                            std::function<void(const std::string &problem, int64_t atMs)> redriven,
                            Done done) {
  exec::Resumption how;
  how.origin = impl_->originOf(number);
  if (redrive.revision != 0)
    how.origin.revision = redrive.revision;
  impl_->workers.post(number, [&module, how, redrive = std::move(redrive), rows = std::move(rows),
                               options = std::move(options), redriven = std::move(redriven),
                               done = std::move(done)](Worker &worker) mutable {
    int64_t now = worker.shard.nowMs();
    std::string problem = kUnusable;
    how.redrive = journal::Redrive{redrive.count, now, redrive.revision, redrive.clientToken};
    how.problem = &problem;
    std::optional<exec::Renumbering> renumbering;
    if (redrive.revision != 0) {
      std::optional<exec::Numbering> old = exec::Numbering::read(redrive.numbering);
      if (!old)
        return redriven("the journal does not know the states of the definition that it had", now);
      how.renumbering = &renumbering.emplace(*std::move(old), module);
    }
    uint64_t own = worker.shard.resume(module, rows, std::move(options), std::move(done), how);
    if (own == 0)
      return redriven(problem, now);
    Execution &execution = *worker.shard.find(own);
    worker.shard.touch(execution);
    worker.shard.afterCommit([redriven = std::move(redriven), now] { redriven({}, now); },
                             &execution);
  });
}

void DurableEngine::abort(uint64_t number, std::optional<std::string> error,
                          std::optional<std::string> cause, std::function<void(bool found)> found,
                          Absent absent) {
  impl_->find(number, [error = std::move(error), cause = std::move(cause), found = std::move(found),
                       absent = std::move(absent)](Worker &worker, Execution *execution) {
    if (execution != nullptr)
      execution->abort(error, cause);
    else if (absent && absent())
      return;
    worker.shard.afterCommit([found, isThere = execution != nullptr] { found(isThere); },
                             execution);
  });
}

void DurableEngine::pause(uint64_t number, bool isPaused, std::function<void(bool found)> found,
                          Absent absent) {
  impl_->find(number, [isPaused, found = std::move(found),
                       absent = std::move(absent)](Worker &worker, Execution *execution) {
    if (execution != nullptr)
      execution->pause(isPaused);
    else if (absent && absent())
      return;
    worker.shard.afterCommit([found, isThere = execution != nullptr] { found(isThere); },
                             execution);
  });
}

void DurableEngine::abortAtTransition(uint64_t number, Absent absent) {
  impl_->find(number, [absent = std::move(absent)](Worker &, Execution *execution) {
    if (execution != nullptr)
      execution->abortAtTransition();
    else if (absent)
      absent();
  });
}

void DurableEngine::answer(std::string token, TaskAnswer answer,
                           std::function<void(const std::string &problem)> done) {
  std::optional<uint64_t> number = exec::executionOfToken(token);
  if (!number)
    return done("InvalidToken: this is not a task token");
  impl_->find(*number, [token = std::move(token), answer = std::move(answer),
                        done = std::move(done)](Worker &worker, Execution *execution) {
    exec::Suspension *task = execution ? execution->waitingFor(token) : nullptr;
    bool isTaken = task != nullptr && task->answer(answer);
    if (isTaken)
      worker.shard.touch(*execution);
    auto answered = [done, isTaken] {
      done(isTaken ? "" : "TaskTimedOut: the task has ended, or its execution has");
    };
    worker.shard.afterCommit(std::move(answered), execution);
  });
}

void DurableEngine::updateMapRun(uint64_t execution, MapRunUpdate update,
                                 std::function<void(bool found)> done) {
  impl_->find(execution, [update = std::move(update),
                          done = std::move(done)](Worker &worker, Execution *execution) {
    bool isFound = execution != nullptr && execution->updateMapRun(update);
    if (isFound)
      worker.shard.touch(*execution);
    worker.shard.afterCommit([done, isFound] { done(isFound); }, execution);
  });
}

} // namespace asl
