// Names, revisions and ends of executions.
#include "runtime/service/service.h"

#include "runtime/exec/numbering.h"
#include "runtime/service/commands.h"
#include "runtime/service/hash.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <set>

namespace asl::service {

struct Service::Impl {
  explicit Impl(EngineOptions options) : journal(*options.journal), engine(std::move(options)) {}

  /// What the engine calls at the end of an execution.
  DurableEngine::Done done(uint64_t execution) {
    return [this, execution](const Outcome &) {
      std::lock_guard lock(mutex);
      running.erase(execution);
      changed.notify_all();
    };
  }
  /// False: it runs already.
  bool add(uint64_t execution) {
    std::lock_guard lock(mutex);
    return running.insert(execution).second;
  }

  journal::Journal &journal;
  std::mutex mutex;
  std::condition_variable changed;
  std::set<uint64_t> running; ///< executions of this process that have not ended
  bool isStopped = false;
  ClientTokens redriveTokens;
  std::vector<Machine> machines; ///< those that were added
  ExecutionOptions recovered;    ///< of executions that go on
  DurableEngine engine; ///< ends before the rest: it calls `done`
  std::optional<CommandServer> commands;
};

Service::Service(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Service::~Service() = default;

Expected<Machine> Service::add(const asl_module &module) {
  journal::Journal &journal = impl_->journal;
  std::string hash = module.definition_hash;
  Expected<uint64_t> document = journal.putDocument(journal::DocumentKind::Machine, module.name,
                                                    "{\"definition\":\"" + hash + "\"}");
  if (!document)
    return document.failure();
  journal::Revision revision;
  revision.sha256 = bytesOfHex(hash);
  revision.machine = module.name;
  revision.numbering = exec::Numbering(module).write();
  Expected<uint64_t> number = journal.addRevision(revision);
  if (!number)
    return number.failure();
  Machine machine{&module, *document, *number};
  std::lock_guard lock(impl_->mutex);
  impl_->machines.push_back(machine);
  return machine;
}

namespace {

/// The execution that has the name already, when it was started with the same input.
Expected<Service::Started> found(const journal::Reader &journal, const journal::Claim &claim,
                                 const std::string &name, std::string_view input) {
  if (claim.kind == journal::Claim::Kind::Different) {
    Expected<std::string> before = inputOf(journal, claim.execution);
    if (!before)
      return before.failure();
    if (*before != input)
      return Failure{"there is an execution named `" + name + "` with another input"};
  }
  return Service::Started{claim.execution, false};
}

} // namespace

Expected<Service::Started> Service::start(const Machine &machine, std::string_view input,
                                          ExecutionOptions options) {
  journal::Journal &journal = impl_->journal;
  if (options.name.empty())
    options.name = randomUuid();
  journal::Start start;
  start.machine = machine.document;
  start.revision = machine.revision;
  start.name = options.name;
  start.inputHash = sha256(input);
  Expected<journal::Claim> claim = journal.claim(machine.document, options.name, start.inputHash);
  if (!claim)
    return claim.failure();
  if (claim->kind != journal::Claim::Kind::New)
    return found(journal, *claim, options.name, input);

  std::string name = options.name;
  auto answer = std::make_shared<std::promise<std::optional<Outcome>>>();
  std::future<std::optional<Outcome>> isStarted = answer->get_future();
  impl_->add(claim->execution);
  impl_->engine.start(
      *machine.module, claim->execution, std::move(start), input, std::move(options),
      [answer](const std::optional<Outcome> &refused) { answer->set_value(refused); },
      impl_->done(claim->execution));
  std::optional<Outcome> refused = isStarted.get();
  if (!refused)
    return Started{claim->execution, true};
  impl_->done(claim->execution)(*refused);
  journal.release(machine.document, name);
  return Failure{refused->cause.value_or("the input is refused")};
}

Expected<Service::Recovered> Service::recover(const Machine &machine,
                                              const ExecutionOptions &options) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->recovered = options;
  }
  std::vector<uint64_t> live;
  Expected<void> read =
      impl_->journal.live([&](const journal::Live &each) { live.push_back(each.execution); });
  if (!read)
    return read.failure();
  Recovered recovered;
  for (uint64_t number : live) {
    Expected<std::optional<journal::Execution>> described = impl_->journal.describe(number);
    if (!described)
      return described.failure();
    // Children of a map run go on with their parent.
    if (!*described || (*described)->start.machine != machine.document ||
        (*described)->start.mapRun)
      continue;
    const journal::Start &start = (*described)->start;
    if (start.revision != machine.revision) {
      ++recovered.left;
      continue;
    }
    Expected<std::vector<journal::Record>> rows = impl_->journal.tail(number);
    if (!rows)
      return rows.failure();
    ExecutionOptions own = options;
    own.name = start.name;
    auto answer = std::make_shared<std::promise<std::string>>();
    impl_->add(number);
    impl_->engine.resume(
        *machine.module, number, std::move(*rows), std::move(own),
        [answer](const std::string &problem) { answer->set_value(problem); }, impl_->done(number));
    if (std::string problem = answer->get_future().get(); !problem.empty())
      return Failure{"the execution `" + start.name + "` cannot go on: " + problem};
    ++recovered.running;
  }
  return recovered;
}

