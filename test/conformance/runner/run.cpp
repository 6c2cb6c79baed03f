// What all kinds of cases share: compiling a definition and running it once.
#include "test/conformance/runner/run.h"

#include "runtime/engine/durable_engine.h"
#include "runtime/engine/stored_history.h"
#include "runtime/journal/memory_journal.h"

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
      compiled.notBuilt = "s3";
  }
  return compiled;
}

namespace {

/// The same as `execute`, with a journal.
Run executeDurably(const Compiled &compiled, const std::string &input, const RunOptions &options,
                   EngineOptions engineOptions) {
  Run run;
  const asl_module &module = compiled.result.machine->module();
  if (std::string problem = Engine(engineOptions).load(module); !problem.empty())
    throw std::runtime_error("the engine does not load the machine: " + problem);
  std::unique_ptr<journal::Journal> journal = journal::makeMemoryJournal();
  engineOptions.journal = journal.get();
  uint64_t number = journal->newExecution();
  std::promise<Outcome> ended;
  {
    DurableEngine engine(engineOptions);
    ExecutionOptions execution;
    execution.name = options.name;
    execution.roleArn = options.roleArn;
    execution.seed = 1;
    journal::Start start;
    start.name = options.name;
    engine.start(
        module, number, start, input, execution,
        [&](const std::optional<Outcome> &refused) {
          if (refused)
            ended.set_value(*refused);
        },
        [&](const Outcome &outcome) { ended.set_value(outcome); });
    run.outcome = ended.get_future().get();
  }
  Collector collector(run.history);
  if (Expected<void> read = readHistory(
          *journal, number, [&](const HistoryEvent &event) { collector.append(event); });
      !read)
    throw std::runtime_error(read.error());
  return run;
}

} // namespace

Run execute(const Compiled &compiled, const std::string &input, const RunOptions &options) {
  Run run;
  EngineOptions engineOptions;
  engineOptions.clock = ClockKind::Virtual;
  engineOptions.executor = options.executor;
  engineOptions.account = "111111111111";
  engineOptions.mostResident = options.mostResident;
  if (options.journal)
    return executeDurably(compiled, input, options, engineOptions);
  Engine engine(engineOptions);
  const asl_module &module = compiled.result.machine->module();
  if (std::string problem = engine.load(module); !problem.empty())
    throw std::runtime_error("the engine does not load the machine: " + problem);
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
