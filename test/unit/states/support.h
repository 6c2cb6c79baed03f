// Machines built by hand against the ABI, in the form that the code generator produces, and what is
// needed to run them: an executor that follows a script, and a readable history.
#pragma once

#include "asl/engine/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace asl::test {

/// A string that lives until the program ends.
const asl_string *constant(std::string_view text);

struct Retrier {
  std::vector<std::string> errors;
  uint32_t maxAttempts = 3;
  double interval = 1;
  double rate = 2;
  double maxDelay = 0;
  bool jitter = false;
};

struct Flow;

/// A state. Functions that are not given are the identity, like absent regions.
struct State {
  using Shape = std::function<Value(asl_frame *, Value in, Value result)>;
  struct Catcher {
    std::vector<std::string> errors;
    std::string next;
    Shape exit; ///< in, error output
  };

  State(std::string stateName, asl_state_kind stateKind, std::string nextState = "")
      : name(std::move(stateName)), kind(stateKind), next(std::move(nextState)) {}

  std::string name;
  asl_state_kind kind;
  std::string next;     ///< empty: the flow ends here
  bool jsonata = false; ///< fields are read as in a JSONata state
  std::string resource;
  Shape enter; ///< request, input of branches, effective input
  Shape exit;
  std::function<std::string(Value)> choose;                         ///< Choice
  std::function<Value(asl_frame *, Value)> failure;                 ///< Fail: the error
  std::function<void(asl_frame *, asl_task_arguments &)> arguments; ///< Task: timeouts, credentials
  uint32_t waitForm = ASL_WAIT_SECONDS;
  std::string waitPath;
  std::function<Value(Value)> until;
  std::function<void(asl_frame *, asl_map_arguments &)> mapArguments;
  asl_map_info map{};
  std::vector<Flow *> branches; ///< Parallel: branches; Map: the processor
  std::vector<Retrier> retry;
  std::vector<Catcher> catches;
};

/// A flow. Call `finish` when all states have been added.
struct Flow : asl_flow {
  Flow() : asl_flow{} {}
  State &add(State state);
  void finish();

  std::deque<State> states_;
  std::vector<std::string> variableNames;

private:
  std::vector<asl_state_info> infos_;
  std::deque<std::vector<asl_retrier>> retriers_;
  std::deque<std::vector<asl_catcher>> catchers_;
  std::deque<std::vector<const asl_string *>> names_;
  std::deque<std::vector<const asl_flow *>> branches_;
};

struct Machine {
  Flow &flow() { return *flows.front(); }
  Flow &newFlow();
  Machine() { newFlow(); }
  const asl_module &module(uint32_t timeoutSeconds = 0);

  std::deque<std::unique_ptr<Flow>> flows;
  asl_module module_{};
};

/// Events as `3<-2 TaskScheduled {...}`, without the `...Details` members of payloads.
class Recorder final : public HistorySink {
public:
  void append(const HistoryEvent &event) override;
  std::string text() const;
  std::vector<std::string> lines;
  struct Event {
    EventType type;
    int64_t timestampMs;
    std::string details; ///< JSON text
  };
  std::vector<Event> events;
};

/// Answers tasks by the name of the state, in order; or by `otherwise`.
class FakeExecutor final : public task::TaskExecutor {
public:
  using Step = std::function<uint64_t(const task::Request &, std::shared_ptr<task::Reply>)>;
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  void cancel(uint64_t handle) override { cancelled.push_back(handle); }
  bool mayRepeat(const task::Request &) override { return repeats; }

  std::map<std::string, std::deque<Step>> steps;
  Step otherwise;
  bool repeats = false;
  std::vector<uint64_t> cancelled;
  std::vector<std::string> requests; ///< parameters
};

FakeExecutor::Step succeed(std::string json);
FakeExecutor::Step fail(std::string error, std::string cause);
/// Answers after a delay on the engine's clock.
FakeExecutor::Step succeedAfter(int64_t ms, std::string json);
FakeExecutor::Step failAfter(int64_t ms, std::string error, std::string cause);
FakeExecutor::Step hang();

/// Runs a machine on a virtual clock, with history.
struct Recorded {
  Outcome outcome;
  Recorder history;
  int64_t durationMs = 0;
};
Recorded run(Machine &machine, std::string_view input, FakeExecutor *executor = nullptr,
             ExecutionOptions options = {}, uint32_t timeoutSeconds = 0);

/// A value parsed from JSON text, in the heap of a frame.
Value make(asl_frame *frame, std::string_view json);
/// A shape that always returns this value.
State::Shape always(std::string json);
/// A member of the input, or undefined.
Value member(Value object, std::string_view key);

} // namespace asl::test
