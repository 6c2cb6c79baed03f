// The least recently used code leaves first.
#include "runtime/service/code_cache.h"

#include "runtime/exec/hash.h"

namespace asl::service {

std::string CodeCache::keyOf(const Snapshot &snapshot) {
  // A snapshot that is not stored yet has no number to be known by.
  std::string unnumbered;
  std::string &known = snapshot.revision == 0 ? unnumbered : keys_[snapshot.revision];
  if (known.empty())
    known = snapshot.machine + (snapshot.express ? "\nE" : "\nS") + sha256(snapshot.definition);
  return known;
}

bool CodeCache::isReady(const Snapshot &snapshot) {
  std::lock_guard lock(mutex_);
  auto entry = entries_.find(keyOf(snapshot));
  return entry != entries_.end() &&
         entry->second.result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

Expected<std::shared_ptr<const Code>> CodeCache::of(const Snapshot &snapshot) {
  if (!snapshot.damage.empty())
    return Failure{snapshot.damage};
  std::promise<Expected<std::shared_ptr<const Code>>> promise;
  Result result;
  std::string key;
  bool isMine = false;
  {
    std::lock_guard lock(mutex_);
    key = keyOf(snapshot);
    auto [entry, isNew] = entries_.try_emplace(key);
    if (isNew) {
      entry->second.result = promise.get_future().share();
      uses_.push_front(key);
    } else {
      uses_.splice(uses_.begin(), uses_, entry->second.use);
    }
    entry->second.use = uses_.begin();
    entry->second.lastUse = std::chrono::steady_clock::now();
    result = entry->second.result;
    isMine = isNew;
    if (++entry->second.uses == often_)
      improve(key, snapshot);
    trim();
  }
  if (!isMine)
    return result.get();
  promise.set_value(compile_(snapshot, CodeQuality::Quick));
  if (!result.get()) {
    std::lock_guard lock(mutex_);
    if (auto entry = entries_.find(key); entry != entries_.end()) {
      uses_.erase(entry->second.use);
      entries_.erase(entry);
    }
  }
  return result.get();
}

CodeCache::~CodeCache() {
  {
    std::lock_guard lock(mutex_);
    isStopping_ = true;
  }
  changed_.notify_all();
  if (improver_.joinable())
    improver_.join();
}

/// With the lock held.
void CodeCache::improve(std::string key, const Snapshot &snapshot) {
  wanted_.push_back({std::move(key), snapshot});
  if (!improver_.joinable())
    improver_ = std::thread([this] { improveAll(); });
  changed_.notify_all();
}

void CodeCache::improveAll() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return isStopping_ || !wanted_.empty(); });
    if (isStopping_)
      return;
    Wanted wanted = std::move(wanted_.front());
    wanted_.pop_front();
    lock.unlock();
    std::promise<Expected<std::shared_ptr<const Code>>> better;
    better.set_value(compile_(wanted.snapshot, CodeQuality::Best));
    Result result = better.get_future().share();
    lock.lock();
    auto entry = entries_.find(wanted.key);
    if (entry != entries_.end() && result.get())
      entry->second.result = std::move(result);
  }
}

bool CodeCache::dropUnused(std::chrono::steady_clock::duration time) {
  auto now = std::chrono::steady_clock::now();
  bool isAny = false;
  std::lock_guard lock(mutex_);
  while (!uses_.empty()) {
    auto entry = entries_.find(uses_.back());
    bool isCompiled =
        entry->second.result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    if (!isCompiled || now - entry->second.lastUse < time)
      break;
    entries_.erase(entry);
    uses_.pop_back();
    isAny = true;
  }
  return isAny;
}

void CodeCache::trim() {
  while (entries_.size() > most_) {
    entries_.erase(uses_.back());
    uses_.pop_back();
  }
  // Keys are short, and revisions that are not used any more may be many.
  if (keys_.size() > 10 * most_)
    keys_.clear();
}

} // namespace asl::service
