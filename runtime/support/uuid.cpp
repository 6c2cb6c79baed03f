// UUIDs as text.
#include "runtime/support/uuid.h"

#include "runtime/support/encoding.h"

namespace asl {

std::string uuidText(uint64_t high, uint64_t low, unsigned version) {
  high = (high & ~(uint64_t(0xF) << 12)) | (uint64_t(version) << 12);
  low = (low & ~(uint64_t(3) << 62)) | (uint64_t(1) << 63);
  std::string text = hexOf(high) + hexOf(low);
  for (size_t at : {20, 16, 12, 8})
    text.insert(at, 1, '-');
  return text;
}

} // namespace asl
