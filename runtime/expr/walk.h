// The walk of an indefinite path: its matches, its current place, and how it fails. The asl_each_*
// functions share this; see asl/abi/abi.h for what each does.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/value/heap.h"

#include <string>

namespace asl {

/// The current place of the walk, as a chain of steps on the stack; read for messages only.
struct WalkPlace {
  const WalkPlace *outer;
  const asl_string *const *names; ///< null: an index
  uint32_t count;                 ///< of names
  int64_t index;
};

/// What asl_gather::found points to.
struct Walk {
  asl_array *matches; ///< room for `capacity`
  uint32_t capacity;
  uint32_t quiet; ///< > 0: a caller discards "nothing found", so its message is not made
  const WalkPlace *place;
  uint64_t visits; ///< values that deep scans came to

  static Walk &of(asl_gather *gather) { return *static_cast<Walk *>(gather->found); }
};

/// Makes the current place one step deeper during its lifetime.
class Descent {
public:
  Descent(Walk &walk, const asl_string *const *names, uint32_t count)
      : walk_(walk), place_{walk.place, names, count, 0} {
    walk.place = &place_;
  }
  Descent(Walk &walk, int64_t index) : walk_(walk), place_{walk.place, nullptr, 0, index} {
    walk.place = &place_;
  }
  ~Descent() { walk_.place = place_.outer; }
  Descent(const Descent &) = delete;
  Descent &operator=(const Descent &) = delete;

private:
  Walk &walk_;
  WalkPlace place_;
};

inline bool isNotFound(Value result) {
  return isError(result) && result.flags == ASL_PATH_NOT_FOUND;
}

/// The current place as Jayway prints it: `$['a'][0]`.
std::string placeText(const Walk &walk);
std::string namesText(const asl_string *const *names, uint32_t count);

/// Reports "nothing found": inside a wildcard it is ignored, otherwise the path fails with `before`
/// + the place + `after`.
Value notFound(asl_gather *gather, const char *before, const std::string &after = {});
/// Fails the path because a step cannot be applied to the current value.
Value inapplicable(asl_gather *gather, const std::string &message);
/// Fails the path for another reason.
Value invalid(asl_gather *gather, const std::string &message);

/// Applies `next` to element `index` of the array `current`, or fails when there is none.
Value eachElement(asl_gather *gather, Value current, int64_t index, asl_path_next next);

} // namespace asl
