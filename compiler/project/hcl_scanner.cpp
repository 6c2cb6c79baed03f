// Names, escapes and heredocs.
#include "compiler/project/hcl_scanner.h"

#include "runtime/support/number_text.h"
#include "runtime/support/utf8.h"

#include <cctype>

namespace aslc::project::hcl {

bool HclScanner::beginsName(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool HclScanner::isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

void HclScanner::escape(Decoded &literal) {
  constexpr std::string_view letters = "nrt\"\\", meanings = "\n\r\t\"\\";
  size_t begin = at_;
  advance();
  char c = peek();
  size_t known = letters.find(c);
  std::string meant;
  if (c != '\0' && known != letters.npos) {
    meant = meanings[known];
    advance();
  } else if (c == 'u' || c == 'U') {
    size_t digits = c == 'u' ? 4 : 8;
    std::string_view written = text_.substr(std::min(at_ + 1, text_.size()), digits);
    advance(1 + digits);
    std::optional<uint32_t> code = asl::parseInteger<uint32_t>(written, 16);
    if (written.size() != digits || !code)
      return fail("this escape is not complete", begin, at_);
    if (!asl::utf8::isScalar(*code))
      return fail("no character has this number", begin, at_);
    asl::utf8::append(meant, *code);
  } else {
    return fail("there is no such escape", begin, at_ + 1);
  }
  literal.appendReplacement(meant, rangeOf(begin, at_));
}

size_t HclScanner::endOfHeredoc(std::string_view marker) const {
  for (size_t line = at_; line < text_.size();) {
    size_t end = std::min(text_.find('\n', line), text_.size());
    size_t first = std::min(text_.find_first_not_of(" \t", line), end);
    std::string_view rest = text_.substr(first, end - first);
    while (!rest.empty() && (rest.back() == '\r' || rest.back() == ' '))
      rest.remove_suffix(1);
    if (rest == marker)
      return line;
    line = end + 1;
  }
  return text_.npos;
}

size_t HclScanner::indentOf(size_t begin, size_t end) const {
  size_t indent = text_.size();
  while (begin < end) {
    size_t next = std::min(text_.find('\n', begin), end);
    size_t first = std::min(text_.find_first_not_of(" \t", begin), next);
    if (first < next)
      indent = std::min(indent, first - begin);
    begin = next + 1;
  }
  return indent;
}

} // namespace aslc::project::hcl
