// Carrying out one case: a function for each kind.
#pragma once

#include "test/conformance/runner/case.h"

#include "asl/engine/engine.h"
#include "compiler/driver/jit.h"
#include "runtime/journal/sqlite/sqlite_journal.h"

namespace asl::conformance {

/// How the power is lost.
struct PowerLossOptions {
  unsigned stride = 1; ///< at every so manieth operation of the disk
  uint64_t seed = 1;
  journal::PlantedBug bug = journal::PlantedBug::None;
};

/// How cases are compiled and loaded.
struct Backend {
  aslc::driver::ModuleLoader &loader;
  aslc::driver::LoadOptions options;
  /// See EngineOptions::mostResident.
  size_t mostResident = EngineOptions::kUnlimited;
  /// Standard executions are kept in a journal, and their histories read from it.
  bool journal = false;
  /// The process that runs the execution is lost after each of its commits, one at a time, and
  /// another one goes on.
  bool crash = false;
  /// The power is lost at each operation of the disk on which the journal is; see power_loss.h.
  std::optional<PowerLossOptions> powerLoss{};
};

Verdict runExecution(const Case &oneCase, const Backend &backend);
Verdict runJsonPath(const Case &oneCase, const Backend &backend);
Verdict runIntrinsic(const Case &oneCase, const Backend &backend);
Verdict runJsonata(const Case &oneCase, const Backend &backend);
Verdict runValidation(const Case &oneCase);
/// A TestState call. A task without a mock gives what was recorded of it.
Verdict runTestState(const Case &oneCase);

/// The definition of a case as the file that is compiled: an object as JSON, a string as it is.
std::shared_ptr<const aslc::source::File> definitionFile(const Json &definition);
/// How the definition of a case of this type, STANDARD or EXPRESS, is read.
aslc::frontend::ReadingOptions readingOf(const std::string &type);

/// The result of compiling a definition: a machine, or the reason why there is none.
struct Compiled {
  aslc::driver::CompileResult result;
  /// The feature that this version does not compile, as the reason of a skip; empty when there is
  /// none.
  std::string notBuilt;

  bool ok() const { return result.machine != nullptr; }
  /// The diagnostics, or the compiler's own failure, as text.
  std::string why() const;
};
/// Checks, compiles and loads a definition, as `aslc run` does. `type` is STANDARD or EXPRESS.
Compiled compile(const Json &definition, const std::string &type, const Backend &backend);

/// One execution on the virtual clock, as account 111111111111 in us-east-1.
struct Run {
  Outcome outcome;
  Json history = Json::array();
  bool wasLost = false; ///< RunOptions::lostCommit was reached
};
struct RunOptions {
  task::TaskExecutor *executor = nullptr;
  objects::ObjectStore *objects = nullptr;
  std::string name = "execution";
  std::string roleArn;
  bool express = false;
  bool synchronous = false; ///< an express execution, as StartSyncExecution starts it
  bool history = false;
  size_t mostResident = EngineOptions::kUnlimited;
  bool journal = false;
  /// With a journal: the process is lost after this commit, counted from 1, before anything that
  /// waits for it has left. 0: never.
  size_t lostCommit = 0;
};
/// Those of the account 111111111111 in us-east-1, with a virtual clock.
EngineOptions engineOptionsOf(const RunOptions &options);
Run execute(const Compiled &compiled, const std::string &input, const RunOptions &options);

} // namespace asl::conformance
