#include "compiler/report/xml.h"

#include "runtime/support/utf8.h"

namespace aslc::report {

namespace {

bool isAllowed(char32_t c) {
  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r';
  bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return c != 0x7f && c != 0xfffe && c != 0xffff && !turns;
}

} // namespace

std::string escapeXml(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    unsigned length = asl::utf8::sequenceLength(text);
    if (length == 0 || !isAllowed(asl::utf8::decodeFirst(text))) {
      result += asl::utf8::replacementText;
      text.remove_prefix(length == 0 ? 1 : length);
      continue;
    }
    switch (text[0]) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

} // namespace aslc::report
