// UUIDs (RFC 9562) as text.
#pragma once

#include <cstdint>
#include <string>

namespace asl {

/// The UUID that consists of the bits of `high` and `low`, but for the six that say its version (1
/// to 15) and its variant, which is that of the RFC. In lower case.
std::string uuidText(uint64_t high, uint64_t low, unsigned version = 4);

} // namespace asl
