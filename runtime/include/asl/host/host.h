// Hosting machines in a C++ program: load them, start executions, wait for them, cancel them.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/engine.h"
#include "asl/host/handlers.h"
#include "asl/host/json.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace asl {

namespace embed {
class Hosted;
class HostState;
} // namespace embed

/// Thrown when a machine cannot be used: the file does not exist, holds no machine, or was compiled
/// for another version of the runtime.
struct ModuleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Thrown by Result::value when there is no output.
struct ExecutionError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How an execution ended.
struct Result {
  Status status = Status::Running;
  Json output; ///< set when Succeeded, else null
  std::string
      text; ///< the same as JSON text, with the original order of members and digits of numbers
  std::optional<std::string> error; ///< absent where AWS reports none
  std::optional<std::string> cause;

  explicit operator bool() const { return status == Status::Succeeded; }
  /// Returns the output. Throws ExecutionError when the execution did not succeed.
  const Json &value() const;
  /// The output converted to T. Throws also what nlohmann/json throws for another shape.
  template <typename T> T as() const { return value().get<T>(); }
};

/// A handle of a started execution. Copies refer to the same execution, may outlive it and the
/// host, and may be used from any thread. Destroying handles does not end the execution.
class Execution {
public:
  Execution(const Execution &) = default;
  Execution &operator=(const Execution &) = default;
  /// The result, or nothing while the execution runs. Does not block.
  std::optional<Result> poll() const;
  bool running() const { return !poll(); }
  /// Blocks until the execution has ended. Within a handler it suspends only the handler's fiber,
  /// and throws Cancelled when the handler is cancelled.
  Result wait() const;
  /// The same, for at most `duration` of real time. Returns nothing when the execution still runs.
  std::optional<Result> wait_for(std::chrono::milliseconds duration) const;
  /// Ends the execution as StopExecution does. Does not wait for the end. No effect once it has
  /// ended.
  void cancel(std::optional<std::string> error = {}, std::optional<std::string> cause = {}) const;

private:
  friend class embed::HostState;
  explicit Execution(std::shared_ptr<embed::Hosted> hosted) : hosted_(std::move(hosted)) {}
  std::shared_ptr<embed::Hosted> hosted_;
};

/// A machine in a shared library made by `aslc build --emit=shared`. The library stays loaded until
/// the program ends. A module uses the runtime of the program that loads it, so the program must
/// export its symbols: link with `-Wl,-E`, or with aslc::runtime of the CMake package.
class Module {
public:
  /// Loads the library `path` and finds its machine, the one called `name` when several are in it.
  /// Throws ModuleError when the file cannot be loaded, has no such machine, or does not find the
  /// runtime in this program; and when it is of another ABI: the message then names both versions.
  static Module open(const std::string &path, const std::string &name = {});
  operator const asl_module &() const { return *module_; }
  std::string_view name() const { return module_->name; }

private:
  explicit Module(const asl_module *module) : module_(module) {}
  const asl_module *module_;
};

/// Options of a Host; see EngineOptions.
struct HostOptions {
  ClockKind clock = ClockKind::Wall; ///< Virtual: waits take no real time, for tests
  unsigned threads = 0;              ///< that run executions; 0: one per core
  int64_t virtualStartMs =
      1704103200000; ///< start of a virtual clock, ms since 1970 UTC; 2024-01-01T10:00:00Z
  std::string region = "us-east-1";     ///< of generated ARNs
  std::string account = "123456789012"; ///< of generated ARNs
  /// A folder whose folders are the buckets of Amazon S3: distributed Maps read items from them and
  /// write results to them. Empty: every such Map fails.
  std::string s3Folder{};
};

/// An engine together with its handlers. Runs any number of executions of any number of machines.
/// All members may be called from any thread; `start` also from handlers.
class Host {
public:
  /// Throws std::invalid_argument when `options.s3Folder` is not a folder.
  explicit Host(const HandlerRegistry &tasks = HandlerRegistry(), HostOptions options = {});
  /// Aborts the executions that still run and waits until no handler runs. Must not be called from
  /// a handler.
  ~Host();
  Host(const Host &) = delete;
  Host &operator=(const Host &) = delete;

  /// Checks the machine and compiles its regular expressions. Optional, since `start` does the
  /// same. Throws ModuleError. The machine must outlive the host.
  void load(const asl_module &machine);
  /// Starts an execution and returns at once. `options` may set its name, and sinks for its history
  /// (see EventLog) and trace. Throws ModuleError. An input that StartExecution would refuse (more
  /// than 256 KiB) fails the execution.
  Execution start(const asl_module &machine, const Json &input = Json::object(),
                  ExecutionOptions options = {});
  /// The same with JSON text as input, passed on without conversion. Text that is not JSON fails
  /// the execution with States.Runtime.
  Execution startText(const asl_module &machine, std::string_view input,
                      ExecutionOptions options = {});
  /// Starts an execution and waits for its end, as Execution::wait does.
  Result run(const asl_module &machine, const Json &input = Json::object(),
             ExecutionOptions options = {});
  /// Ends every execution as Execution::cancel does.
  void abortAll(std::optional<std::string> error = {}, std::optional<std::string> cause = {});

private:
  std::shared_ptr<embed::HostState> state_;
};

/// A history sink that keeps the events of one execution, in some 50 bytes an event. Must outlive
/// the execution.
class EventLog final : public HistorySink {
public:
  EventLog();
  ~EventLog() override;
  void append(const HistoryEvent &event) override;
  void valuesMoved() override;
  /// The events so far, as GetExecutionHistory returns them: `[{"id": 1, "type":
  /// "ExecutionStarted", ...}, ...]`, with timestamps in milliseconds since 1970. Any thread, any
  /// time.
  Json events() const;

private:
  struct Events;
  std::unique_ptr<Events> events_;
};

} // namespace asl
