#include "tools/mocks/place.h"

#include "runtime/exec/clock.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/shard.h"
#include "runtime/states/trace.h"

namespace aslc::mocks {

namespace {

thread_local const asl::exec::Frame *starting = nullptr;

int32_t startTask(asl_frame *frame, const asl_task_arguments *arguments) {
  starting = &asl::exec::Frame::of(frame);
  int32_t status = ::asl_task_start(frame, arguments);
  starting = nullptr;
  return status;
}

} // namespace

std::pair<const char *, void *> placeWatch() {
  return {"asl_task_start", reinterpret_cast<void *>(&startTask)};
}

std::optional<uint64_t> currentIteration() {
  for (const asl::exec::Frame *frame = starting; frame; frame = frame->outer())
    if (frame->isIteration)
      return frame->index;
  return std::nullopt;
}

std::string currentPlace() { return starting ? asl::states::placeOf(*starting) : ""; }

std::optional<int64_t> executionMs() {
  asl::exec::Shard *shard = asl::exec::Shard::current();
  return shard ? std::optional(shard->nowMs()) : std::nullopt;
}

} // namespace aslc::mocks
