// Executions of compiled machines that are kept in a journal.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asl::service {

/// A machine that a Service knows.
struct Machine {
  const asl_module *module = nullptr;
  uint64_t document = 0; ///< its number in the journal
  uint64_t revision = 0; ///< that of its definition
};

/// Starts executions by name, and goes on with those that an earlier process left. The journal is
/// owned by this process. All members may be called from any thread, except where a callback says
/// otherwise.
class Service {
public:
  /// `options.journal` is set, and outlives the service. `options.journalLost` is called when this
  /// process may do nothing more.
  explicit Service(EngineOptions options);
  /// Leaves the executions that run to the next process.
  ~Service();

  /// Makes a machine known: its name and its revision are stored. The module must outlive the
  /// service.
  Expected<Machine> add(const asl_module &module);

  struct Started {
    uint64_t execution = 0;
    bool isNew = true; ///< false: an execution of this name and input was there already
  };
  /// Starts an execution, or finds the one that has the same name and the same input, whether it
  /// runs or has ended: so whoever was interrupted may ask again. Returns when the start is
  /// durable. An empty `options.name` makes one up. Fails when the name is taken by another input,
  /// and with AWS's text when the input is refused.
  Expected<Started> start(const Machine &machine, std::string_view input, ExecutionOptions options);
  /// Goes on with the executions of `machine` that have not ended. `options` gives each its sinks;
  /// its name is set. Those that began under another definition of the machine are left as they
  /// are. Fails when one cannot be read.
  struct Recovered {
    size_t running = 0; ///< go on in this process
    size_t left = 0;    ///< began under another definition
  };
  Expected<Recovered> recover(const Machine &machine, const ExecutionOptions &options);

  struct Redriven {
    int64_t atMs = 0; ///< when: the same for a repeated `clientToken`
  };
  /// Goes on with an execution that has ended without success, from the states that did not succeed.
  /// Returns when that is durable. The same `clientToken` within 15 minutes gives the same answer;
  /// the last ten of an execution are known, in this process. `options` is as in `recover`. Fails
  /// with AWS's error, beginning with its name: `ExecutionDoesNotExist`, `ExecutionNotRedrivable`.
  Expected<Redriven> redrive(const Machine &machine, uint64_t execution,
                             const ExecutionOptions &options, const std::string &clientToken = {});

  /// From now on carries out what other processes ask (commands.h). After `recover`: a command may
  /// be about an execution of an earlier process.
  void takeCommands();

  /// Blocks until the execution has ended, or `stop` was called: then Status::Running. Fails when
  /// it does not run here, because it began under another definition.
  Expected<Outcome> wait(uint64_t execution);
  /// Blocks until no execution of this process runs, or `stop` was called.
  void waitForAll();
  /// Ends all waiting. May be called from any thread, also from a signal's thread.
  void stop();

private:
  Expected<void> redriveHere(uint64_t execution);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::service
