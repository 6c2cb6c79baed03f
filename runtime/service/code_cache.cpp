// The least recently used code leaves first.
#include "runtime/service/code_cache.h"

#include "runtime/service/hash.h"

namespace asl::service {

Expected<std::shared_ptr<const Code>> CodeCache::of(const Snapshot &snapshot) {
  std::promise<Expected<std::shared_ptr<const Code>>> promise;
  Result result;
  std::string key;
  bool isMine = false;
  {
    std::lock_guard lock(mutex_);
    std::string &known = keys_[snapshot.revision];
    if (known.empty())
      known = snapshot.machine + (snapshot.express ? "\nE" : "\nS") + sha256(snapshot.definition);
    key = known;
    auto [entry, isNew] = entries_.try_emplace(key);
    if (isNew) {
      entry->second.result = promise.get_future().share();
      uses_.push_front(key);
    } else {
      uses_.splice(uses_.begin(), uses_, entry->second.use);
    }
    entry->second.use = uses_.begin();
    result = entry->second.result;
    isMine = isNew;
    trim();
  }
  if (!isMine)
    return result.get();
  promise.set_value(compile_(snapshot));
  if (!result.get()) {
    std::lock_guard lock(mutex_);
    if (auto entry = entries_.find(key); entry != entries_.end()) {
      uses_.erase(entry->second.use);
      entries_.erase(entry);
    }
  }
  return result.get();
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
