// What all kinds of cases share: compiling a definition and running it once.
#include "test/conformance/runner/run.h"

#include "runtime/journal/memory_journal.h"
#include "test/conformance/runner/durable_run.h"

namespace asl::conformance {

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

/// Runs an execution in a journal in memory, and on another engine when the first one is lost.
Run executeDurably(const asl_module &module, const std::string &input, const RunOptions &options,
                   const EngineOptions &engineOptions) {
  std::atomic<size_t> commits = 0, lostCommit = options.lostCommit;
  std::unique_ptr<journal::Journal> journal =
      journal::makeMemoryJournal([&] { return lostCommit != 0 && ++commits >= lostCommit; });
  DurableRun durable(module, options, engineOptions);
  Run run;
  uint64_t number = journal->newExecution();
  std::optional<Outcome> outcome = durable.start(*journal, number, input);
  if (!outcome) {
    run.wasLost = true;
    lostCommit = 0;
    outcome = durable.goOn(*journal, number);
  }
  run.outcome = outcome.value();
  run.history = DurableRun::history(*journal, number);
  return run;
}

} // namespace

EngineOptions engineOptionsOf(const RunOptions &options) {
  EngineOptions engine;
  engine.clock = ClockKind::Virtual;
  engine.executor = options.executor;
  engine.objects = options.objects;
  engine.account = "111111111111";
  engine.mostResident = options.mostResident;
  return engine;
}

Run execute(const Compiled &compiled, const std::string &input, const RunOptions &options) {
  Run run;
  EngineOptions engineOptions = engineOptionsOf(options);
  Engine engine(engineOptions);
  const asl_module &module = compiled.result.machine->module();
  if (std::string problem = engine.load(module); !problem.empty())
    throw std::runtime_error("the engine does not load the machine: " + problem);
  if (options.journal)
    return executeDurably(module, input, options, engineOptions);
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
