// A program and its journal.
#include "runtime/program/durable_run.h"

#include "runtime/engine/stored_history.h"
#include "runtime/exec/hash.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/activity_tasks.h"
#include "runtime/service/service.h"
#include "runtime/support/memory.h"

#include <optional>
#include <utility>

namespace asl::program {

/// Executions beyond it leave memory while they wait.
constexpr size_t kMostResident = 10000;

struct DurableRun::Impl {
  const asl_module &module;
  const Options &options;
  std::function<void(const std::string &)> report, lost;
  std::unique_ptr<journal::Journal> journal;
  ExecutionOptions execution;
  std::optional<service::ActivityTasks> activities;
  std::optional<service::Service> service;
  service::Machine machine;
  uint64_t number = 0;
};

DurableRun::DurableRun(const asl_module &module, const Options &options,
                       std::function<void(const std::string &)> report,
                       std::function<void(const std::string &)> lost)
    : impl_(
          new Impl{module, options, std::move(report), std::move(lost), nullptr, {}, {}, {}, {}}) {}
DurableRun::~DurableRun() {
  if (impl_->activities)
    impl_->activities->stop();
}

Expected<void> DurableRun::open(EngineOptions engine, ExecutionOptions execution) {
  keepFreedMemory();
  journal::SqliteOptions options;
  options.keyFile = impl_->options.journalKey;
  options.stalled = [report = impl_->report,
                     before = std::string()](const std::string &reason) mutable {
    // It is tried again several times a second.
    if (std::exchange(before, reason) == reason)
      return;
    report(reason.empty() ? "the journal can be written again"
                          : "the journal cannot be written, and executions wait: " + reason);
  };
  Expected<std::unique_ptr<journal::Journal>> journal =
      journal::openSqliteJournal(impl_->options.journal, std::move(options));
  if (!journal)
    return Failure{"cannot open the journal " + impl_->options.journal + ": " + journal.error()};
  impl_->journal = *std::move(journal);
  engine.journal = impl_->journal.get();
  engine.journalLost = impl_->lost;
  engine.shards = 1;
  engine.mostResident = kMostResident;
  impl_->activities.emplace(engine.executor);
  impl_->activities->add(impl_->module);
  engine.executor = &*impl_->activities;
  impl_->service.emplace(
      std::move(engine),
      [report = impl_->report](const journal::Execution &execution, const std::string &why) {
        report(service::damageReport('`' + execution.start.name + '`', why));
      });
  impl_->activities->open(impl_->service->handOut());
  Expected<service::Machine> machine = impl_->service->add(impl_->module);
  if (!machine)
    return machine.failure();
  impl_->machine = *machine;
  impl_->execution = std::move(execution);
  Expected<service::Service::Recovered> recovered =
      impl_->service->recover(impl_->machine, impl_->execution);
  if (!recovered)
    return recovered.failure();
  if (recovered->left > 0)
    impl_->report(std::to_string(recovered->left) +
                  " executions of the journal began under another definition and do not run here: "
                  "they go on in a program that was compiled from that one");
  impl_->service->takeCommands(
      [impl = impl_.get()](const std::string &activity, service::ActivityQueue::Worker worker) {
        return impl->activities->poll(activity, std::move(worker));
      },
      [impl = impl_.get()] { impl->activities->dropGone(); });
  return {};
}

Expected<Outcome> DurableRun::run() {
  if (impl_->options.recover) {
    impl_->service->waitForAll();
    if (size_t damaged = impl_->service->damagedCount(); damaged > 0)
      return Failure{damaged == 1
                         ? "one execution is damaged and did not go on"
                         : std::to_string(damaged) + " executions are damaged and did not go on"};
    Outcome outcome;
    outcome.status = Status::Succeeded;
    return outcome;
  }
  if (!impl_->options.redrive.empty())
    return redrive();
  if (impl_->execution.name.empty())
    impl_->execution.name = timeOrderedUuid();
  Expected<service::Service::Started> started =
      impl_->service->start(impl_->machine, impl_->options.input, impl_->execution);
  if (!started)
    return started.failure();
  impl_->number = started->execution;
  return impl_->service->wait(impl_->number);
}

Expected<Outcome> DurableRun::redrive() {
  const std::string &name = impl_->execution.name = impl_->options.redrive;
  Expected<std::optional<uint64_t>> found = impl_->journal->find(impl_->machine.document, name);
  if (!found)
    return found.failure();
  if (!*found)
    return Failure{"the journal has no execution `" + name + "` of this state machine"};
  impl_->number = **found;
  Expected<service::Service::Redriven> redriven =
      impl_->service->redrive(impl_->machine, impl_->number, impl_->execution);
  if (!redriven)
    return redriven.failure();
  return impl_->service->wait(impl_->number);
}

Expected<void> DurableRun::history(HistorySink &sink) {
  return readHistory(*impl_->journal, impl_->number,
                     [&](const HistoryEvent &event) { sink.append(event); });
}

void DurableRun::stop() {
  if (impl_->service)
    impl_->service->stop();
}

const std::string &DurableRun::name() const { return impl_->execution.name; }

} // namespace asl::program
