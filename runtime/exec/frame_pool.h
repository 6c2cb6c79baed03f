// Reuses the memory of frames that have ended.
#pragma once

#include "runtime/exec/frame.h"

#include <cstddef>
#include <cstdint>

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
  /// Where the list of free frames of a size class begins: it is linked by Frame::parent. Few
  /// classes are in use, so that they are a list too, linked by the `coroutine` of the first
  /// frames.
  void **listOf(uint16_t sizeClass);
  void *spare_ = nullptr;
};

} // namespace asl::exec
