// Escaping and measuring strings of JSON.
#include "runtime/support/json_text.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace asl {
namespace json {
namespace {

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

/// The next bytes of a text, at most eight, with spaces behind them.
uint64_t nextBytes(const char *at, const char *end) {
  uint64_t word = 0x2020202020202020;
  if (end - at >= 8)
    std::memcpy(&word, at, 8);
  else
    std::memcpy(&word, at, static_cast<size_t>(end - at));
  return word;
}

/// Bytes of `text` as a quoted JSON string.
uint64_t quotedBytes(std::string_view text) {
  uint64_t size = text.size() + 2;
  const char *at = text.data();
  const char *end = at + text.size();
  while (at != end) {
    const char *stop = at + std::min<ptrdiff_t>(8, end - at);
    if (escapedBytes(nextBytes(at, end)) == 0) {
      at = stop;
      continue;
    }
    for (; at != stop; ++at) {
      auto byte = static_cast<unsigned char>(*at);
      if (byte < 0x20 || byte == '"' || byte == '\\')
        size += shortEscape(byte) ? 1 : 5;
    }
  }
  return size;
}

} // namespace

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

void appendQuoted(std::string &out, std::string_view text) {
  // The size first: a text of many megabytes would else take six times as much for a moment.
  size_t before = out.size();
  out.resize(before + quotedBytes(text));
  char *at = out.data() + before;
  *at++ = '"';
  at = writeEscaped(at, text);
  *at = '"';
}

std::string quoted(std::string_view text) {
  std::string out;
  appendQuoted(out, text);
  return out;
}

} // namespace json

uint32_t quotedSize(std::string_view text) {
  return static_cast<uint32_t>(
      std::min<uint64_t>(json::quotedBytes(text), std::numeric_limits<uint32_t>::max()));
}

} // namespace asl
