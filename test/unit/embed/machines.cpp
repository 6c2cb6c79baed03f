// Machines made with the builder of the states tests.
#include "machines.h"

#include "test/unit/states/support.h"

#include <deque>

namespace asl::test {
namespace {

/// A machine that is never destroyed.
Machine *newMachine() {
  static std::deque<Machine> all;
  Machine *machine = &all.emplace_back();
  machine->module_.definition_hash = "00ff"; // which a journal asks for
  return machine;
}

} // namespace

std::string function(const std::string &name) {
  return "arn:aws:lambda:us-east-1:123456789012:function:" + name;
}

const asl_module &taskMachine(const std::string &resource, int64_t timeoutSeconds,
                              int64_t heartbeatSeconds) {
  Machine *machine = newMachine();
  State state("T", ASL_TASK);
  state.resource = resource;
  state.arguments = [=](asl_frame *, asl_task_arguments &arguments) {
    if (timeoutSeconds != 0)
      arguments.timeout_seconds = integer(timeoutSeconds);
    if (heartbeatSeconds != 0)
      arguments.heartbeat_seconds = integer(heartbeatSeconds);
  };
  machine->flow().add(std::move(state));
  return machine->module();
}

const asl_module &parallelMachine(const std::vector<std::string> &resources) {
  Machine *machine = newMachine();
  State parallel("P", ASL_PARALLEL);
  for (size_t i = 0; i < resources.size(); ++i) {
    Flow &branch = machine->newFlow();
    State state("B" + std::to_string(i), ASL_TASK);
    state.resource = resources[i];
    branch.add(std::move(state));
    parallel.branches.push_back(&branch);
  }
  parallel.catches.push_back(
      {{"States.ALL"}, "Caught", [](asl_frame *, Value, Value error) { return error; }});
  machine->flow().add(std::move(parallel));
  machine->flow().add({"Caught", ASL_PASS});
  return machine->module();
}

const asl_module &waitMachine(int64_t seconds) {
  Machine *machine = newMachine();
  State state("W", ASL_WAIT);
  state.until = [=](Value) { return integer(seconds); };
  machine->flow().add(std::move(state));
  return machine->module();
}

const asl_module &retryMachine(const std::string &resource) {
  Machine *machine = newMachine();
  State state("T", ASL_TASK);
  state.resource = resource;
  state.retry.push_back({.errors = {"States.ALL"}, .maxAttempts = 2});
  machine->flow().add(std::move(state));
  return machine->module();
}

} // namespace asl::test
