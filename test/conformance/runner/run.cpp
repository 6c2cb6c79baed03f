// What all kinds of cases share: compiling a definition and running it once.
#include "test/conformance/runner/run.h"

#include "runtime/engine/durable_engine.h"
#include "runtime/engine/stored_history.h"
#include "runtime/journal/memory_journal.h"
#include "runtime/service/outcome.h"

#include <atomic>
#include <future>

namespace asl::conformance {

namespace {

/// Collects the events as GetExecutionHistory would return them.
class Collector : public HistorySink {
public:
  explicit Collector(Json &events) : events_(events) {}
  void append(const HistoryEvent &event) override {
    Json json = {
        {"id", event.id}, {"previousEventId", event.previousId}, {"type", typeName(event.type)}};
    if (std::string_view key = detailsKey(event.type); !key.empty())
      json[std::string(key)] = Json::parse(event.detailsJson());
    events_.push_back(std::move(json));
  }

private:
  Json &events_;
};

} // namespace

std::shared_ptr<const aslc::source::File> definitionFile(const Json &definition) {
  return std::make_shared<aslc::source::File>(
      "case.asl.json", definition.is_string() ? definition.get<std::string>() : definition.dump());
}

aslc::frontend::ReadingOptions readingOf(const std::string &type) {
  aslc::frontend::ReadingOptions reading;
  if (type == "EXPRESS")
    reading.type = aslc::ast::MachineType::Express;
  return reading;
}

std::string Compiled::why() const {
  if (!result.problem.empty())
    return "the compiler failed: " + result.problem;
  return "refused:\n" + aslc::diag::renderText(*result.definition.diagnostics, /*color=*/false);
}

Compiled compile(const Json &definition, const std::string &type, const Backend &backend) {
  Compiled compiled;
  compiled.result = aslc::driver::compile(definitionFile(definition), readingOf(type), "machine",
                                          backend.loader, backend.options);
  for (const aslc::diag::Diagnostic &d : compiled.result.definition.diagnostics->all()) {
    if (d.kind == aslc::diag::Kind::S3NotCompiled)
      compiled.notBuilt = "Parquet";
  }
  return compiled;
}

namespace {

/// An execution in a journal, on one engine after the other.
class DurableCase {
public:
  DurableCase(const asl_module &module, const RunOptions &options, EngineOptions engineOptions)
      : module_(module), options_(options), engineOptions_(std::move(engineOptions)) {
    if (options.lostCommit != 0)
      journal_ = journal::makeMemoryJournal([this] { return ++commits_ >= options_.lostCommit; });
    else
      journal_ = journal::makeMemoryJournal();
    engineOptions_.journal = journal_.get();
    engineOptions_.journalLost = [this](const std::string &) { end(std::nullopt); };
  }

  Run run(const std::string &input) {
    Run run;
    uint64_t number = journal_->newExecution();
    std::optional<Outcome> outcome = start(number, input);
    if (!outcome) {
      run.wasLost = true;
      commits_ = 0;
      options_.lostCommit = ~size_t(0);
      outcome = resume(number);
    }
    run.outcome = outcome.value();
    Collector collector(run.history);
    if (Expected<void> read = readHistory(
            *journal_, number, [&](const HistoryEvent &event) { collector.append(event); });
        !read)
      throw std::runtime_error(read.error());
    return run;
  }

private:
  /// What ends the wait for an engine: the outcome, or nothing when the process was lost.
  void end(std::optional<Outcome> outcome) {
    if (!hasEnded_.exchange(true))
      ended_.set_value(std::move(outcome));
  }
  std::optional<Outcome> wait() { return ended_.get_future().get(); }

  ExecutionOptions execution() const {
    ExecutionOptions execution;
    execution.name = options_.name;
    execution.roleArn = options_.roleArn;
    execution.seed = 1;
    return execution;
  }

  std::optional<Outcome> start(uint64_t number, const std::string &input) {
    DurableEngine engine(engineOptions_);
    journal::Start start;
    start.name = options_.name;
    engine.start(
        module_, number, start, input, execution(),
        [this](const std::optional<Outcome> &refused, int64_t) {
          if (refused)
            end(refused);
        },
        [this](const Outcome &outcome) { end(outcome); });
    return wait();
  }

  std::optional<Outcome> resume(uint64_t number) {
    ended_ = {};
    hasEnded_ = false;
    std::optional<journal::Execution> before = *journal_->describe(number);
    if (before && before->status != journal::Status::Running)
      return *service::outcomeOf(*journal_, *before);
    DurableEngine engine(engineOptions_);
    engine.resume(
        module_, number, *journal_->tail(number), execution(),
        [this](const std::string &problem) {
          Outcome failed;
          failed.cause = problem;
          if (!problem.empty())
            end(failed);
        },
        [this](const Outcome &outcome) { end(outcome); });
    return wait();
  }

  const asl_module &module_;
  RunOptions options_;
  EngineOptions engineOptions_;
  std::unique_ptr<journal::Journal> journal_;
  std::atomic<size_t> commits_ = 0;
  std::promise<std::optional<Outcome>> ended_;
  std::atomic<bool> hasEnded_ = false;
};

} // namespace

Run execute(const Compiled &compiled, const std::string &input, const RunOptions &options) {
  Run run;
  EngineOptions engineOptions;
  engineOptions.clock = ClockKind::Virtual;
  engineOptions.executor = options.executor;
  engineOptions.objects = options.objects;
  engineOptions.account = "111111111111";
  engineOptions.mostResident = options.mostResident;
  Engine engine(engineOptions);
  const asl_module &module = compiled.result.machine->module();
  if (std::string problem = engine.load(module); !problem.empty())
    throw std::runtime_error("the engine does not load the machine: " + problem);
  if (options.journal)
    return DurableCase(module, options, engineOptions).run(input);
  Collector collector(run.history);
  ExecutionOptions execution;
  execution.name = options.name;
  execution.roleArn = options.roleArn;
  execution.express = options.express;
  execution.synchronous = options.synchronous;
  execution.seed = 1;
  execution.history = options.history ? &collector : nullptr;
  run.outcome = engine.run(module, input, execution);
  return run;
}

} // namespace asl::conformance
