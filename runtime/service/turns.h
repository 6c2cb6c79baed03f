// The order of commands for one execution.
#pragma once

#include "runtime/journal/types.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace asl::service {

/// Commands for one execution are carried out one after the other: each is begun when the one
/// before is done, and its effect is durable. All members may be called from any thread.
class Turns {
public:
  /// Whether the command may be begun now. Otherwise `next` returns it when its turn has come.
  bool begin(uint64_t execution, const journal::Command &command);
  /// The command of the execution that was begun last is done.
  void end(uint64_t execution);
  /// The commands whose turn has come; they are begun. Blocks while there are none, for at most
  /// `patience`, and until `stop` is called.
  std::vector<journal::Command> next(std::chrono::milliseconds patience);
  /// Whether commands wait for their turns.
  bool hasWaiting() const;
  void stop();
  bool isStopped() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  /// What waits for each execution that has a command which is begun and not done.
  std::unordered_map<uint64_t, std::deque<journal::Command>> waiting_;
  std::vector<journal::Command> ready_;
  bool isStopped_ = false;
};

} // namespace asl::service
