// Offsets in texts, and case.
#include "runtime/expr/jsonata/library/unicode.h"

#include "runtime/support/utf8.h"

#include <clocale>
#include <cwctype>
#include <locale.h>

namespace asl::jsonata {

namespace {

/// The C library's tables of simple case mappings.
locale_t unicodeLocale() {
  static locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

} // namespace

size_t offsetOfCodePoint(std::string_view text, size_t index) {
  size_t at = 0;
  while (index > 0 && at < text.size()) {
    at += utf8::announcedLength(text[at]);
    --index;
  }
  return at < text.size() ? at : text.size();
}

size_t countUnits(std::string_view text) {
  size_t count = utf8::countCodePoints(text);
  for (char c : text)
    count += static_cast<unsigned char>(c) >= 0xF0; // two units, a pair of surrogates
  return count;
}

size_t offsetOfUnit(std::string_view text, size_t index) {
  size_t at = 0;
  while (index > 0 && at < text.size()) {
    size_t length = utf8::announcedLength(text[at]);
    at += length;
    index -= length == 4 && index > 1 ? 2 : 1;
  }
  return at < text.size() ? at : text.size();
}

std::string upperCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char32_t code : utf8::decode(text)) {
    if (code == 0xDF) // the one letter of Latin that grows
      out += "SS";
    else
      utf8::append(out,
                   static_cast<char32_t>(towupper_l(static_cast<wint_t>(code), unicodeLocale())));
  }
  return out;
}

std::string lowerCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char32_t code : utf8::decode(text))
    utf8::append(out,
                 static_cast<char32_t>(towlower_l(static_cast<wint_t>(code), unicodeLocale())));
  return out;
}

} // namespace asl::jsonata
