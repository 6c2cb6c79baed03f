// Things that others know by number, because they may outlive them.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace asl::exec {

/// Numbers are never used twice, so what arrives after the end of a thing finds nothing. Shard
/// thread only. Owns nothing: a thing removes itself before it dies.
template <typename Thing> class HandleTable {
public:
  uint64_t add(Thing &thing) {
    things_.emplace(++last_, &thing);
    return last_;
  }
  void remove(uint64_t number) { things_.erase(number); }
  /// Null when it was removed.
  Thing *find(uint64_t number) const {
    auto found = things_.find(number);
    return found == things_.end() ? nullptr : found->second;
  }

private:
  std::unordered_map<uint64_t, Thing *> things_;
  uint64_t last_ = 0;
};

} // namespace asl::exec
