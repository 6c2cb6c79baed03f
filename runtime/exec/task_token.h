// Task tokens: which execution they belong to can be read from them.
#pragma once

#include "runtime/value/heap.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace asl::exec {

/// A new token: 64 characters of base64url. 288 bits are random, so that a token cannot be guessed;
/// the rest is the number of the execution in its journal (0: none) and an event of it. Whoever
/// gets a token compares all of it with the one that the task has.
Value makeTaskToken(Heap &heap, uint64_t execution, uint32_t event);

/// The number of the execution in its journal; nothing when the text is no token of a durable one.
std::optional<uint64_t> executionOfToken(std::string_view token);

} // namespace asl::exec
