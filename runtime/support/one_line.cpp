#include "runtime/support/one_line.h"

#include <cstdio>

namespace asl {

namespace {

/// Whether no character that is escaped begins with this byte.
bool isPlain(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7F && byte != 0xC2 && byte != 0xE2;
}

} // namespace

void appendOnOneLine(std::string &line, std::string_view text) {
  auto escape = [&line](unsigned code) {
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", code);
    line += code == '\n' ? "\\n" : code == '\t' ? "\\t" : code == '\r' ? "\\r" : escaped;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    size_t plain = i;
    while (plain < text.size() && isPlain(text[plain]))
      ++plain;
    line += text.substr(i, plain - i);
    if ((i = plain) == text.size())
      break;
    auto byte = static_cast<unsigned char>(text[i]);
    auto after = [&](size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
    };
    if (byte < 0x20 || byte == 0x7F) {
      escape(byte);
    } else if (byte == 0xC2 && after(1) >= 0x80 && after(1) < 0xA0) {
      escape(after(1));
      ++i;
    } else if (byte == 0xE2 && after(1) == 0x80 && (after(2) == 0xA8 || after(2) == 0xA9)) {
      escape(0x2028 + (after(2) - 0xA8));
      i += 2;
    } else {
      line += text[i];
    }
  }
}

} // namespace asl
