// Frames by size class: flows with frames of similar size share their memory.
#include "runtime/exec/frame_pool.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>

namespace asl::exec {
namespace {

/// Frame sizes are rounded up to multiples of kStepBytes; above kFineBytes to powers of two.
constexpr size_t kStepBytes = 64;
constexpr size_t kFineBytes = 2048;

size_t roundedSize(const asl_flow &flow) {
  size_t bytes =
      sizeof(Frame) + flow.variable_count * sizeof(Value) + flow.max_retriers * sizeof(uint32_t);
  return bytes <= kFineBytes ? (bytes + kStepBytes - 1) / kStepBytes * kStepBytes
                             : std::bit_ceil(bytes);
}

size_t sizeClass(size_t rounded) {
  return rounded <= kFineBytes
             ? rounded / kStepBytes
             : kFineBytes / kStepBytes + static_cast<size_t>(std::bit_width(rounded / kFineBytes));
}

} // namespace

FramePool::~FramePool() { clear(); }

void FramePool::clear() {
  while (spare_ != nullptr) {
    auto *frame = static_cast<Frame *>(spare_);
    spare_ = frame->coroutine;
    while (frame != nullptr) {
      Frame *next = frame->outer();
      free(*frame);
      frame = next;
    }
  }
}

void **FramePool::listOf(uint16_t sizeClass) {
  void **first = &spare_;
  while (*first != nullptr && static_cast<Frame *>(*first)->sizeClass != sizeClass)
    first = &static_cast<Frame *>(*first)->coroutine;
  return first;
}

void FramePool::free(Frame &frame) {
  std::free(frame.memory);
  std::free(&frame);
}

void FramePool::giveBack(Frame &frame) {
  void **first = listOf(frame.sizeClass);
  auto *next = static_cast<Frame *>(*first);
  frame.parent = next;
  frame.coroutine = next != nullptr ? next->coroutine : nullptr;
  *first = &frame;
}

Frame &FramePool::take(const asl_flow &flow) {
  size_t bytes = roundedSize(flow);
  auto which = static_cast<uint16_t>(sizeClass(bytes));
  void *block = nullptr;
  void *memory = nullptr;
  size_t memorySize = 0;
  if (void **first = listOf(which); *first != nullptr) {
    auto *spare = static_cast<Frame *>(*first);
    if (Frame *next = spare->outer()) {
      next->coroutine = spare->coroutine;
      *first = next;
    } else {
      *first = spare->coroutine;
    }
    memory = spare->memory;
    memorySize = spare->memorySize;
    block = spare;
  } else {
    block = std::malloc(bytes);
    if (block == nullptr)
      std::abort();
  }
  auto *frame = new (block) Frame();
  frame->flow = &flow;
  frame->sizeClass = which;
  frame->memory = memory;
  frame->memorySize = memorySize;
  frame->data = frame->result = frame->item = frame->token = undefined();
  frame->variables = reinterpret_cast<Value *>(frame + 1);
  std::fill_n(frame->variables, flow.variable_count, undefined());
  frame->retries = reinterpret_cast<uint32_t *>(frame->variables + flow.variable_count);
  std::fill_n(frame->retries, flow.max_retriers, 0u);
  return *frame;
}

void *Frame::block(size_t size) {
  if (size > memorySize) {
    std::free(memory);
    memory = std::malloc(size);
    if (memory == nullptr)
      std::abort();
    memorySize = size;
  }
  return memory;
}

} // namespace asl::exec

void *asl_frame_memory(asl_frame *frame, size_t size) {
  return asl::exec::Frame::of(frame).block(size);
}
