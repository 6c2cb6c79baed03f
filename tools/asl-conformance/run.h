// Carrying out one case: a function for each kind.
#pragma once

#include "tools/asl-conformance/case.h"

#include "asl/engine/engine.h"
#include "compiler/driver/jit.h"

namespace asl::conformance {

Verdict runExecution(const Case &oneCase);
Verdict runJsonPath(const Case &oneCase);
Verdict runIntrinsic(const Case &oneCase);
Verdict runJsonata(const Case &oneCase);
Verdict runValidation(const Case &oneCase);

/// The definition of a case as the text that is compiled: an object as JSON, a string as it is.
std::string definitionText(const Json &definition);

/// What was made of a definition: a machine, or why there is none.
struct Compiled {
  aslc::driver::CompileResult result;
  /// What the compiler cannot do yet, as the reason of a skip; empty when nothing stands in the
  /// way.
  std::string notBuilt;

  bool ok() const { return result.machine != nullptr; }
  /// The diagnostics, or the compiler's own failure, as text.
  std::string why() const;
};
/// How `compile` makes code; to be set before cases run.
aslc::driver::LoadOptions &loadOptions();
Compiled compile(const std::string &definition, const std::string &type);

/// One execution on the virtual clock, as account 111111111111 in us-east-1.
struct Run {
  Outcome outcome;
  Json history = Json::array();
};
struct RunOptions {
  task::TaskExecutor *executor = nullptr;
  std::string name = "execution";
  std::string roleArn;
  bool express = false;
  bool synchronous = false; ///< an express execution, as StartSyncExecution starts it
  bool history = false;
};
Run execute(const Compiled &compiled, const std::string &input, const RunOptions &options);

} // namespace asl::conformance
