// Pairing of tasks and workers.
#include "runtime/service/activity_queue.h"

#include <algorithm>
#include <iterator>

namespace asl::service {
namespace {

constexpr size_t kMostWorkers = 1000;

} // namespace

ActivityQueue::ActivityQueue(Begin begin)
    : begin_(std::move(begin)), thread_([this] { endPolls(); }) {}

void ActivityQueue::stop() {
  Workers waiting;
  {
    std::lock_guard lock(mutex_);
    isStopping_ = true;
    waiting.swap(workers_);
    activities_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
  for (Waiting &each : waiting)
    each.worker.answer(std::nullopt);
}

uint64_t ActivityQueue::add(const std::string &activity, ActivityWork work) {
  std::unique_lock lock(mutex_);
  uint64_t number = ++last_;
  if (isStopping_)
    return number;
  tasks_.emplace(number, std::move(work));
  activities_[activity].tasks.push_back(number);
  match(lock, activity);
  return number;
}

void ActivityQueue::remove(uint64_t number) {
  std::lock_guard lock(mutex_);
  tasks_.erase(number);
}

bool ActivityQueue::poll(const std::string &activity, Worker worker) {
  std::unique_lock lock(mutex_);
  if (isStopping_) {
    lock.unlock();
    worker.answer(std::nullopt);
    return true;
  }
  Activity &entry = activities_[activity];
  std::vector<Worker> gone = takeGone(entry);
  bool isTaken = entry.workers.size() < kMostWorkers;
  if (isTaken) {
    auto deadline = std::chrono::steady_clock::now() + worker.patience;
    workers_.push_back({std::move(worker), activity, deadline});
    entry.workers.push_back(std::prev(workers_.end()));
    changed_.notify_all();
    match(lock, activity);
  }
  lock.unlock();
  for (Worker &each : gone)
    each.answer(std::nullopt);
  return isTaken;
}

std::vector<ActivityQueue::Worker> ActivityQueue::takeGone(Activity &activity) {
  std::vector<Worker> gone;
  std::erase_if(activity.workers, [&](Workers::iterator each) {
    if (each->worker.isConnected())
      return false;
    gone.push_back(std::move(each->worker));
    workers_.erase(each);
    return true;
  });
  return gone;
}

void ActivityQueue::dropGone() {
  std::vector<Worker> gone;
  {
    std::lock_guard lock(mutex_);
    for (auto &[name, activity] : activities_)
      std::ranges::move(takeGone(activity), std::back_inserter(gone));
  }
  for (Worker &each : gone)
    each.answer(std::nullopt);
}

void ActivityQueue::drop(const std::string &activity) {
  std::vector<Worker> dropped;
  {
    std::lock_guard lock(mutex_);
    auto entry = activities_.find(activity);
    if (entry == activities_.end())
      return;
    for (Workers::iterator each : entry->second.workers) {
      dropped.push_back(std::move(each->worker));
      workers_.erase(each);
    }
    entry->second.workers.clear();
  }
  for (Worker &worker : dropped)
    worker.answer(std::nullopt);
}

void ActivityQueue::match(std::unique_lock<std::mutex> &lock, const std::string &activity) {
  // Handing out needs the lock: what was found before may be gone then.
  while (true) {
    auto entry = activities_.find(activity);
    if (entry == activities_.end() || entry->second.tasks.empty() || entry->second.workers.empty())
      return;
    auto &[tasks, workers] = entry->second;
    auto task = tasks_.find(tasks.front());
    if (task == tasks_.end()) {
      tasks.pop_front();
      continue;
    }
    Worker worker = std::move(workers.front()->worker);
    workers_.erase(workers.front());
    workers.pop_front();
    bool isThere = worker.isConnected();
    ActivityWork work;
    if (isThere) {
      work = std::move(task->second);
      tasks_.erase(task);
      tasks.pop_front();
    }
    lock.unlock();
    if (isThere)
      handOut(activity, std::move(work), std::move(worker));
    else
      worker.answer(std::nullopt);
    lock.lock();
  }
}

/// The task may have ended meanwhile: then the worker waits for the next one.
void ActivityQueue::handOut(const std::string &activity, ActivityWork work, Worker worker) {
  std::string token = work.token;
  std::optional<std::string> name = worker.name;
  begin_(token, std::move(name),
         [this, activity, work = std::move(work), worker = std::move(worker)](bool isWaiting) {
           if (isWaiting)
             worker.answer(work);
           else if (!poll(activity, worker))
             worker.answer(std::nullopt);
         });
}

void ActivityQueue::endPolls() {
  std::unique_lock lock(mutex_);
  while (!isStopping_) {
    if (workers_.empty()) {
      changed_.wait(lock);
      continue;
    }
    Workers::iterator first = std::ranges::min_element(workers_, {}, &Waiting::deadline);
    auto deadline = first->deadline;
    if (std::chrono::steady_clock::now() < deadline) {
      changed_.wait_until(lock, deadline);
      continue;
    }
    Waiting over = std::move(*first);
    auto entry = activities_.find(over.activity);
    std::erase_if(entry->second.workers, [&](Workers::iterator each) { return each == first; });
    workers_.erase(first);
    lock.unlock();
    over.worker.answer(std::nullopt);
    lock.lock();
  }
}

} // namespace asl::service
