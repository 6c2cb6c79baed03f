// Records made smaller: by LZ4, where that is worth it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::record {

/// How the bytes of a record are kept. Numbers are stored in journals: append only.
enum class Codec : uint8_t {
  Plain, ///< as they are
  Lz4    ///< their number in base 128, then a block of LZ4
};

/// Compresses `bytes` in place if they are many enough and become smaller by an eighth. Returns how
/// they are kept then. Any thread.
Codec compress(std::string &bytes);

/// Decompresses `bytes` into `to`. Returns false when they are damaged or `codec` is unknown. May
/// be called from any thread.
bool decompress(Codec codec, std::string_view bytes, std::string &to);

} // namespace asl::record
