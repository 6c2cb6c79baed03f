// What carries out the tasks of one binding, in one of the ways of docs/tasks.md.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/functions/host.h"
#include "runtime/task/envelope.h"

#include <memory>

namespace asl::binding {

/// Where the answer to a task goes, and what is put around it. May be used on any thread.
struct TaskAnswer {
  std::shared_ptr<Reply> reply;
  Envelope envelope;
  bool isLambda = false;      ///< the task calls a Lambda function
  const Answer *way{};        ///< of the binding; lives as long as the executor
  bool waitsForToken = false; ///< somebody else ends the task, unless it fails

  /// Tells what the call itself was answered with, before the task's end: what the binding says,
  /// else `json`.
  void submit(std::string_view json) const;
  /// Ends the task with a result that has its envelope added; of one that waits for its token, it
  /// is the answer to the call.
  void succeed(std::string_view json) const;
  /// Ends the task with what a program gave: `{"errorType", "errorMessage"}` is an error.
  void finish(std::string_view json) const;
  /// The same, only if it is an error: else returns false.
  bool failIfError(std::string_view json) const;
  /// Ends the task with the error that fits the task: `Lambda.Unknown` or `States.TaskFailed`.
  void failPlainly(std::string cause) const;
};

/// Of one binding. All members may be called from any thread.
class Transport {
public:
  virtual ~Transport() = default;
  /// Starts a task, whose `input` is JSON text. Returns a number for `cancel`; 0 when nothing is in
  /// progress.
  virtual uint64_t start(const Request &request, std::string input, TaskAnswer answer) = 0;
  virtual void cancel(uint64_t id) = 0;
  /// Whether `start` would find that something is not bound: then why.
  virtual std::optional<std::string> unbound(const Request &) { return std::nullopt; }
};

/// The transport of a binding whose way needs one, else null: of all but commands and fixed
/// answers. `file` must outlive it; `host` must be stopped before it is destroyed.
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

/// What a task says of itself, as members of a JSON object: `"resource":"...","state":"..."`.
std::string taskMembers(const Request &request);

/// W3C's header of the trace that a task is in; empty: none.
std::string traceparentOf(const Request &request);

} // namespace asl::binding
