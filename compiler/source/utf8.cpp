// UTF-8 checking and conversion.
#include "compiler/source/utf8.h"

namespace aslc::source {

unsigned codePointLength(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty())
    return 0;
  unsigned char lead = byte(0);
  if (lead < 0x80)
    return 1;
  unsigned length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
    return 0;
  for (unsigned i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
  unsigned char second = byte(1);
  bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  bool surrogate = lead == 0xED && second >= 0xA0;
  bool tooLarge = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || tooLarge ? 0 : length;
}

char32_t decodeUtf8(std::string_view text) {
  auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80)
    return lead;
  unsigned length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  char32_t result = lead & (0xFFu >> (length + 1));
  for (unsigned i = 1; i < length && i < text.size(); ++i)
    result = (result << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return result;
}

void encodeUtf8(char32_t codePoint, std::string &out) {
  if ((codePoint >= 0xD800 && codePoint <= 0xDFFF) || codePoint > 0x10FFFF)
    codePoint = 0xFFFD;
  auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (codePoint < 0x80) {
    add(codePoint);
  } else if (codePoint < 0x800) {
    add(0xC0 | codePoint >> 6);
    add(0x80 | (codePoint & 0x3F));
  } else if (codePoint < 0x10000) {
    add(0xE0 | codePoint >> 12);
    add(0x80 | ((codePoint >> 6) & 0x3F));
    add(0x80 | (codePoint & 0x3F));
  } else {
    add(0xF0 | codePoint >> 18);
    add(0x80 | ((codePoint >> 12) & 0x3F));
    add(0x80 | ((codePoint >> 6) & 0x3F));
    add(0x80 | (codePoint & 0x3F));
  }
}

std::vector<Range> invalidUtf8(std::string_view text) {
  constexpr size_t most = 20;
  std::vector<Range> runs;
  for (size_t at = 0; at < text.size();) {
    unsigned length =
        static_cast<unsigned char>(text[at]) < 0x80 ? 1 : codePointLength(text.substr(at));
    if (length != 0) {
      at += length;
      continue;
    }
    auto begin = static_cast<uint32_t>(at);
    ++at;
    if (!runs.empty() && runs.back().end == begin) {
      ++runs.back().end;
      continue;
    }
    if (runs.size() == most) {
      runs.push_back({begin, static_cast<uint32_t>(text.size())});
      break;
    }
    runs.push_back({begin, begin + 1});
  }
  return runs;
}

} // namespace aslc::source
