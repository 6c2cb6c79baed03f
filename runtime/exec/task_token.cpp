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
constexpr size_t kNumber = 11; ///< of the head: the number of the execution

/// The number that digits [begin, end) of a token say, the lowest first.
std::optional<uint64_t> numberIn(std::string_view token, size_t begin, size_t end) {
  if (token.size() != kLength)
    return std::nullopt;
  uint64_t number = 0;
  for (size_t i = end; i-- > begin;) {
    size_t digit = kDigits.find(token[i]);
    if (digit == std::string_view::npos)
      return std::nullopt;
    number = number << 6 | digit;
  }
  return number;
}

} // namespace

Value makeTaskToken(Heap &heap, uint64_t execution, uint32_t event) {
  asl_string *token = heap.rawString(kLength);
  std::array<uint64_t, 2> head = {execution, event};
  // Six bits a character, the lowest first.
  for (size_t i = 0; i < kHead; ++i) {
    uint64_t &part = head[i < kNumber ? 0 : 1];
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
  std::optional<uint64_t> execution = numberIn(token, 0, kNumber);
  return execution == 0 ? std::nullopt : execution;
}

std::optional<uint32_t> eventOfToken(std::string_view token) {
  if (!executionOfToken(token))
    return std::nullopt;
  std::optional<uint64_t> event = numberIn(token, kNumber, kHead);
  return event ? std::optional(static_cast<uint32_t>(*event)) : std::nullopt;
}

} // namespace asl::exec
