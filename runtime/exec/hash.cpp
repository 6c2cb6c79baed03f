// Hashes by libcrypto.
#include "runtime/exec/hash.h"

#include "runtime/exec/arn.h"
#include "runtime/support/encoding.h"
#include "runtime/support/uuid.h"

#include <chrono>
#include <openssl/evp.h>

namespace asl {

std::string sha256(std::string_view text) {
  // To look the algorithm up costs more than to hash a short text.
  static const EVP_MD *const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const EVP_MD *algorithm = fetched ? fetched : EVP_sha256();
  std::string hash(static_cast<size_t>(EVP_MD_get_size(algorithm)), '\0');
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char *>(hash.data()), nullptr,
             algorithm, nullptr);
  return hash;
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
  Heap random(nullptr, 0);
  return uuidText(ms << 16 | fraction, random.random(), /*version=*/7);
}

std::string uuidFrom(std::string_view text) {
  uint64_t halves[2] = {};
  std::string hash = sha256(text);
  for (size_t i = 0; i < 16; ++i)
    halves[i / 8] = halves[i / 8] << 8 | static_cast<unsigned char>(hash[i]);
  // The two free bits of this digit are those of its letter: journals hold names made in this way.
  uint64_t digit = halves[1] >> 60;
  uint64_t free = (digit < 10 ? digit : digit - 9) & 3;
  halves[1] = (halves[1] & ~(uint64_t(0xF) << 60)) | free << 60;
  return uuidText(halves[0], halves[1]);
}

} // namespace asl
