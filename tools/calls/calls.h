// Calls of the Step Functions API that need only a definition.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/call.h"

#include <memory>

namespace aslc::calls {

using asl::api::Answer;
using asl::api::Caller;
using asl::api::Error;
using asl::api::Json;

class Runner;

/// ValidateStateMachineDefinition. The request has been checked against the model. Any thread.
Answer validateDefinition(const Json &request);

/// TestState: one state runs with a given input, and its answer shows what each of its fields made
/// of it.
class StateTester {
public:
  StateTester();
  ~StateTester();

  /// Carries out a call, whose request has been checked against the model. The state's compiled
  /// code runs on the calling thread, in an engine of this call. A Task without a mock is carried
  /// out by `executor`; null: it fails as a task that nothing is bound to. Blocks as long as the
  /// state runs: a Wait waits, at most 5 minutes. May be called from several threads at once.
  Answer test(const Json &request, const Caller &caller,
              asl::task::TaskExecutor *executor = nullptr);
  /// Ends the states that run, and waits for the ends. They and what comes later are refused. Any
  /// thread.
  void stop();

private:
  class Compiler;
  std::unique_ptr<Compiler> compiler_;
  std::unique_ptr<Runner> runner_;
};

} // namespace aslc::calls
