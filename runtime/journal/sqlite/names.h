// Names of executions that the table `name` does not show yet.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace asl::journal {

/// All members may be called from any thread.
class Names {
public:
  struct Entry {
    uint64_t execution = 0;
    std::string inputHash; ///< empty when the start was committed before the journal was opened
  };

  /// Held from looking up a name here and in the table until it is taken.
  std::unique_lock<std::mutex> lock() const { return std::unique_lock(mutex_); }

  /// The others require the lock.
  const Entry *find(uint64_t machine, std::string_view name) const {
    auto found = entries_.find(View{machine, name});
    return found == entries_.end() ? nullptr : &found->second;
  }
  void take(uint64_t machine, std::string_view name, uint64_t execution,
            const std::string &inputHash) {
    if (auto known = highest_.find(machine); known != highest_.end() && known->second < name)
      known->second = name;
    if (auto found = entries_.find(View{machine, name}); found != entries_.end()) {
      if (found->second.execution != execution)
        found->second = {execution, inputHash};
      return;
    }
    entries_.emplace(Key{machine, std::string(name)}, Entry{execution, inputHash});
  }
  /// Forgets the name if it belongs to `execution`; with 0, whatever execution has it.
  void erase(uint64_t machine, std::string_view name, uint64_t execution = 0) {
    auto found = entries_.find(View{machine, name});
    if (found != entries_.end() && (execution == 0 || found->second.execution == execution))
      entries_.erase(found);
  }

  /// No name of the machine is above it, here or in the table; null: that is not known yet.
  const std::string *highest(uint64_t machine) const {
    auto known = highest_.find(machine);
    return known == highest_.end() ? nullptr : &known->second;
  }
  /// `name` is the highest one in the table.
  const std::string &setHighest(uint64_t machine, std::string name) {
    for (const auto &[key, entry] : entries_)
      if (key.machine == machine && name < key.name)
        name = key.name;
    return highest_.insert_or_assign(machine, std::move(name)).first->second;
  }

private:
  struct View {
    uint64_t machine;
    std::string_view name;
  };
  struct Key {
    uint64_t machine;
    std::string name;
    operator View() const { return {machine, name}; }
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const View &key) const {
      return std::hash<std::string_view>()(key.name) ^ (key.machine * 0x9E3779B97F4A7C15);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const View &a, const View &b) const {
      return a.machine == b.machine && a.name == b.name;
    }
  };
  mutable std::mutex mutex_;
  std::unordered_map<Key, Entry, Hash, Equal> entries_;
  std::unordered_map<uint64_t, std::string> highest_; ///< by machine
};

} // namespace asl::journal
