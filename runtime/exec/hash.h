// Hashes, and identifiers that are made of them. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace asl {

/// SHA-256, as 32 bytes.
std::string sha256(std::string_view text);
/// A random UUID (version 4), from the system's source of randomness.
std::string randomUuid();
/// A UUID that begins with the time (version 7), so that later ones sort behind earlier ones: for
/// names of executions, because an index that is filled in order is much faster.
std::string timeOrderedUuid();
/// A UUID (version 4) that is always the same for the same text, in all versions of the runtime:
/// a nested execution without a name is found again by it.
std::string uuidFrom(std::string_view text);

} // namespace asl
