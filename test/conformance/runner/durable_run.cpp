// Starting an execution, and going on with it.
#include "test/conformance/runner/durable_run.h"

#include "runtime/engine/durable_engine.h"
#include "runtime/engine/stored_history.h"
#include "runtime/service/outcome.h"

namespace asl::conformance {

void Collector::append(const HistoryEvent &event) {
  Json json = {
      {"id", event.id}, {"previousEventId", event.previousId}, {"type", typeName(event.type)}};
  if (std::string_view key = detailsKey(event.type); !key.empty())
    json[std::string(key)] = Json::parse(event.detailsJson());
  events_.push_back(std::move(json));
}

EngineOptions DurableRun::begin(journal::Journal &journal) {
  ended_ = {};
  hasEnded_ = false;
  EngineOptions options = engineOptions_;
  options.journal = &journal;
  options.journalLost = [this](const std::string &) { end(std::nullopt); };
  return options;
}

ExecutionOptions DurableRun::execution() const {
  ExecutionOptions execution;
  execution.name = options_.name;
  execution.roleArn = options_.roleArn;
  execution.seed = 1;
  return execution;
}

std::optional<Outcome> DurableRun::start(journal::Journal &journal, uint64_t number,
                                         const std::string &input) {
  DurableEngine engine(begin(journal));
  journal::Start start;
  start.name = options_.name;
  engine.start(
      module_, number, start, input, execution(),
      [this](const std::optional<Outcome> &refused, int64_t) {
        if (refused)
          end(refused);
        else
          wasStarted_ = true;
      },
      [this](const Outcome &outcome) { end(outcome); });
  return wait();
}

std::optional<Outcome> DurableRun::goOn(journal::Journal &journal, uint64_t number) {
  Expected<std::optional<journal::Execution>> before = journal.describe(number);
  if (!before)
    return std::nullopt;
  if (*before && (*before)->status != journal::Status::Running) {
    Expected<Outcome> outcome = service::outcomeOf(journal, **before);
    return outcome ? std::optional(*outcome) : std::nullopt;
  }
  Expected<std::vector<journal::Record>> rows = journal.tail(number);
  if (!rows)
    return std::nullopt;
  DurableEngine engine(begin(journal));
  engine.resume(
      module_, number, *std::move(rows), execution(),
      [this](const std::string &problem) {
        Outcome failed;
        failed.cause = problem;
        if (!problem.empty())
          end(failed);
      },
      [this](const Outcome &outcome) { end(outcome); });
  return wait();
}

Json DurableRun::history(const journal::Journal &journal, uint64_t number) {
  Json events = Json::array();
  Collector collector(events);
  Expected<void> read =
      readHistory(journal, number, [&](const HistoryEvent &event) { collector.append(event); });
  if (!read)
    throw std::runtime_error(read.error());
  return events;
}

} // namespace asl::conformance
