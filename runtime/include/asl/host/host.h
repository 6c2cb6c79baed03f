// Machines in a program of one's own: load them, start executions, wait for them, end them.
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

/// A machine that cannot be used here: no such file, no machine in it, compiled for another version
/// of the runtime.
struct ModuleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What Result::value throws when there is no output.
struct ExecutionError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How an execution ended.
struct Result {
  Status status = Status::Running;
  Json output;                      ///< when Succeeded
  std::string text;                 ///< the same as JSON text, with order and digits as they are
  std::optional<std::string> error; ///< absent when AWS would give none
  std::optional<std::string> cause;

  explicit operator bool() const { return status == Status::Succeeded; }
  /// The output; throws ExecutionError when the execution did not succeed.
  const Json &value() const;
  template <typename T> T as() const { return value().get<T>(); }
};

/// An execution that was started. A handle: copies are of the same execution, may outlive it and
/// the host, and may be used from any thread. Dropping it ends nothing.
class Execution {
public:
  Execution(const Execution &) = default;
  Execution &operator=(const Execution &) = default;
  /// How it ended, or nothing while it runs.
  std::optional<Result> poll() const;
  bool running() const { return !poll(); }
  /// Waits for its end. Within a handler, others run meanwhile; a handler that waits is still
  /// cancelled as ever.
  Result wait() const;
  /// No longer than `duration`, of real time.
  std::optional<Result> wait_for(std::chrono::milliseconds duration) const;
  /// Ends it as StopExecution does; without effect when it is over.
  void cancel(std::optional<std::string> error = {}, std::optional<std::string> cause = {}) const;

private:
  friend class embed::HostState;
  explicit Execution(std::shared_ptr<embed::Hosted> hosted) : hosted_(std::move(hosted)) {}
  std::shared_ptr<embed::Hosted> hosted_;
};

/// A machine of a shared library, made by `aslc build --emit=shared`. The library stays loaded as
/// long as the program runs. Programs that open modules are linked with `-Wl,-E` or as
/// aslc::runtime of the CMake package says, so that a module finds the runtime in them.
class Module {
public:
  /// Throws ModuleError: when the file cannot be loaded, has no machine (of that `name`, when
  /// given), does not find the runtime in this program, or is of another ABI; the message then
  /// names both versions.
  static Module open(const std::string &path, const std::string &name = {});
  operator const asl_module &() const { return *module_; }
  std::string_view name() const { return module_->name; }

private:
  explicit Module(const asl_module *module) : module_(module) {}
  const asl_module *module_;
};

struct HostOptions {
  ClockKind clock = ClockKind::Wall;      ///< Virtual: waits take no time; tests
  unsigned threads = 0;                   ///< that run executions; 0: one for each core
  int64_t virtualStartMs = 1704103200000; ///< 2024-01-01T10:00:00Z
  std::string region = "us-east-1";
  std::string account = "123456789012";
};

/// An engine with its tasks; runs any number of executions of any number of machines. All members
/// may be called from any thread, `start` also within handlers.
class Host {
public:
  explicit Host(const HandlerRegistry &tasks = HandlerRegistry(), HostOptions options = {});
  /// Aborts what still runs and waits until no handler runs any more. Not from within a handler.
  ~Host();
  Host(const Host &) = delete;
  Host &operator=(const Host &) = delete;

  /// Checks the machine and compiles its regular expressions; `start` does it too. Throws
  /// ModuleError. A module must outlive the host.
  void load(const asl_module &machine);
  /// Starts an execution. `options` may name it, and name sinks for its history (see EventLog) and
  /// trace. Throws ModuleError. An input that StartExecution refuses (more than 256 KiB) fails it.
  Execution start(const asl_module &machine, const Json &input = Json::object(),
                  ExecutionOptions options = {});
  /// The same with JSON text for input, which is handed over as it is; text that is not JSON fails
  /// the execution with States.Runtime.
  Execution startText(const asl_module &machine, std::string_view input,
                      ExecutionOptions options = {});
  /// Starts one and waits for its end.
  Result run(const asl_module &machine, const Json &input = Json::object(),
             ExecutionOptions options = {});
  void abortAll(std::optional<std::string> error = {}, std::optional<std::string> cause = {});

private:
  std::shared_ptr<embed::HostState> state_;
};

/// Collects the history of one execution. Must outlive it.
class EventLog final : public HistorySink {
public:
  void append(const HistoryEvent &event) override;
  /// As GetExecutionHistory gives them: `[{"id": 1, "type": "ExecutionStarted", ...}, ...]`, with
  /// timestamps in milliseconds since 1970. Any thread, any time.
  Json events() const;

private:
  mutable std::mutex mutex_;
  std::vector<Json> events_;
};

} // namespace asl
