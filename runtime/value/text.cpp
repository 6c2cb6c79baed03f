// Bytes of text: checking UTF-8, and how text looks as a quoted JSON string.
#include "runtime/value/text.h"

#include "runtime/value/json.h"

#include <algorithm>
#include <limits>

namespace asl {
namespace text_detail {
namespace {

bool isContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Length of the well-formed sequence at `at`, or 0.
size_t sequenceLength(const unsigned char *at, size_t left) {
  unsigned char lead = at[0];
  if (lead < 0x80)
    return 1;
  if (lead < 0xC2)
    return 0;
  if (lead < 0xE0)
    return left >= 2 && isContinuation(at[1]) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !isContinuation(at[1]) || !isContinuation(at[2]))
      return 0;
    bool overlong = lead == 0xE0 && at[1] < 0xA0;
    bool surrogate = lead == 0xED && at[1] >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead > 0xF4 || left < 4 || !isContinuation(at[1]) || !isContinuation(at[2]) ||
      !isContinuation(at[3]))
    return 0;
  bool overlong = lead == 0xF0 && at[1] < 0x90;
  bool beyond = lead == 0xF4 && at[1] >= 0x90;
  return overlong || beyond ? 0 : 4;
}

/// The letter of a two-character escape, or 0.
char shortEscape(unsigned char byte) {
  switch (byte) {
  case '"':
  case '\\':
    return static_cast<char>(byte);
  case '\b':
    return 'b';
  case '\f':
    return 'f';
  case '\n':
    return 'n';
  case '\r':
    return 'r';
  case '\t':
    return 't';
  default:
    return 0;
  }
}

} // namespace

bool isValidUtf8(std::string_view text) {
  const auto *at = reinterpret_cast<const unsigned char *>(text.data());
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
    size_t length = sequenceLength(at, left);
    if (length == 0)
      return false;
    at += length;
    left -= length;
  }
  return true;
}

char *writeEscaped(char *out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const char *at = text.data();
  const char *end = at + text.size();
  while (at != end) {
    while (end - at >= 8) {
      uint64_t word;
      std::memcpy(&word, at, 8);
      if (escapedBytes(word) != 0)
        break;
      std::memcpy(out, &word, 8);
      at += 8;
      out += 8;
    }
    // Up to eight bytes one by one, then the fast loop again.
    for (const char *stop = at + std::min<ptrdiff_t>(8, end - at); at != stop; ++at) {
      auto byte = static_cast<unsigned char>(*at);
      if (byte >= 0x20 && byte != '"' && byte != '\\') {
        *out++ = *at;
        continue;
      }
      *out++ = '\\';
      if (char letter = shortEscape(byte)) {
        *out++ = letter;
        continue;
      }
      std::memcpy(out, "u00", 3);
      out[3] = kHex[byte >> 4];
      out[4] = kHex[byte & 15];
      out += 5;
    }
  }
  return out;
}

char *writeUtf8(char *out, uint32_t codePoint) {
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

} // namespace text_detail

bool json::isText(std::string_view text) { return text_detail::isValidUtf8(text); }

std::string json::readable(std::string bytes) {
  if (!isText(bytes))
    std::replace_if(
        bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
        '?');
  return bytes;
}

uint32_t quotedSize(std::string_view text) {
  uint64_t size = text.size() + 2;
  const char *at = text.data();
  const char *end = at + text.size();
  while (at != end) {
    while (end - at >= 8) {
      uint64_t word;
      std::memcpy(&word, at, 8);
      if (text_detail::escapedBytes(word) != 0)
        break;
      at += 8;
    }
    for (const char *stop = at + std::min<ptrdiff_t>(8, end - at); at != stop; ++at) {
      auto byte = static_cast<unsigned char>(*at);
      if (byte < 0x20 || byte == '"' || byte == '\\')
        size += text_detail::shortEscape(byte) ? 1 : 5;
    }
  }
  return static_cast<uint32_t>(std::min<uint64_t>(size, std::numeric_limits<uint32_t>::max()));
}

int compareText(std::string_view a, std::string_view b) {
  size_t common = std::min(a.size(), b.size());
  size_t at = 0;
  while (at < common && a[at] == b[at])
    ++at;
  if (at == common)
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
  auto x = static_cast<unsigned char>(a[at]);
  auto y = static_cast<unsigned char>(b[at]);
  // UTF-16 puts what needs surrogates (lead bytes from F0) before U+E000..U+FFFF (lead bytes EE,
  // EF).
  if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
    return x >= 0xF0 ? -1 : 1;
  return x < y ? -1 : 1;
}

} // namespace asl
