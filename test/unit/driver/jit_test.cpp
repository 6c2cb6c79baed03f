// Machines loaded into this process, as `aslc run` and the conformance runner do it.
#include "compiler/driver/build.h"
#include "compiler/driver/jit.h"
#include "test/unit/driver/definition.h"

#include "asl/engine/engine.h"
#include "runtime/value/value.h"

#include <gtest/gtest.h>

#include <thread>

using namespace aslc;
using test::compile;

namespace {

std::string result(const asl_module &module, std::string_view input) {
  asl::EngineOptions options;
  options.clock = asl::ClockKind::Virtual;
  asl::Engine engine(options);
  EXPECT_EQ(engine.load(module), "");
  return engine.run(module, input, {}).output;
}

const char *adder() {
  return R"json({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
                  "Parameters": {"sum.$": "States.MathAdd($.n, 1)"}}}})json";
}

TEST(Jit, AMachineRunsInThisProcess) {
  driver::CompileResult compiled = compile(adder(), "adder");
  ASSERT_TRUE(compiled.machine) << compiled.problem;
  EXPECT_EQ(result(compiled.machine->module(), R"({"n": 41})"), R"({"sum":42})");
}

TEST(Jit, AModuleNamesItsDefinition) {
  driver::CompileResult compiled =
      compile("{\"TimeoutSeconds\": 9, \"StartAt\": \"B\",\n \"States\": "
              "{\"A\": {\"Type\": \"Succeed\"},\n"
              "\"B\": {\"Type\": \"Wait\", \"Seconds\": 1, \"Next\": \"A\"}}}",
              "my-machine");
  ASSERT_TRUE(compiled.machine) << compiled.problem;
  const asl_module &module = compiled.machine->module();
  EXPECT_EQ(module.abi_version, ASL_ABI_VERSION);
  EXPECT_EQ(module.timeout_seconds, 9u);
  EXPECT_STREQ(module.name, "my-machine");
  EXPECT_STREQ(module.source_file, "test.asl.json");
  ASSERT_EQ(module.flow->state_count, 2u);
  const asl_state_info &start = module.flow->states[module.flow->start];
  EXPECT_EQ(asl::text(start.name), "B");
  EXPECT_EQ(start.kind, unsigned(ASL_WAIT));
  EXPECT_EQ(start.line, 3u);
}

TEST(Jit, RetriersAndCatchersAreTables) {
  driver::CompileResult compiled =
      compile(R"({"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
        "Retry": [{"ErrorEquals": ["A", "B"], "IntervalSeconds": 2, "MaxAttempts": 7, "BackoffRate": 1.5,
                   "MaxDelaySeconds": 60, "JitterStrategy": "FULL"}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]}}})",
              "m");
  ASSERT_TRUE(compiled.machine) << compiled.problem;
  const asl_flow &flow = *compiled.machine->module().flow;
  EXPECT_EQ(flow.max_retriers, 1u);
  const asl_state_info &task = flow.states[0];
  ASSERT_EQ(task.retrier_count, 1u);
  const asl_retrier &retrier = task.retriers[0];
  ASSERT_EQ(retrier.error_count, 2u);
  EXPECT_EQ(asl::text(retrier.errors[1]), "B");
  EXPECT_EQ(retrier.max_attempts, 7u);
  EXPECT_EQ(retrier.interval_seconds, 2.0);
  EXPECT_EQ(retrier.backoff_rate, 1.5);
  EXPECT_EQ(retrier.max_delay_seconds, 60.0);
  EXPECT_EQ(retrier.full_jitter, 1u);
  ASSERT_EQ(task.catcher_count, 1u);
  EXPECT_EQ(asl::text(task.catchers[0].errors[0]), "States.ALL");
}

TEST(Jit, MachinesWithTheSameNameDoNotConflict) {
  driver::Jit jit;
  auto load = [&](const std::string &result) {
    return driver::compile(
        std::make_shared<const source::File>(
            "test.asl.json", R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": )" +
                                 result + R"(, "End": true}}})"),
        {}, "m", jit);
  };
  driver::CompileResult one = load("1"), two = load("2");
  ASSERT_TRUE(one.machine && two.machine);
  EXPECT_EQ(result(one.machine->module(), "{}"), "1");
  one.machine.reset();
  EXPECT_EQ(result(two.machine->module(), "{}"), "2");
}

TEST(Jit, MachinesOutliveTheirLoader) {
  driver::CompileResult compiled = compile(adder()); // its loader is gone
  ASSERT_TRUE(compiled.machine) << compiled.problem;
  EXPECT_EQ(result(compiled.machine->module(), R"({"n": 1})"), R"({"sum":2})");
}

TEST(Jit, SeveralThreadsCompileAtOnce) {
  driver::Jit jit;
  auto file = std::make_shared<const source::File>("test.asl.json", adder());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        driver::CompileResult compiled = driver::compile(file, {}, "m", jit);
        ASSERT_TRUE(compiled.machine) << compiled.problem;
        EXPECT_EQ(result(compiled.machine->module(), R"({"n": 1})"), R"({"sum":2})");
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Jit, AFaultyDefinitionGivesDiagnosticsAndNoMachine) {
  driver::CompileResult compiled =
      compile(R"({"StartAt": "B", "States": {"A": {"Type": "Succeed"}}})", "m");
  EXPECT_FALSE(compiled.machine);
  EXPECT_TRUE(compiled.definition.diagnostics->hasErrors());
  EXPECT_EQ(compiled.problem, "");
}

} // namespace
