// By the processor's instruction where there is one, else by a table.
#include "runtime/journal/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace asl::journal {
namespace {

constexpr std::array<uint32_t, 256> makeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0u);
    table[byte] = crc;
  }
  return table;
}
constexpr std::array<uint32_t, 256> table = makeTable();

uint32_t byTable(uint32_t crc, std::string_view bytes) {
  for (char c : bytes)
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t byInstruction(uint32_t crc, std::string_view bytes) {
  uint64_t wide = crc;
  while (bytes.size() >= sizeof(uint64_t)) {
    uint64_t eight;
    std::memcpy(&eight, bytes.data(), sizeof eight);
    wide = _mm_crc32_u64(wide, eight);
    bytes.remove_prefix(sizeof eight);
  }
  crc = static_cast<uint32_t>(wide);
  for (char c : bytes)
    crc = _mm_crc32_u8(crc, static_cast<unsigned char>(c));
  return crc;
}
const bool hasInstruction = __builtin_cpu_supports("sse4.2");
#else
constexpr bool hasInstruction = false;
uint32_t byInstruction(uint32_t crc, std::string_view bytes) { return byTable(crc, bytes); }
#endif

} // namespace

uint32_t crc32c(uint32_t crc, std::string_view bytes) {
  return ~(hasInstruction ? byInstruction(~crc, bytes) : byTable(~crc, bytes));
}

} // namespace asl::journal
