// Files that are compressed with gzip.
#pragma once

#include "runtime/support/expected.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace asl::objects {

/// What `bytes`, one or several members of gzip (RFC 1952) after each other, hold. Fails for bytes
/// that are damaged, end too early or hold more than `mostBytes`.
Expected<std::string> gunzip(std::string_view bytes, size_t mostBytes);

} // namespace asl::objects