Expected<Service::Redriven> Service::redrive(const Machine &machine, uint64_t number,
                                             const ExecutionOptions &options,
                                             const std::string &clientToken) {
  auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
                 .count();
  if (std::optional<int64_t> atMs = impl_->redriveTokens.find(number, clientToken, now))
    return Redriven{*atMs};
  Expected<std::optional<journal::Execution>> described = impl_->journal.describe(number);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"ExecutionDoesNotExist: the journal has no such execution"};
  const journal::Execution &execution = **described;
  RedriveStatus status = redriveStatusOf(execution, now);
  if (status.kind == RedriveStatus::Kind::ByMapRun)
    return Failure{"ExecutionNotRedrivable: the execution is redriven together with its map run"};
  if (status.kind != RedriveStatus::Kind::Redrivable)
    return Failure{"ExecutionNotRedrivable: " + status.reason};
  Expected<std::vector<journal::Record>> rows = impl_->journal.tail(number);
  if (!rows)
    return rows.failure();
  DurableEngine::Redrive how;
  how.count = execution.redrives + 1;
  if (execution.start.revision != machine.revision) {
    Expected<std::optional<journal::Revision>> revision =
        impl_->journal.revision(execution.start.revision);
    if (!revision)
      return revision.failure();
    how.revision = machine.revision;
    how.numbering = *revision ? (*revision)->numbering : std::string();
  }
  ExecutionOptions own = options;
  own.name = execution.start.name;
  auto answer = std::make_shared<std::promise<Expected<Redriven>>>();
  if (!impl_->add(number))
    return Failure{"ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven"};
  impl_->engine.redrive(
      *machine.module, number, *std::move(rows), std::move(own), std::move(how),
      [answer](const std::string &problem, int64_t atMs) {
        answer->set_value(problem.empty() ? Expected<Redriven>(Redriven{atMs})
                                          : Failure{"ExecutionNotRedrivable: " + problem});
      },
      impl_->done(number));
  Expected<Redriven> redriven = answer->get_future().get();
  if (redriven)
    impl_->redriveTokens.add(number, clientToken, redriven->atMs);
  else
    impl_->done(number)({});
  return redriven;
}

Expected<Outcome> Service::wait(uint64_t execution) {
  {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock,
                        [&] { return impl_->isStopped || !impl_->running.contains(execution); });
    if (impl_->running.contains(execution))
      return Outcome{};
  }
  Expected<std::optional<journal::Execution>> described = impl_->journal.describe(execution);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"the journal has no such execution"};
  Expected<Outcome> outcome = outcomeOf(impl_->journal, **described);
  if (outcome && outcome->status == Status::Running)
    return Failure{"the execution `" + (*described)->start.name +
                   "` began under another definition: it goes on in a program that was compiled "
                   "from that one"};
  return outcome;
}

void Service::waitForAll() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [&] { return impl_->isStopped || impl_->running.empty(); });
}

void Service::takeCommands() {
  impl_->commands.emplace(impl_->journal, impl_->engine, [this](uint64_t execution) {
    return redriveHere(execution);
  });
}

/// Redrives an execution of one of the machines that were added.
Expected<void> Service::redriveHere(uint64_t number) {
  Expected<std::optional<journal::Execution>> described = impl_->journal.describe(number);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"ExecutionDoesNotExist: the journal has no such execution"};
  std::optional<Machine> machine;
  ExecutionOptions options;
  {
    std::lock_guard lock(impl_->mutex);
    options = impl_->recovered;
    auto is = [&](const Machine &one) { return one.document == (*described)->start.machine; };
    auto found = std::find_if(impl_->machines.rbegin(), impl_->machines.rend(), is);
    if (found != impl_->machines.rend())
      machine = *found;
  }
  if (!machine)
    return Failure{"this process does not run the state machine of the execution"};
  Expected<Redriven> redriven = redrive(*machine, number, options);
  if (!redriven)
    return redriven.failure();
  return {};
}

void Service::stop() {
  std::lock_guard lock(impl_->mutex);
  impl_->isStopped = true;
  impl_->changed.notify_all();
}

} // namespace asl::service
