// The executor of compiled programs: carries out tasks as a binding file describes.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/binding/transport.h"
#include "runtime/functions/host.h"
#include "runtime/process/process.h"

#include <atomic>
#include <memory>
#include <vector>

namespace asl::binding {

using namespace task;

/// Carries out tasks as `file` describes, by the first binding that matches. The result of a
/// binding is put into AWS's envelope (see envelope.h) unless the binding is `raw`. A task without
/// a binding is unbound; the message shows the lines to add. All members may be called from any
/// thread.
class BindingExecutor : public TaskExecutor {
public:
  explicit BindingExecutor(BindingFile file);
  ~BindingExecutor() override; ///< calls `stop`

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override;
  std::optional<std::string> unbound(const Request &request) override;
  bool mayRepeat(const Request &request) override;
  void cancel(uint64_t handle) override;
  /// Ends the commands that run, as `cancel` does, and does not wait. No task may be started
  /// afterwards.
  void beginStop();
  /// The same, and blocks until they have ended.
  void stop();
  /// Kills all running processes; see ProcessRunner::killAll.
  void killAll();

private:
  /// The index of the first binding that matches, or the number of bindings when none does.
  size_t bindingFor(const Request &request) const;
  std::string usedUp(const Binding &binding, const Request &request, size_t call) const;
  uint64_t run(size_t index, const Answer &answer, const Request &request,
               std::shared_ptr<Reply> reply);
  uint64_t runCommand(size_t index, const Answer &answer, const Request &request,
                      TaskAnswer taskAnswer);

  /// A handle is the number of a transport's task and, in its low bits, the index of the binding.
  static constexpr unsigned kIndexBits = 20;
  uint64_t handleOf(uint64_t id, size_t index) const {
    return id == 0 ? 0 : id << kIndexBits | index;
  }

  BindingFile file_;
  std::unique_ptr<std::atomic<size_t>[]> calls_; ///< of each binding
  functions::Host host_;
  process::ProcessRunner processes_; ///< of all bindings without a limit of their own
  /// One per binding; null where the binding needs none.
  std::vector<std::unique_ptr<process::ProcessRunner>> limited_;
  std::vector<std::unique_ptr<Transport>> transports_;
};

} // namespace asl::binding
