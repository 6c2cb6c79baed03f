// The compiler as the API needs it. The runtime contains none; the program that serves the API
// provides one.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/call.h"
#include "runtime/service/code_cache.h"

#include <memory>
#include <optional>
#include <string>

namespace asl::api {

/// All members may be called from any thread, several at once. They may block for as long as it
/// takes to compile; an execution runs in `testState` for at most five minutes.
class Compiler {
public:
  virtual ~Compiler() = default;

  /// What CreateStateMachine and UpdateStateMachine need to know about a definition.
  struct Verdict {
    /// An InvalidDefinition error; nullopt when the definition is valid.
    std::optional<Error> refusal;
    /// The variables that each state reads, an object of arrays; null: no state reads any.
    Json variableReferences;
    /// Whether it uses variables or JSONata, which Step Functions introduced together.
    bool isRecent = false;
  };
  virtual Verdict check(const std::string &definition, bool express) = 0;

  /// Compiles a definition that was found valid. Fails where this version cannot compile it.
  virtual Expected<std::shared_ptr<const service::Code>> compile(const service::Snapshot &snapshot,
                                                                 service::CodeQuality quality) = 0;

  /// ValidateStateMachineDefinition.
  virtual Answer validate(const Call &call) = 0;
  /// TestState. A task without a mock is carried out by `executor`.
  virtual Answer testState(const Call &call, task::TaskExecutor *executor) = 0;
  /// Ends the states that are tested, and waits for the ends. Later tests are refused.
  virtual void stopTests() = 0;
};

} // namespace asl::api
