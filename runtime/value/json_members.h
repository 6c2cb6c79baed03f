// The members of an object that is being read.
#pragma once

#include "runtime/value/value.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asl::json {

struct Member {
  const asl_string *key;
  uint32_t hash; ///< of the key
};

/// Of members with one name, keeps the first place and the last value. Moves the `count` members
/// and their values together, and returns how many are left. `order` is memory to work in.
size_t dropRepeated(Member *members, Value *values, size_t count, std::vector<uint32_t> &order);

} // namespace asl::json
