// CRC-32C (Castagnoli), the checksum of rows.
#pragma once

#include <cstdint>
#include <string_view>

namespace asl::journal {

/// Continues a checksum. Start with 0. Two calls give the same as one with both texts.
uint32_t crc32c(uint32_t crc, std::string_view bytes);

} // namespace asl::journal
