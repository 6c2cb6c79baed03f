// Task tokens. A token contains the number of its execution.
#pragma once

#include "runtime/value/heap.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace asl::exec {

/// A new token: 64 characters of base64url. 288 bits are random, so that a token cannot be guessed;
/// the rest is the number of the execution in its journal (0: none) and an event of it. The
/// receiver of a token must compare all of it with the token of the task.
Value makeTaskToken(Heap &heap, uint64_t execution, uint32_t event);

/// The number of the execution in its journal; nullopt when the text is not a token of a durable
/// execution.
std::optional<uint64_t> executionOfToken(std::string_view token);
/// The event of that execution; nullopt as above.
std::optional<uint32_t> eventOfToken(std::string_view token);

} // namespace asl::exec
