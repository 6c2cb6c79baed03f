// A bounded queue, retries, and what is told about them.
#include "runtime/observe/record_queue.h"

#include <algorithm>

namespace asl::observe {

std::chrono::milliseconds delayAfter(unsigned failures) {
  constexpr int64_t first = 100, most = 30'000;
  return std::chrono::milliseconds(std::min(first << std::min(failures, 10u), most));
}

RecordQueue::RecordQueue(std::unique_ptr<Target> target, std::string name,
                         std::function<void(const std::string &)> report)
    : target_(std::move(target)), name_(std::move(name)), report_(std::move(report)),
      thread_([this] { run(); }) {}

RecordQueue::~RecordQueue() { stop(std::chrono::milliseconds(0)); }

void RecordQueue::push(std::string record) {
  bool hasRoom = false, isFirst = false;
  {
    std::lock_guard lock(mutex_);
    hasRoom = !isStopping_ && waitingBytes_ + record.size() <= mostBytes;
    isFirst = hasRoom ? waiting_.empty() : missing_++ == 0;
    if (hasRoom) {
      waitingBytes_ += record.size();
      waiting_.push_back(std::move(record));
    } else {
      ++counts_.dropped;
    }
  }
  if (isFirst && hasRoom)
    changed_.notify_all();
  if (isFirst && !hasRoom)
    report_("there is no room for more " + name_ + ": they are dropped until others are delivered");
}

void RecordQueue::beginStop() {
  std::lock_guard lock(mutex_);
  isStopping_ = true;
  changed_.notify_all();
}

void RecordQueue::stop(std::chrono::milliseconds limit) {
  beginStop();
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, limit, [this] { return isOver_; });
  }
  target_->abandon();
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

/// The records to deliver next; none: the queue ends.
std::vector<std::string> RecordQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return isStopping_ || !waiting_.empty(); });
  std::vector<std::string> records;
  while (!waiting_.empty() && records.size() < mostAtOnce) {
    records.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return records;
}

/// With the lock.
void RecordQueue::tellMissing() {
  if (missing_ != 0)
    report_(std::to_string(missing_) + " of the " + name_ + " were dropped for want of room");
  missing_ = 0;
}

void RecordQueue::deliver(std::vector<std::string> records) {
  size_t bytes = 0;
  for (const std::string &record : records)
    bytes += record.size();
  unsigned failures = 0, refusals = 0;
  bool isDone = false;
  while (!isDone) {
    Delivery delivery = target_->deliver(records);
    std::unique_lock lock(mutex_);
    isDone = delivery.kind == Delivery::Kind::Done;
    if (isDone) {
      counts_.delivered += records.size();
    } else {
      ++counts_.failures;
      refusals = delivery.kind == Delivery::Kind::Refused ? refusals + 1 : 0;
    }
    if (isDone == isBroken_) {
      isBroken_ = !isDone;
      report_(name_ +
              (isDone ? " are delivered again" : " cannot be delivered: " + delivery.problem));
    }
    if (isDone)
      tellMissing();
    // The last attempt at the end of the process is the last one.
    if (!isDone && (refusals == mostRefusals || isStopping_)) {
      counts_.dropped += records.size();
      report_(std::to_string(records.size()) + " of the " + name_ + " are dropped");
      isDone = true;
    }
    if (isDone)
      waitingBytes_ -= bytes;
    else
      changed_.wait_for(lock, delayAfter(failures++), [this] { return isStopping_; });
  }
}

void RecordQueue::run() {
  while (true) {
    std::vector<std::string> records = next();
    if (records.empty())
      break;
    deliver(std::move(records));
  }
  std::lock_guard lock(mutex_);
  tellMissing();
  isOver_ = true;
  changed_.notify_all();
}

} // namespace asl::observe
