// Who commits when. `committing_` is the right to use the writer, and is kept while `done` is
// called, so that these calls are in order.
#include "runtime/journal/commit_queue.h"

namespace asl::journal {
namespace {

/// A transaction is not larger than this: others wait for it.
constexpr size_t maxGroupBytes = 16 << 20;
/// What a row costs besides its record: small ones take their time too.
constexpr size_t rowBytes = 512;

size_t sizeOf(const Batch &batch) {
  size_t bytes = 0;
  for (const Burst &burst : batch.bursts)
    bytes += rowBytes + burst.record.size();
  return bytes;
}

CommitStatus statusOf(GroupWriter::Outcome outcome) {
  switch (outcome) {
  case GroupWriter::Outcome::Durable:
    return CommitStatus::Durable;
  case GroupWriter::Outcome::OwnerLost:
    return CommitStatus::OwnerLost;
  case GroupWriter::Outcome::Broken:
  case GroupWriter::Outcome::Stalled:
    break;
  }
  return CommitStatus::Broken;
}

} // namespace

CommitQueue::CommitQueue(GroupWriter &writer, Options options)
    : writer_(writer), options_(options), lastSeq_(options.lastSeq) {
  if (options_.thread)
    thread_ = std::thread([this] { runThread(); });
}

CommitQueue::~CommitQueue() {
  {
    Lock lock(mutex_);
    stopping_ = true;
    threadWanted_.notify_one();
  }
  if (thread_.joinable())
    thread_.join();
  Lock lock(mutex_);
  runChores(lock);
}

void CommitQueue::submit(Batch batch, Journal::Done done, Caller caller) {
  Lock lock(mutex_);
  Numbered numbered{std::move(batch), 0, {}, std::move(done)};
  number(numbered);
  queue_.push_back(std::move(numbered));
  if (committing_ || exclusive_ > 0 || (retryAt_ && options_.thread))
    return;
  if (caller == Caller::Busy && options_.thread) {
    threadWanted_.notify_one();
    return;
  }
  do
    commitGroup(lock);
  while (!options_.thread && !queue_.empty());
}

void CommitQueue::number(Numbered &numbered) {
  numbered.firstSeq = lastSeq_ + 1;
  numbered.prevs.reserve(numbered.batch.bursts.size());
  for (Burst &burst : numbered.batch.bursts) {
    numbered.prevs.push_back(*burst.lastSeq);
    *burst.lastSeq = ++lastSeq_;
    burst.lastSeq = nullptr;
  }
}

std::vector<Numbered> CommitQueue::takeGroup() {
  std::vector<Numbered> group;
  for (size_t bytes = 0; !queue_.empty() && bytes < maxGroupBytes; queue_.pop_front()) {
    bytes += sizeOf(queue_.front().batch);
    group.push_back(std::move(queue_.front()));
  }
  return group;
}

/// Commits one group, or puts it back when the storage is stalled.
void CommitQueue::commitGroup(Lock &lock) {
  committing_ = true;
  std::vector<Numbered> group = takeGroup();
  std::optional<CommitResult> failed = failed_;
  lock.unlock();
  GroupWriter::Result result;
  if (!failed)
    result = writer_.write(group);
  bool stalled = result.outcome == GroupWriter::Outcome::Stalled;
  if (failed)
    finish(group, *failed);
  else if (!stalled)
    finish(group, {statusOf(result.outcome), 0, result.message});
  else if (!options_.thread)
    std::this_thread::sleep_for(options_.stallDelay);

  lock.lock();
  committing_ = false;
  retryAt_.reset();
  if (stalled) {
    for (; !group.empty(); group.pop_back())
      queue_.push_front(std::move(group.back()));
    retryAt_ = std::chrono::steady_clock::now() + options_.stallDelay;
  } else if (result.outcome != GroupWriter::Outcome::Durable) {
    failed_ = CommitResult{statusOf(result.outcome), 0, result.message};
  } else if (!failed) {
    choresAt_ = result.choresAt;
  }
  released();
}

/// The writer is free: wakes whoever waits for that. The thread sleeps on when it has nothing to
/// do, because to wake it costs as much as a commit.
void CommitQueue::released() {
  if (exclusive_ > 0)
    committed_.notify_one();
  if (!queue_.empty() || stopping_ || (choresAt_ && *choresAt_ < threadWakesAt_))
    threadWanted_.notify_one();
}

void CommitQueue::finish(std::vector<Numbered> &group, const CommitResult &result) {
  for (Numbered &numbered : group) {
    CommitResult own = result;
    own.firstSeq = numbered.firstSeq;
    if (numbered.done)
      numbered.done(own);
  }
}

void CommitQueue::exclusively(const std::function<void()> &action) {
  Lock lock(mutex_);
  ++exclusive_;
  committed_.wait(lock, [&] { return !committing_; });
  --exclusive_;
  committing_ = true;
  lock.unlock();
  action();
  lock.lock();
  committing_ = false;
  released();
  while (!options_.thread && !queue_.empty() && !committing_)
    commitGroup(lock);
}

void CommitQueue::fail(CommitStatus status, const std::string &message) {
  Lock lock(mutex_);
  if (!failed_)
    failed_ = CommitResult{status, 0, message};
}

void CommitQueue::runChores(Lock &lock) {
  choresAt_.reset();
  if (failed_)
    return;
  committing_ = true;
  lock.unlock();
  GroupWriter::Result result = writer_.chores();
  lock.lock();
  committing_ = false;
  if (result.outcome == GroupWriter::Outcome::OwnerLost ||
      result.outcome == GroupWriter::Outcome::Broken)
    failed_ = CommitResult{statusOf(result.outcome), 0, result.message};
  else
    choresAt_ = result.choresAt;
  released();
}

void CommitQueue::sleepUntil(Lock &lock, GroupWriter::Time time) {
  threadWakesAt_ = time;
  if (time == GroupWriter::Time::max())
    threadWanted_.wait(lock);
  else
    threadWanted_.wait_until(lock, time);
  threadWakesAt_ = GroupWriter::Time::min();
}

void CommitQueue::runThread() {
  Lock lock(mutex_);
  for (;;) {
    auto now = std::chrono::steady_clock::now();
    if (committing_ || exclusive_ > 0) {
      sleepUntil(lock, GroupWriter::Time::max());
    } else if (!queue_.empty() && stopping_ && retryAt_) {
      failed_ =
          CommitResult{CommitStatus::Broken, 0, "the journal was closed while the disk was full"};
      commitGroup(lock);
    } else if (!queue_.empty() && (!retryAt_ || now >= *retryAt_)) {
      commitGroup(lock);
    } else if (stopping_) {
      return;
    } else if (choresAt_ && now >= *choresAt_ && queue_.empty()) {
      runChores(lock);
    } else if (!queue_.empty()) {
      sleepUntil(lock, *retryAt_);
    } else {
      sleepUntil(lock, choresAt_.value_or(GroupWriter::Time::max()));
    }
  }
}

} // namespace asl::journal
