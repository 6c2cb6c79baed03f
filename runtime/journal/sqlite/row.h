// How a row of the table `journal` is written: its flags, its checksum, and the column `meta`.
#pragma once

#include "runtime/journal/types.h"

#include <string>
#include <string_view>

namespace asl::journal {

/// Added to Burst::codec in the column `codec` when the record stands alone.
inline constexpr uint8_t standsAloneFlag = 16;
/// The same when `meta` and `record` are encrypted.
inline constexpr uint8_t encryptedFlag = 32;

/// The same for Burst::sleeps.
inline constexpr uint8_t sleepsFlag = 64;

/// The columns of a row, except `record` and `meta`.
struct RowHead {
  uint64_t seq = 0, execution = 0, prev = 0;
  uint32_t firstEvent = 1, events = 0;
  std::optional<int64_t> dueMs;
  uint8_t codec = 0; ///< with its flags
};
RowHead headOf(const Burst &burst, uint64_t seq, uint64_t prev);

/// The column `crc`: CRC-32C over the head, `meta` and `record`, as a signed number, because
/// SQLite then needs 4 bytes for it.
int32_t checksum(const RowHead &head, std::string_view meta, std::string_view record);

/// The place of `meta` or `record` for Encryption: with it a value belongs to all of its head.
std::string placeOf(std::string_view column, const RowHead &head);

/// The column `meta`: start, end and redrive of `burst`. Empty when it has none: NULL.
std::string encodeMeta(const Burst &burst);
/// Sets start, end and redrive of `burst`. False when `meta` is not what `encodeMeta` writes.
bool decodeMeta(std::string_view meta, Burst &burst);

} // namespace asl::journal
