// The rare paths of bytes.
#include "runtime/record/bytes.h"

#include <algorithm>

namespace asl::record {

void ByteWriter::grow(size_t more) {
  constexpr size_t kLeast = 256;
  size_t capacity = std::max({kLeast, capacity_ * 2, size_ + more});
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0)
    std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

uint64_t ByteReader::number() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint64_t digit = byte();
    value |= (digit & 0x7F) << shift;
    if (digit < 0x80)
      return shift == 63 && digit > 1 ? fail() : value;
  }
  return fail();
}

uint64_t ByteReader::bits() {
  std::string_view bytes = raw(8);
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    value |= uint64_t(static_cast<uint8_t>(bytes[i])) << (8 * i);
  return value;
}

std::string_view ByteReader::raw(size_t size) {
  if (size > static_cast<size_t>(end_ - at_)) {
    fail();
    return {};
  }
  std::string_view bytes(at_, size);
  at_ += size;
  return bytes;
}

std::optional<std::string_view> ByteReader::optionalText() {
  uint64_t sizeAndOne = number();
  if (sizeAndOne == 0)
    return std::nullopt;
  return raw(sizeAndOne - 1);
}

} // namespace asl::record
