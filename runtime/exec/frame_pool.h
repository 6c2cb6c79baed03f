// Reuses the memory of frames that have ended.
#pragma once

#include "runtime/exec/frame.h"

#include <cstddef>
#include <vector>

namespace asl::exec {

/// Allocates frames by size class, in constant time. A reused frame keeps the block of its
/// coroutine (see Frame::block). Shard thread only.
class FramePool {
public:
  FramePool() = default;
  ~FramePool();
  FramePool(const FramePool &) = delete;
  FramePool &operator=(const FramePool &) = delete;

  /// Returns an initialized frame for `flow`, with its variables undefined and retry counts zero.
  /// Never fails: without memory the process aborts.
  Frame &take(const asl_flow &flow);
  /// Keeps the memory of `frame` for reuse. The frame may come from another pool.
  void giveBack(Frame &frame);
  /// Frees the memory of `frame`.
  static void free(Frame &frame);
  /// Frees the memory that is kept for reuse.
  void clear();

private:
  /// Free frames, by size class: head of a list linked by Frame::parent.
  std::vector<Frame *> spare_;
};

} // namespace asl::exec
