// Files that are compressed with Zstandard.
#pragma once

#include "runtime/support/expected.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace asl::objects {

/// What `bytes`, one or several frames of Zstandard (RFC 8878) after each other, hold. Fails for
/// bytes that are damaged, end too early or hold more than `mostBytes`.
Expected<std::string> unzstd(std::string_view bytes, size_t mostBytes);

} // namespace asl::objects
