// The event loop of a shard. Other threads use it to run code on the shard's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace asl::exec {

/// Runs closures on the thread that calls `poll` and `wait`. Closures must not block. Closures that
/// are left when the loop is destroyed are destroyed without being run.
class Loop {
public:
  Loop();
  ~Loop();
  Loop(const Loop &) = delete;
  Loop &operator=(const Loop &) = delete;

  /// Queues a closure. May be called from any thread. Does not block. After `close` the closure is
  /// destroyed without being run.
  void post(std::function<void()> action);
  static constexpr size_t kAll = ~size_t(0);
  /// Runs the queued closures, at most `most`. Returns false when there were none. Loop's thread.
  /// Does not block.
  bool poll(size_t most = kAll);
  /// Destroys the queued closures; later ones are not run. This breaks ownership cycles, because
  /// closures may own the owner of the loop. Called on the loop's thread, or on any when that has
  /// ended.
  void close();
  /// Blocks until a closure was run, for at most `timeoutMs` if given. Runs one. Loop's thread.
  void wait(std::optional<int64_t> timeoutMs);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::exec
