// Hashes by libcrypto.
#include "runtime/service/hash.h"

#include "runtime/exec/arn.h"
#include "runtime/support/encoding.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <openssl/sha.h>

namespace asl::service {

std::string sha256(std::string_view text) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(),
         reinterpret_cast<unsigned char *>(hash.data()));
  return hash;
}

std::string bytesOfHex(std::string_view digits) {
  std::string bytes;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned value = 0;
    if (std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr != digits.data() + 2)
      break;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::string randomUuid() {
  Heap heap(nullptr, 0);
  return exec::uuid(heap);
}

std::string timeOrderedUuid() {
  using namespace std::chrono;
  auto ns = static_cast<uint64_t>(
      duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count());
  uint64_t ms = ns / 1'000'000;
  // RFC 9562, 6.2, method 3: the next 12 bits are the fraction of the millisecond.
  uint64_t fraction = ns % 1'000'000 * 4096 / 1'000'000;
  std::string text = randomUuid();
  std::array<char, 20> head{};
  std::snprintf(head.data(), head.size(), "%08x-%04x-7%03x", static_cast<unsigned>(ms >> 16),
                static_cast<unsigned>(ms & 0xFFFF), static_cast<unsigned>(fraction));
  return text.replace(0, 18, head.data());
}

std::string uuidFrom(std::string_view text) {
  std::string digits = hexOf(sha256(text)).substr(0, 32);
  digits[12] = '4';
  digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];
  for (size_t at : {20, 16, 12, 8})
    digits.insert(at, "-");
  return digits;
}

} // namespace asl::service
