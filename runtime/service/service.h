// Executions of compiled machines that are kept in a journal.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/service/activity_queue.h"
#include "runtime/service/commands.h"
#include "runtime/service/damage.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asl::service {

/// A machine that a Service knows.
struct Machine {
  const asl_module *module = nullptr;
  uint64_t document = 0; ///< its number in the journal
  uint64_t revision = 0; ///< that of its definition
};

/// Starts executions by name, and continues those of an earlier process. The journal is
/// owned by this process. All members may be called from any thread, except where a callback says
/// otherwise.
class Service {
public:
  /// `options.journal` must be set and outlive the service. `options.journalLost` is called when
  /// this process must not continue; `isDamaged` for each execution whose record cannot be read, on
  /// any thread. Such an execution does not go on, and all others do.
  explicit Service(EngineOptions options, DamagedExecutions::Report isDamaged = {});
  /// Drops the running executions without ending them; the next process continues them.
  ~Service();

  /// Adds a machine: stores its name and its revision. The module must outlive the service.
  Expected<Machine> add(const asl_module &module);

  struct Started {
    uint64_t execution = 0;
    bool isNew = true; ///< false: an execution of this name and input was there already
  };
  /// Starts an execution, or finds the one with the same name and input, running or ended, so that
  /// an interrupted caller may repeat the call. Returns when the start is durable. With an empty
  /// `options.name` a name is generated. Fails when the name is taken by an execution with another
  /// input, and with AWS's text when the input is refused.
  Expected<Started> start(const Machine &machine, std::string_view input, ExecutionOptions options);

  /// An execution to be started or continued.
  struct Launch {
    const asl_module *module = nullptr;
    std::shared_ptr<const void> code{}; ///< what the module lives in; kept until the end
    journal::Start start{};             ///< names, numbers; hash and time are set by the service
    bool isNameNew = false;             ///< it was made up for this start, so that nobody has it
    std::string input{};                ///< JSON text
    ExecutionOptions options{};         ///< its name is that of `start`
    std::function<void(const Outcome &)> ended{}; ///< see `whenEnded`; may be empty
    std::function<void()> goesOn{}; ///< called when an execution is continued; may be empty
    /// Why the execution cannot be continued: its definition cannot be read. Empty: it can.
    std::string damage{};
  };
  /// The result of a launch.
  struct Launched {
    enum class Kind : uint8_t {
      Started, ///< the start is durable
      Found,   ///< it runs already, with the same input: `execution` and `startMs` are its own
      Taken,   ///< `execution` has the name; it has ended, or has another input
      Refused, ///< the input is refused: see `refusal`
      Failed   ///< the journal cannot be used: see `problem`
    };
    Kind kind = Kind::Started;
    uint64_t execution = 0;
    int64_t startMs = 0; ///< since 1970, UTC
    Outcome refusal{};
    std::string problem{};
  };
  /// Starts an execution whose name is claimed. Calls `done` once, on any thread. Does not block.
  void launch(Launch launch, std::function<void(const Launched &)> done);

  /// Continues the executions of one or several machines that have not ended, with the sinks in
  /// `options`. Executions that began under another definition of the machine are not touched, and
  /// damaged ones are left as they are. Fails when the journal cannot be read.
  struct Recovered {
    size_t running = 0; ///< go on in this process
    size_t left = 0;    ///< began under another definition
  };
  Expected<Recovered> recover(const Machine &machine, const ExecutionOptions &options);
  Expected<Recovered> recover(std::span<const Machine> machines, const ExecutionOptions &options);
  /// Returns what is needed to continue an execution, or nullopt to leave it alone. A failure is
  /// about the storage and ends `recover`. The function is kept for executions that wake up later
  /// or are redriven by other processes; it must give the same answer for all executions of one
  /// revision of a machine.
  using Source = std::function<Expected<std::optional<Launch>>(const journal::Execution &)>;
  /// Continues the executions for which `source` returns a launch. With `wakesAll`, sleeping
  /// executions are passed to `source` now too, so that their ends are reported.
  Expected<Recovered> recover(const Source &source, bool wakesAll = false);

