// Names of executions whose start the table `name` does not show yet.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace asl::journal {

/// All members may be called from any thread.
class Names {
public:
  struct Entry {
    uint64_t execution = 0;
    std::string inputHash;
  };

  /// Held from looking up a name here and in the table until it is taken.
  std::unique_lock<std::mutex> lock() const { return std::unique_lock(mutex_); }

  /// The next two require the lock.
  const Entry *find(uint64_t machine, std::string_view name) const {
    auto found = entries_.find(Key(machine, name));
    return found == entries_.end() ? nullptr : &found->second;
  }
  void take(uint64_t machine, std::string_view name, Entry entry) {
    if (auto known = highest_.find(machine); known != highest_.end() && known->second < name)
      known->second = name;
    entries_.insert_or_assign(Key(machine, name), std::move(entry));
  }
  /// Forgets the name if it belongs to `execution`; with 0, whatever execution has it.
  void erase(uint64_t machine, std::string_view name, uint64_t execution = 0) {
    auto found = entries_.find(Key(machine, name));
    if (found != entries_.end() && (execution == 0 || found->second.execution == execution))
      entries_.erase(found);
  }

  /// No name of the machine is above it, here or in the table; null: that is not known yet. With
  /// the lock.
  const std::string *highest(uint64_t machine) const {
    auto known = highest_.find(machine);
    return known == highest_.end() ? nullptr : &known->second;
  }
  /// `name` is the highest one in the table. With the lock.
  const std::string &setHighest(uint64_t machine, std::string name) {
    for (auto entry = entries_.lower_bound(Key(machine, name));
         entry != entries_.end() && entry->first.first == machine; ++entry)
      name = entry->first.second;
    return highest_.insert_or_assign(machine, std::move(name)).first->second;
  }

private:
  using Key = std::pair<uint64_t, std::string>;
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
  std::map<uint64_t, std::string> highest_; ///< by machine
};

} // namespace asl::journal
