// See definition.h.
#include "test/unit/driver/definition.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aslc::test {

using asl::test::Recorded;

driver::CompileResult compile(const std::string &definition, const std::string &name) {
  driver::Jit jit;
  return driver::compile(std::make_shared<const source::File>("test.asl.json", definition), {},
                         name, jit);
}

Recorded run(const std::string &definition, std::string_view input, uint64_t seed) {
  driver::CompileResult compiled = compile(definition);
  Recorded recorded;
  if (!compiled.machine) {
    ADD_FAILURE() << definition << "\n"
                  << compiled.problem << diag::renderText(*compiled.definition.diagnostics, false);
    return recorded;
  }
  asl::test::FakeExecutor executor;
  executor.otherwise = [](const asl::task::Request &request,
                          std::shared_ptr<asl::task::Reply> reply) -> uint64_t {
    reply->succeeded(request.parametersJson());
    return 0;
  };
  asl::EngineOptions engineOptions;
  engineOptions.clock = asl::ClockKind::Virtual;
  engineOptions.executor = &executor;
  asl::ExecutionOptions options;
  options.history = &recorded.history;
  options.seed = seed;
  asl::Engine engine(engineOptions);
  EXPECT_EQ(engine.load(compiled.machine->module()), "");
  recorded.outcome = engine.run(compiled.machine->module(), input, options);
  if (!recorded.history.events.empty())
    recorded.durationMs =
        recorded.history.events.back().timestampMs - recorded.history.events.front().timestampMs;
  return recorded;
}

Recorded runStates(const std::string &states, std::string_view input) {
  return run(R"({"QueryLanguage": "JSONata", "StartAt": "S", "States": {)" + states + "}}", input);
}

std::string outcomeOf(const Recorded &recorded) {
  const asl::Outcome &outcome = recorded.outcome;
  if (outcome.status == asl::Status::Succeeded)
    return outcome.output;
  std::string cause = outcome.cause.value_or("");
  if (cause.starts_with("An error occurred while executing the state "))
    cause = cause.substr(cause.find("). ") + 3);
  return outcome.error.value_or("no error") + ": " + cause;
}

std::string locationOf(const Recorded &recorded) {
  std::string location = "none";
  for (const auto &event : recorded.history.events)
    if (event.type == asl::EventType::EvaluationFailed)
      location = nlohmann::json::parse(event.details).value("location", "none");
  return location;
}

} // namespace aslc::test
