// Measures the machine that it is linked with: executions from input text to output text, in this
// process, on one thread, per CPU second. A native function answers tasks with their input.
//
//   PROGRAM INPUT.json [SECONDS]    prints {"exec_per_cpu_s": ..., "exec_per_s": ...}
//   PROGRAM INPUT.json --dump       prints the output of one execution
#include "asl/engine/engine.h"
#include "runtime/binding/function_executor.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

/// The machine under test, compiled under the name `bench`.
extern "C" const asl_module asl_module_bench;

namespace {

std::string readText(const char *path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "%s cannot be read\n", path);
    std::exit(2);
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double wallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string runOnce(asl::Engine &engine, const std::string &input) {
  asl::ExecutionOptions options;
  options.name = "bench";
  options.express = true; // a standard execution ends at 25,000 events, which the Map of W5 exceeds
  options.seed = 1;
  asl::Outcome outcome = engine.run(asl_module_bench, input, options);
  if (outcome.status != asl::Status::Succeeded) {
    std::fprintf(stderr, "the execution ended as %s: %s: %s\n",
                 std::string(asl::statusName(outcome.status)).c_str(),
                 outcome.error.value_or("").c_str(), outcome.cause.value_or("").c_str());
    std::exit(1);
  }
  return outcome.output;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s INPUT.json [SECONDS | --dump]\n", argv[0]);
    return 2;
  }
  std::string input = readText(argv[1]);
  asl::binding::FunctionExecutor executor;
  executor.add("*", [](asl::Heap &, asl::Value request) { return request; });
  asl::EngineOptions engineOptions;
  engineOptions.shards = 1;
  engineOptions.executor = &executor;
  asl::Engine engine(engineOptions);
  if (std::string problem = engine.load(asl_module_bench); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return 1;
  }

  if (argc > 2 && std::string(argv[2]) == "--dump") {
    std::printf("%s\n", runOnce(engine, input).c_str());
    return 0;
  }
  double seconds = argc > 2 ? std::atof(argv[2]) : 0.5;
  for (double end = wallSeconds() + 0.1; wallSeconds() < end;)
    runOnce(engine, input); // warm up
  long count = 0, batch = 1;
  double wall = wallSeconds(), cpu = cpuSeconds(), elapsed = 0;
  do {
    for (long i = 0; i < batch; ++i)
      runOnce(engine, input);
    count += batch;
    elapsed = wallSeconds() - wall;
    if (elapsed < seconds / 100)
      batch *= 2;
  } while (elapsed < seconds);
  std::printf("{\"exec_per_cpu_s\": %.6g, \"exec_per_s\": %.6g}\n",
              static_cast<double>(count) / (cpuSeconds() - cpu),
              static_cast<double>(count) / elapsed);
  return 0;
}
