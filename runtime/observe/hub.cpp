// The queue of events, and the thread that empties it.
#include "runtime/observe/hub.h"

#include <algorithm>
#include <utility>

namespace asl::observe {

namespace {

constexpr std::chrono::milliseconds restInterval{250};

size_t bytesOf(const std::vector<Event> &events) {
  size_t bytes = 0;
  for (const Event &event : events)
    bytes += sizeof event + event.details.size() + event.name.size() + event.resource.size() +
             event.cause.value_or("").size();
  return bytes;
}

} // namespace

Hub::~Hub() { stop(); }

void Hub::start() {
  thread_ = std::thread([this] { run(); });
}

void Hub::setHistory(ReadHistory read) {
  std::lock_guard lock(mutex_);
  readHistory_ = std::move(read);
}

void Hub::stop() {
  {
    std::lock_guard lock(mutex_);
    isStopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

Wanted Hub::wanted(const Subject &subject, EventType type) const {
  Wanted most = Wanted::Nothing;
  for (const Consumer *consumer : consumers_)
    most = std::max(most, consumer->wants(subject, type));
  return most;
}

void Hub::goesOn(const Subject &subject) {
  for (Consumer *consumer : consumers_)
    consumer->goesOn(subject);
}

void Hub::post(const std::shared_ptr<Observed> &of, std::vector<Event> events) {
  size_t bytes = bytesOf(events);
  bool wasEmpty = false;
  {
    std::lock_guard lock(mutex_);
    if (isStopping_ || waitingBytes_ + bytes > mostBytes) {
      dropped_ += events.size();
      return;
    }
    wasEmpty = waiting_.empty();
    waitingBytes_ += bytes;
    waiting_.push_back({of, std::move(events), bytes});
  }
  if (wasEmpty)
    changed_.notify_one();
}

/// Follows the events before the first one that is seen of an execution of an earlier process.
void Hub::catchUp(Observed &of, const Event &event) {
  ReadHistory read;
  {
    std::lock_guard lock(mutex_);
    read = readHistory_;
  }
  if (!read)
    return;
  read(of.subject.execution, event.id - 1, [&](const HistoryEvent &past) {
    if (past.type == EventType::ExecutionRedriven)
      of.redrives = past.number;
    if (past.type == EventType::ExecutionStarted || past.type == EventType::ExecutionRedriven)
      of.startMs = past.timestampMs;
    of.flow.follow(copyOf(past, Wanted::Facts));
  });
}

void Hub::give(Observed &of, const Event &event) {
  if (of.subject.isResumed && of.flow.lastEvent() == 0 && event.id > 1)
    catchUp(of, event);
  if (event.type == EventType::ExecutionRedriven)
    of.redrives = event.number;
  if (event.type == EventType::ExecutionStarted || event.type == EventType::ExecutionRedriven)
    of.startMs = event.timestampMs;
  Step step = of.flow.follow(event);
  for (Consumer *consumer : consumers_)
    consumer->take(of, event, step);
}

void Hub::run() {
  std::unique_lock lock(mutex_);
  bool isLast = false;
  while (!isLast) {
    changed_.wait_for(lock, restInterval, [this] { return isStopping_ || !waiting_.empty(); });
    isLast = isStopping_;
    std::vector<Entry> entries = std::exchange(waiting_, {});
    lock.unlock();
    size_t bytes = 0;
    for (Entry &entry : entries) {
      for (const Event &event : entry.events)
        give(*entry.of, event);
      bytes += entry.bytes;
    }
    for (Consumer *consumer : consumers_)
      consumer->rest();
    lock.lock();
    waitingBytes_ -= bytes;
  }
}

} // namespace asl::observe
