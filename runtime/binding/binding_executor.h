// The executor of compiled programs: tasks as a binding file says.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/binding/process.h"

#include <atomic>
#include <memory>

namespace asl::binding {

using namespace task;

/// Carries out tasks as `file` says; the first binding that fits is taken. What a binding gives is
/// put into AWS's envelope (see envelope.h) unless it is `raw`. A task without a binding is
/// unbound; the message shows the lines to add. May be called from any thread.
class BindingExecutor : public TaskExecutor {
public:
  explicit BindingExecutor(BindingFile file);

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override;
  std::optional<std::string> unbound(const Request &request) override;
  bool mayRepeat(const Request &request) override;
  void cancel(uint64_t handle) override;
  /// Ends the commands that run, as `cancel` does, and waits for it. No task may start any more.
  void stop() { processes_.stop(); }
  /// Kills the commands that run; see ProcessRunner::killAll.
  void killAll() { processes_.killAll(); }

private:
  /// The index of the first binding that fits; the number of bindings when none does.
  size_t bindingFor(const Request &request) const;
  std::string usedUp(const Binding &binding, const Request &request, size_t call) const;
  uint64_t run(const Binding &binding, const Answer &answer, const Request &request,
               std::shared_ptr<Reply> reply);

  BindingFile file_;
  std::unique_ptr<std::atomic<size_t>[]> calls_; ///< of each binding
  ProcessRunner processes_;
};

} // namespace asl::binding