  /// Why an execution is damaged; nullopt: it is not, as far as is known.
  std::optional<std::string> damageOf(uint64_t execution) const;
  size_t damagedCount() const;
  /// Ends an execution as StopExecution does, also a damaged one; see DurableEngine::abort.
  void abort(uint64_t execution, std::optional<std::string> error, std::optional<std::string> cause,
             std::function<void(bool found)> found);
  /// Ends it at the next transition; at once when it is damaged.
  void abortAtTransition(uint64_t execution);
  /// Pauses or continues an execution, see DurableEngine::pause. `done` is called with an empty
  /// text once that is durable, or with the reason when the execution is damaged or has ended.
  void pause(uint64_t execution, bool isPaused,
             std::function<void(const std::string &problem)> done);

  /// Calls `ended` on any thread when the execution has ended. Returns false when it does not run
  /// here. A damaged one ends when it is stopped.
  bool whenEnded(uint64_t execution, std::function<void(const Outcome &)> ended);
  DurableEngine &engine();
  journal::Journal &journal();

  struct Redriven {
    int64_t atMs = 0; ///< when: the same for a repeated `clientToken`
  };
  /// Redrives an execution that has ended without success, from the states that did not succeed.
  /// Returns when the redrive is durable. The same `clientToken` within 15 minutes gives the same
  /// answer, also of an earlier process; the last ten of an execution are known. `options` is as in
  /// `recover`. Fails with AWS's error, beginning with its name: `ExecutionDoesNotExist`,
  /// `ExecutionNotRedrivable`.
  Expected<Redriven> redrive(const Machine &machine, uint64_t execution,
                             const ExecutionOptions &options, const std::string &clientToken = {});
  /// The same with the module of `launch` and its revision: of `start` nothing else is used.
  Expected<Redriven> redrive(uint64_t execution, Launch launch,
                             const std::string &clientToken = {});

  /// What is to be forked, and how the new execution is called.
  struct Fork {
    uint64_t execution = 0;
    uint64_t event = 0; ///< id of one of its events
    std::string name{}; ///< empty: a generated one
    uint64_t order = 0; ///< number of the command that asks for it (commands.h); 0: none
  };
  struct Forked {
    uint64_t execution = 0;
    std::string name{};
    std::string state{};  ///< which it enters first
    uint64_t entered = 0; ///< id of the event by which it does so
  };
  /// Starts an execution of the same machine and revision that goes on from an event of another
  /// one, which is not changed; it may run or have ended. The history of the new execution begins
  /// as a copy of the events before the outermost state in which the event is. That state is
  /// entered anew, with its input and the variables at that time; time limits and retriers begin
  /// anew. Returns when the start is durable: all of it is in one transaction, and the answer to
  /// `order` as well. Only committed events are known. Fails when there is no such execution or
  /// event, when the event is in no state, when the name is taken, when it is a child of a map run,
  /// and when this process does not run the definition of the execution.
  Expected<Forked> fork(const Fork &how);

  /// From now on carries out what other processes ask (commands.h). After `recover`: a command may
  /// be about an execution of an earlier process. `poll` lets workers of other processes wait for
  /// tasks of activities; `dropGone` answers those that wait no more.
  void takeCommands(PollActivity poll, std::function<void()> dropGone);
  /// How an ActivityQueue says that a worker has a task. Valid as long as the service.
  ActivityQueue::Begin handOut();

  /// Blocks until the execution has ended, or `stop` was called: then Status::Running. Fails when
  /// it does not run here, because it began under another definition or is damaged.
  Expected<Outcome> wait(uint64_t execution);
  /// Blocks until no execution of this process runs, or `stop` was called.
  void waitForAll();
  /// Ends all waiting. May be called from any thread, also from a signal's thread.
  void stop();

private:
  Expected<void> redriveHere(uint64_t execution, const std::string &clientToken);
  Expected<Recovered> goOnWithLive(std::optional<uint64_t> machine, bool wakesAll);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::service
