// UTF-8 both ways, and case.
#include "runtime/expr/jsonata/library/unicode.h"

#include <clocale>
#include <cwctype>
#include <locale.h>

namespace asl::jsonata {

namespace {

/// Bytes of the sequence that begins with `lead`.
size_t sequenceLength(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// The C library's tables of simple case mappings.
locale_t unicodeLocale() {
  static locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

} // namespace

std::u32string decode(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (size_t at = 0; at < utf8.size();) {
    auto lead = static_cast<unsigned char>(utf8[at]);
    size_t length = sequenceLength(lead);
    char32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length && at + i < utf8.size(); ++i)
      code = (code << 6) | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
    out += code;
    at += length;
  }
  return out;
}

void appendCodePoint(std::string &out, char32_t code) {
  auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::string encode(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char32_t code : text)
    appendCodePoint(out, code);
  return out;
}

size_t countCodePoints(std::string_view utf8) {
  size_t count = 0;
  for (char c : utf8)
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

size_t offsetOfCodePoint(std::string_view utf8, size_t index) {
  size_t at = 0;
  while (index > 0 && at < utf8.size()) {
    at += sequenceLength(static_cast<unsigned char>(utf8[at]));
    --index;
  }
  return at < utf8.size() ? at : utf8.size();
}

size_t countUnits(std::string_view utf8) {
  size_t count = countCodePoints(utf8);
  for (char c : utf8)
    count += static_cast<unsigned char>(c) >= 0xF0; // two units, a pair of surrogates
  return count;
}

size_t offsetOfUnit(std::string_view utf8, size_t index) {
  size_t at = 0;
  while (index > 0 && at < utf8.size()) {
    size_t length = sequenceLength(static_cast<unsigned char>(utf8[at]));
    at += length;
    index -= length == 4 && index > 1 ? 2 : 1;
  }
  return at < utf8.size() ? at : utf8.size();
}

std::string upperCase(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (char32_t code : decode(utf8)) {
    if (code == 0xDF) // the one letter of Latin that grows
      out += "SS";
    else
      appendCodePoint(
          out, static_cast<char32_t>(towupper_l(static_cast<wint_t>(code), unicodeLocale())));
  }
  return out;
}

std::string lowerCase(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (char32_t code : decode(utf8))
    appendCodePoint(out,
                    static_cast<char32_t>(towlower_l(static_cast<wint_t>(code), unicodeLocale())));
  return out;
}

} // namespace asl::jsonata
