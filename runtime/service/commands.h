// What other processes ask of the owner of a journal. A command is durable when it is sent; the
// owner carries it out and answers it.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace asl::service {

// Each returns when the owner has answered; the effect is durable then. Fails when nobody owns the
// journal, or with the reason why it was not done. Blocks for at most 30 seconds.

/// Ends an execution as StopExecution does.
Expected<void> sendStop(journal::Reader &journal, uint64_t execution,
                        const std::optional<std::string> &error,
                        const std::optional<std::string> &cause);
/// Answers a task that waits for its token, as SendTaskSuccess, SendTaskFailure and
/// SendTaskHeartbeat do.
Expected<void> sendAnswer(journal::Reader &journal, const std::string &token,
                          const TaskAnswer &answer);

/// Goes on with an execution that has ended, as RedriveExecution does.
Expected<void> sendRedrive(journal::Reader &journal, uint64_t execution);

/// Carries out the commands of other processes, on a thread of its own, as long as it lives.
class CommandServer {
public:
  /// `redrive` redrives an execution, and may block.
  CommandServer(journal::Journal &journal, DurableEngine &engine,
                std::function<Expected<void>(uint64_t execution)> redrive);
  ~CommandServer();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::service
