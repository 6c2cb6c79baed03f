// An execution of a program that is kept in a journal.
#pragma once

#include "asl/engine/options.h"
#include "runtime/program/options.h"
#include "runtime/support/expected.h"

#include <functional>
#include <memory>
#include <string>

namespace asl::program {

/// Continues the executions of the module in the journal of `options`, and runs the one that
/// `options` names. Opens the journal as its owner.
class DurableRun {
public:
  /// `report` gets sentences for the user, on any thread. `lost` is called when another process has
  /// taken over the journal or its storage has failed: it must end the process.
  DurableRun(const asl_module &module, const Options &options,
             std::function<void(const std::string &)> report,
             std::function<void(const std::string &)> lost);
  ~DurableRun();

  /// Opens the journal and continues its executions. `engine` has the executor and the clock,
  /// `execution` the trace.
  Expected<void> open(EngineOptions engine, ExecutionOptions execution);
  /// Runs the named execution and returns its outcome; Status::Running when `stop` was called
  /// before its end. With Options::redrive, redrives the execution of that name. With
  /// Options::recover, waits for all executions and returns Succeeded. Blocks.
  Expected<Outcome> run();
  /// Writes the committed history of the execution to `sink`.
  Expected<void> history(HistorySink &sink);
  /// Ends `run`; the executions continue at the next start. May be called from any thread.
  void stop();
  /// The name of the execution, once `run` has started it.
  const std::string &name() const;

private:
  Expected<Outcome> redrive();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::program
