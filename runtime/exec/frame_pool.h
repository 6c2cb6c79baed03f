// Memory of frames that have ended, kept for the next ones.
#pragma once

#include "runtime/exec/frame.h"

#include <cstddef>
#include <vector>

namespace asl::exec {

/// Hands out frames by the size that they need, each in constant time. A frame keeps the block of
/// its coroutine (see Frame::block). Shard thread only.
class FramePool {
public:
  FramePool() = default;
  ~FramePool();
  FramePool(const FramePool &) = delete;
  FramePool &operator=(const FramePool &) = delete;

  /// A frame for `flow`, with variables and retry counts; all else is as a new Frame has it.
  Frame &take(const asl_flow &flow);
  /// Keeps the memory of `frame`, which came from `take` of any pool.
  void giveBack(Frame &frame);
  /// Frees the memory of `frame` at once.
  static void free(Frame &frame);

private:
  /// By size class: the last one given back, linked by Frame::parent.
  std::vector<Frame *> spare_;
};

} // namespace asl::exec
