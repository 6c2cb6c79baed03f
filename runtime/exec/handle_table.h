// Numbers for objects that callers refer to and that may be destroyed before the callers are.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace asl::exec {

/// Maps numbers to objects. Numbers are never reused, so a late call finds nothing rather than
/// another object. Does not own: an object removes itself before it is destroyed. Shard thread
/// only.
template <typename Thing> class HandleTable {
public:
  uint64_t add(Thing &thing) {
    things_.emplace(++last_, &thing);
    return last_;
  }
  void remove(uint64_t number) { things_.erase(number); }
  /// Null when the object was removed.
  Thing *find(uint64_t number) const {
    auto found = things_.find(number);
    return found == things_.end() ? nullptr : found->second;
  }

private:
  std::unordered_map<uint64_t, Thing *> things_;
  uint64_t last_ = 0;
};

} // namespace asl::exec
