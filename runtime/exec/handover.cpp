// The threads of a shard: one of them works.
#include "runtime/exec/handover.h"

#include <system_error>
#include <utility>

namespace asl::exec {

void Handover::call(Place &place) {
  std::lock_guard lock(mutex_);
  place.isCalled_ = true;
  // Under the lock: the place may be gone as soon as its thread goes on.
  place.called_.notify_one();
}

void Handover::wait(Place &place) {
  std::unique_lock lock(mutex_);
  place.called_.wait(lock, [&] { return place.isCalled_; });
  place.isCalled_ = false;
}

bool Handover::addThread() {
  if (threads_.size() >= kMostThreads)
    return false;
  auto start = std::make_shared<Place>();
  try {
    threads_.reserve(threads_.size() + 1);
    threads_.emplace_back([this, start] {
      wait(*start);
      if (!isOver_)
        work_();
    });
  } catch (const std::system_error &) {
    return false;
  }
  // Not before the thread is in the list, which belongs to whoever has the shard.
  call(*start);
  return true;
}

bool Handover::standAside(Place &place) {
  if (spares_.empty()) {
    if (!addThread())
      return false;
  } else {
    Place *spare = spares_.back();
    spares_.pop_back();
    call(*spare);
  }
  wait(place);
  return true;
}

bool Handover::goOn(Place &place) {
  Place own;
  spares_.push_back(&own);
  call(place);
  wait(own);
  return !isOver_;
}

void Handover::end() {
  isOver_ = true;
  for (Place *spare : std::exchange(spares_, {}))
    call(*spare);
}

void Handover::join() {
  for (std::thread &thread : threads_)
    thread.join();
}

} // namespace asl::exec
