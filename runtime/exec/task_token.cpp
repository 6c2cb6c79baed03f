// The layout of task tokens.
#include "runtime/exec/task_token.h"

#include <array>

namespace asl::exec {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr size_t kLength = 64;
constexpr size_t kRandom = 48; ///< characters
constexpr size_t kHead = 16;   ///< characters: 96 bits

} // namespace

Value makeTaskToken(Heap &heap, uint64_t execution, uint32_t event) {
  asl_string *token = heap.rawString(kLength);
  std::array<uint64_t, 2> head = {execution, event};
  // Six bits a character, the lowest first; the number takes 11 of them, the event 5.
  for (size_t i = 0; i < kHead; ++i) {
    uint64_t &part = head[i < 11 ? 0 : 1];
    token->bytes[i] = kDigits[part & 63];
    part >>= 6;
  }
  for (size_t i = kHead; i < kHead + kRandom; i += 8) {
    uint64_t bits = heap.random();
    for (size_t k = 0; k < 8; ++k)
      token->bytes[i + k] = kDigits[bits >> (6 * k) & 63];
  }
  return heap.finish(token);
}

std::optional<uint64_t> executionOfToken(std::string_view token) {
  if (token.size() != kLength)
    return std::nullopt;
  uint64_t execution = 0;
  for (size_t i = 11; i-- > 0;) {
    size_t digit = kDigits.find(token[i]);
    if (digit == std::string_view::npos)
      return std::nullopt;
    execution = execution << 6 | digit;
  }
  return execution == 0 ? std::nullopt : std::optional(execution);
}

} // namespace asl::exec
