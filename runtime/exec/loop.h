// The event loop of a shard: where other threads leave what they have to say to it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace asl::exec {

/// Runs closures on the one thread that calls `poll` and `wait`. Closures must be short; those that
/// are left when the loop dies are destroyed without running.
class Loop {
public:
  Loop();
  ~Loop();
  Loop(const Loop &) = delete;
  Loop &operator=(const Loop &) = delete;

  /// From any thread.
  void post(std::function<void()> action);
  /// Runs what is there; false when there was nothing. Loop's thread.
  bool poll();
  /// Blocks until something was run, but no longer than `timeoutMs` when given. Loop's thread.
  void wait(std::optional<int64_t> timeoutMs);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::exec
