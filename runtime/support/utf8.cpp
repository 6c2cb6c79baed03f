// Checking, decoding and encoding UTF-8.
#include "runtime/support/utf8.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace asl::utf8 {

namespace {

bool continues(unsigned char byte) { return isContinuation(static_cast<char>(byte)); }

/// Length of the well-formed sequence at `at`, or 0. `left` bytes (not 0) can be read there.
unsigned lengthAt(const unsigned char *at, size_t left) {
  unsigned char lead = at[0];
  if (lead < 0x80)
    return 1;
  if (lead < 0xC2)
    return 0;
  if (lead < 0xE0)
    return left >= 2 && continues(at[1]) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !continues(at[1]) || !continues(at[2]))
      return 0;
    bool overlong = lead == 0xE0 && at[1] < 0xA0;
    bool surrogate = lead == 0xED && at[1] >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead > 0xF4 || left < 4 || !continues(at[1]) || !continues(at[2]) || !continues(at[3]))
    return 0;
  bool overlong = lead == 0xF0 && at[1] < 0x90;
  bool beyond = lead == 0xF4 && at[1] >= 0x90;
  return overlong || beyond ? 0 : 4;
}

const unsigned char *bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char *>(text.data());
}

/// How many bytes at the beginning of `bytes`, which start no well-formed sequence, Java replaces
/// by one character: a lead byte with what may follow it, and a surrogate as a whole.
size_t malformedLength(std::string_view bytes) {
  auto at = [&](size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  auto follows = [&](size_t i) { return i < bytes.size() && isContinuation(bytes[i]); };
  unsigned lead = at(0);
  bool three = lead >= 0xE0 && lead <= 0xEF, four = lead >= 0xF0 && lead <= 0xF4;
  bool second = follows(1) && !(lead == 0xE0 && at(1) < 0xA0) && !(lead == 0xF0 && at(1) < 0x90) &&
                !(lead == 0xF4 && at(1) > 0x8F);
  if ((!three && !four) || !second)
    return 1;
  return follows(2) ? 3 : 2;
}

} // namespace

bool isValid(std::string_view text) {
  const unsigned char *at = bytesOf(text);
  size_t left = text.size();
  while (left > 0) {
    if (left >= 8) {
      uint64_t word;
      std::memcpy(&word, at, 8);
      if ((word & 0x8080808080808080ull) == 0) {
        at += 8;
        left -= 8;
        continue;
      }
    }
    size_t length = lengthAt(at, left);
    if (length == 0)
      return false;
    at += length;
    left -= length;
  }
  return true;
}

unsigned sequenceLength(std::string_view text) {
  return text.empty() ? 0 : lengthAt(bytesOf(text), text.size());
}

size_t boundaryBefore(std::string_view text, size_t at) {
  if (at >= text.size())
    return text.size();
  while (at > 0 && isContinuation(text[at]))
    --at;
  return at;
}

size_t countCodePoints(std::string_view text) {
  // Eight bytes at a time: the highest bits of a continuation byte are 10.
  constexpr uint64_t lowBits = 0x0101010101010101;
  size_t continuations = 0, at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, 8);
    continuations += static_cast<size_t>(std::popcount((bytes >> 7) & (~bytes >> 6) & lowBits));
  }
  for (; at < text.size(); ++at)
    continuations += isContinuation(text[at]);
  return text.size() - continuations;
}

size_t countUtf16Units(std::string_view text) {
  size_t units = 0;
  for (char c : text) {
    units += !isContinuation(c);
    units += static_cast<unsigned char>(c) >= 0xF0; // a code point beyond U+FFFF has two units
  }
  return units;
}

char32_t decodeFirst(std::string_view text) {
  unsigned length = announcedLength(text[0]);
  auto lead = static_cast<unsigned char>(text[0]);
  char32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (unsigned i = 1; i < length && i < text.size(); ++i)
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  return code;
}

std::u32string decode(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    out += decodeFirst(text);
    text.remove_prefix(std::min<size_t>(announcedLength(text[0]), text.size()));
  }
  return out;
}

char *write(char *out, char32_t codePoint) {
  if (codePoint < 0x80) {
    *out++ = static_cast<char>(codePoint);
    return out;
  }
  if (codePoint < 0x800) {
    *out++ = static_cast<char>(0xC0 | (codePoint >> 6));
  } else {
    if (codePoint < 0x10000) {
      *out++ = static_cast<char>(0xE0 | (codePoint >> 12));
    } else {
      *out++ = static_cast<char>(0xF0 | (codePoint >> 18));
      *out++ = static_cast<char>(0x80 | ((codePoint >> 12) & 0x3F));
    }
    *out++ = static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
  }
  *out++ = static_cast<char>(0x80 | (codePoint & 0x3F));
  return out;
}

void append(std::string &out, char32_t codePoint) {
  char bytes[4];
  out.append(bytes, write(bytes, codePoint));
}

std::string encode(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char32_t code : text)
    append(out, code);
  return out;
}

std::string replaceInvalid(std::string_view bytes) {
  if (isValid(bytes))
    return std::string(bytes);
  std::string out;
  while (!bytes.empty()) {
    size_t length = sequenceLength(bytes);
    if (length > 0) {
      out += bytes.substr(0, length);
    } else {
      out += replacementText;
      length = malformedLength(bytes);
    }
    bytes.remove_prefix(length);
  }
  return out;
}

std::string readable(std::string bytes) {
  if (!isValid(bytes))
    std::replace_if(
        bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
        '?');
  return bytes;
}

} // namespace asl::utf8
