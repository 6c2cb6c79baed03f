// Literals keep every byte; comments keep what can be read.
#include "compiler/codegen/cpp/text.h"

#include "runtime/support/utf8.h"
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

std::vector<std::string> cpp::quotedLines(llvm::StringRef bytes, size_t width) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    size_t end = bytes.find('\n') == llvm::StringRef::npos ? bytes.size() : bytes.find('\n') + 1;
    // Escapes are longer than what they stand for.
    size_t length = std::min(end, width);
    std::string line = quoted(bytes.take_front(length));
    while (line.size() > width && length > 1)
      line = quoted(bytes.take_front(length = length * width / line.size()));
    if (length < end) {
      size_t space = bytes.take_front(length).rfind(' ');
      if (space != llvm::StringRef::npos && space > length / 2)
        length = space + 1;
      while (length > 1 && asl::utf8::isContinuation(bytes[length]))
        --length;
    }
    lines.push_back(quoted(bytes.take_front(length)));
    bytes = bytes.drop_front(length);
  }
  return lines;
}

namespace {

/// Returns the position at which to break `line` so that the first part has at most `width` bytes;
/// 0 when there is none. Commas of the outermost brackets are preferred, in the second half of the
/// line if possible, then an opening bracket.
size_t breakOf(llvm::StringRef line, size_t width) {
  struct Place {
    size_t at = 0;
    int depth = 0;
  } early, late, bracket;
  int depth = 0;
  bool isQuoted = false;
  auto take = [&](Place &place, size_t at) {
    if (place.at == 0 || depth <= place.depth)
      place = {at, depth};
  };
  for (size_t at = 0; at < std::min(line.size(), width); ++at) {
    char c = line[at];
    if (c == '\\' && isQuoted)
      ++at;
    else if (c == '"')
      isQuoted = !isQuoted;
    if (isQuoted || c == '\\')
      continue;
    if (c == '(' || c == '{') {
      take(bracket, at + 1);
      ++depth;
    } else if (c == ')' || c == '}')
      --depth;
    else if (line.substr(at).starts_with(", "))
      take(at > width / 2 ? late : early, at + 1);
  }
  return late.at ? late.at : early.at ? early.at : bracket.at;
}

} // namespace

std::string cpp::wrapped(llvm::StringRef line) {
  size_t indent = line.size() - line.ltrim(' ').size();
  bool isCode = !line.ltrim(' ').starts_with("//") && !line.starts_with("#");
  std::string lines(indent, ' '), inner(indent + 4, ' ');
  llvm::StringRef rest = line.drop_front(indent);
  for (size_t room = codeWidth - indent; isCode && rest.size() > room;
       room = codeWidth - inner.size()) {
    size_t at = breakOf(rest, room);
    if (at == 0)
      break;
    lines += (rest.take_front(at) + "\n" + inner).str();
    rest = rest.drop_front(at).ltrim(' ');
  }
  return lines + rest.str() + "\n";
}
