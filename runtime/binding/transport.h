// Transports: each carries out the tasks of one binding in one of the ways described in
// docs/tasks.md.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/functions/host.h"
#include "runtime/task/envelope.h"

#include <memory>

namespace asl::binding {

/// The reply of a task and the envelope of its result. All members may be called from any thread.
struct TaskAnswer {
  std::shared_ptr<Reply> reply;
  Envelope envelope;
  bool isLambda = false;      ///< the task calls a Lambda function
  const Answer *way{};        ///< of the binding; lives as long as the executor
  bool waitsForToken = false; ///< the task ends by its token, unless the call fails

  /// Reports the answer to the call itself, before the end of the task: the `submitted` text of the
  /// binding, else `json`.
  void submit(std::string_view json) const;
  /// Ends the task with `json` in its envelope. For a task that waits for its token, `json` is only
  /// the answer to the call, and the task goes on.
  void succeed(std::string_view json) const;
  /// Ends the task with the output of a program. An object `{"errorType", "errorMessage"}` is an
  /// error, anything else a result.
  void finish(std::string_view json) const;
  /// Fails the task when `json` is such an error object; otherwise does nothing and returns false.
  bool failIfError(std::string_view json) const;
  /// Fails the task with `Lambda.Unknown` if it calls a Lambda function, else with
  /// `States.TaskFailed`.
  void failPlainly(std::string cause) const;
};

/// Carries out the tasks of one binding. All members may be called from any thread.
class Transport {
public:
  virtual ~Transport() = default;
  /// Starts a task, whose `input` is JSON text. Returns a number for `cancel`; 0 when nothing is in
  /// progress.
  virtual uint64_t start(const Request &request, std::string input, TaskAnswer answer) = 0;
  virtual void cancel(uint64_t id) = 0;
  /// If `start` would fail because something is not bound, the reason; else nullopt.
  virtual std::optional<std::string> unbound(const Request &) { return std::nullopt; }
};

/// Makes the transport of a binding; null for commands and fixed answers, which need none. `file`
/// must outlive it; `host` must be stopped before it is destroyed.
std::unique_ptr<Transport>
makeTransport(const Binding &binding, const BindingFile &file,
              std::shared_ptr<const std::vector<invoke::Connection>> connections,
              functions::Host &host);

// The transports of the single ways.
std::unique_ptr<Transport>
makeProcessTransport(const Binding &binding, const BindingFile &file,
                     functions::Host &host); ///< `lambda` with code, `worker`
std::unique_ptr<Transport> makeUrlTransport(const Binding &binding,
                                            const BindingFile &file); ///< `url`, `lambda` with one
std::unique_ptr<Transport>
makeHttpTransport(const Binding &binding, const BindingFile &file,
                  std::shared_ptr<const std::vector<invoke::Connection>> connections);
std::unique_ptr<Transport> makeExecutionTransport(const Binding &binding, const BindingFile &file,
                                                  functions::Host &host);
std::unique_ptr<Transport> makeNativeTransport(const Binding &binding, const BindingFile &file);

/// The members of a JSON object that describe the task: `"resource":"...","state":"..."`.
std::string taskMembers(const Request &request);

/// The W3C `traceparent` header of the task's trace; empty when it has none.
std::string traceparentOf(const Request &request);

} // namespace asl::binding
