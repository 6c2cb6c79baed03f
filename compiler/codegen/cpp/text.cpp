// Literals keep every byte; comments keep what can be read.
#include "compiler/codegen/cpp/text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace aslc::codegen;

namespace {

constexpr size_t commentWidth = 90;
constexpr size_t codeWidth = 100;

/// Letters and signs that neither turn the direction of a text nor look like nothing.
bool isVisible(uint32_t point) {
  return (point >= 0xA1 && point < 0x2000 && point != 0xAD && point != 0x061C && point != 0x180E) ||
         (point >= 0x2010 && point < 0x2028) || (point >= 0x2030 && point < 0x205F) ||
         (point >= 0x2070 && point < 0xD800 && point != 0x3000);
}

/// The bytes of the visible character beyond ASCII at the head of `text`; 0 when there is none.
size_t visibleLength(llvm::StringRef text) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data()), *at = begin;
  llvm::UTF32 point = 0;
  if (llvm::convertUTF8Sequence(&at, begin + text.size(), &point, llvm::strictConversion) !=
      llvm::conversionOK)
    return 0;
  return isVisible(point) ? static_cast<size_t>(at - begin) : 0;
}

bool isPlain(char c) { return c >= ' ' && c < 0x7f; }

/// One line of a comment's text: no character that a reader would not see.
std::string plainLine(llvm::StringRef line) {
  std::string plain;
  while (!line.empty()) {
    size_t length = visibleLength(line);
    if (length > 0)
      plain += line.take_front(length);
    else
      plain += isPlain(line[0]) ? line[0] : '?';
    line = line.drop_front(std::max<size_t>(length, 1));
    // `??/` was a backslash once.
    if (llvm::StringRef(plain).ends_with("??"))
      plain.insert(plain.size() - 1, " ");
  }
  return plain;
}

} // namespace

std::string cpp::quoted(llvm::StringRef bytes) {
  std::string literal = "\"";
  while (!bytes.empty()) {
    size_t length = visibleLength(bytes);
    char c = bytes[0];
    if (length > 0)
      literal += bytes.take_front(length);
    else if (c == '\n')
      literal += "\\n";
    else if (c == '"' || c == '\\' || (c == '?' && llvm::StringRef(literal).ends_with("?")))
      (literal += '\\') += c;
    else if (isPlain(c))
      literal += c;
    else
      for (unsigned shift : {6u, 3u, 0u})
        literal += shift == 6 ? std::string("\\") + char('0' + ((uint8_t(c) >> 6) & 7))
                              : std::string(1, char('0' + ((uint8_t(c) >> shift) & 7)));
    bytes = bytes.drop_front(std::max<size_t>(length, 1));
  }
  return literal + "\"";
}

std::string cpp::comment(llvm::StringRef text, llvm::StringRef indent) {
  std::string lines;
  while (!text.empty()) {
    auto [first, rest] = text.split('\n');
    text = rest;
    std::string plain = plainLine(first.rtrim());
    llvm::StringRef left = llvm::StringRef(plain).rtrim();
    while (!left.empty()) {
      size_t length = left.size();
      if (length > commentWidth) {
        size_t space = left.take_front(commentWidth).rfind(' ');
        length = space == llvm::StringRef::npos || space == 0 ? left.size() : space;
      }
      llvm::StringRef line = left.take_front(length).rtrim();
      left = left.drop_front(length).ltrim();
      // A backslash at its end would make the next line a comment too.
      lines += (indent + "// " + line + (line.ends_with("\\") ? " (end)" : "") + "\n").str();
    }
  }
  return lines;
}

namespace {

/// Where a line that is too long is best broken: behind the last comma of the outermost brackets
/// that have one; 0 when there is no such place.
size_t breakOf(llvm::StringRef line, size_t indent) {
  size_t best = 0;
  int depth = 0, bestDepth = 0;
  bool isQuoted = false;
  for (size_t at = indent; at < std::min(line.size(), codeWidth); ++at) {
    char c = line[at];
    if (c == '\\' && isQuoted)
      ++at;
    else if (c == '"')
      isQuoted = !isQuoted;
    else if (!isQuoted)
      depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
    bool isPlace = !isQuoted && line.substr(at).starts_with(", ") && at > codeWidth / 2;
    if (isPlace && (best == 0 || depth <= bestDepth)) {
      best = at + 1;
      bestDepth = depth;
    }
  }
  return best;
}

} // namespace

std::string cpp::wrapped(llvm::StringRef line) {
  size_t indent = line.size() - line.ltrim(' ').size();
  std::string lines, inner(indent + 4, ' '), rest = line.str();
  bool isCode = !line.ltrim(' ').starts_with("//") && !line.starts_with("#");
  for (size_t at; isCode && rest.size() > codeWidth && (at = breakOf(rest, indent)) != 0;) {
    lines += rest.substr(0, at) + "\n";
    rest = inner + rest.substr(at + 1);
  }
  return lines + rest + "\n";
}
