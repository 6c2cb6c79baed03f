// JSON text into values and back.
#pragma once

#include "runtime/value/heap.h"

#include <string>
#include <string_view>

namespace asl::json {

struct ReadError {
  size_t offset = 0; ///< byte
  std::string message;
  bool tooDeep = false; ///< nothing else is known to be wrong: it is deeper than ASL_DEPTH_LIMIT

  /// What the text is, for sentences such as "the input is ...": `tooDeepText`, or `notJson` and
  /// the message.
  std::string what(std::string_view notJson = "not JSON") const;
};

/// Reads `text` as one JSON value into `heap`; keys the machine knows become its symbols, the last
/// of duplicate members wins, at the place of the first. Half a surrogate pair reads as U+FFFD.
/// Integers beyond 64 bits and numbers that no double gives exactly enough stay as written
/// (ASL_DECIMAL). On an error returns undefined and fills `error` when given. A value deeper than
/// ASL_DEPTH_LIMIT is an error.
Value read(Heap &heap, std::string_view text, ReadError *error = nullptr);

/// Appends the value as compact JSON text. Doubles print as Java does ("1.0", "1.0E10").
void append(std::string &out, Value value);
std::string write(Value value);

} // namespace asl::json
