// Numbers for suspensions, by which replies and child executions refer to them.
#pragma once

#include "runtime/exec/task_work.h"

#include <cstdint>
#include <memory>
#include <unordered_map>

namespace asl::exec {

class Suspension;

/// Maps numbers to suspensions. Numbers are never reused and grow in order of creation, so a late
/// call finds nothing rather than another suspension. Does not own the suspensions: each removes
/// itself before it is destroyed. Shard thread only.
class SuspensionTable {
public:
  struct Entry {
    Suspension *suspension;         ///< null while the frames of its execution are out of memory
    uint64_t execution;             ///< Execution::number
    std::unique_ptr<TaskWork> work; ///< of a task, once this process does something for it
  };

  uint64_t add(Suspension &suspension, uint64_t execution) {
    entries_.emplace(++last_, Entry{&suspension, execution, nullptr});
    return last_;
  }
  void remove(uint64_t number) { entries_.erase(number); }
  /// Null when the suspension was removed.
  Entry *find(uint64_t number) {
    auto found = entries_.find(number);
    return found == entries_.end() ? nullptr : &found->second;
  }

  template <typename Each> void each(Each each) {
    for (auto &[number, entry] : entries_)
      each(entry);
  }

private:
  std::unordered_map<uint64_t, Entry> entries_;
  uint64_t last_ = 0;
};

} // namespace asl::exec
