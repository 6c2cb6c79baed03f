// Decodes scalars once more, after libyaml, to know the place of every part; libyaml's value is
// what counts.
#include "runtime/support/document/yaml_spelling.h"

#include "runtime/support/utf8.h"

#include <optional>

namespace asl::document {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isBreak(char c) { return c == '\n' || c == '\r'; }

class Speller {
public:
  Speller(std::string_view text, Range range) : text_(text), at_(range.begin), end_(range.end) {}

  Decoded plain() {
    while (at_ < end_)
      run("");
    return std::move(out_);
  }

  Decoded quoted(char quote) {
    ++at_;
    --end_;
    std::string_view special = quote == '"' ? "\\" : "'";
    while (at_ < end_) {
      if (text_[at_] == '\\' && quote == '"')
        escape();
      else if (text_[at_] == '\'' && quote == '\'')
        appendReplacement("'", 2);
      else
        run(special);
    }
    return std::move(out_);
  }

  Decoded block(bool folded, std::string_view value);

private:
  bool more() const { return at_ < end_; }

  void appendReplacement(std::string_view bytes, uint32_t length) {
    out_.appendReplacement(bytes, {at_, at_ + length});
    at_ += length;
  }

  void skipBreak() {
    bool pair = text_[at_] == '\r' && at_ + 1 < end_ && text_[at_ + 1] == '\n';
    at_ += pair ? 2 : 1;
  }

  /// Skips line breaks and the blanks around them; returns the number of breaks.
  size_t skipBreaksAndBlanks() {
    size_t breaks = 0;
    while (more() && (isBreak(text_[at_]) || isBlank(text_[at_]))) {
      if (isBreak(text_[at_])) {
        ++breaks;
        skipBreak();
      } else {
        ++at_;
      }
    }
    return breaks;
  }

  /// Copies up to a break or one of `special`; at a break, folds.
  void run(std::string_view special) {
    uint32_t begin = at_;
    while (more() && !isBreak(text_[at_]) && special.find(text_[at_]) == special.npos)
      ++at_;
    uint32_t stop = at_;
    bool atBreak = more() && isBreak(text_[at_]);
    while (atBreak && stop > begin && isBlank(text_[stop - 1]))
      --stop;
    out_.copy(text_.substr(begin, stop - begin), begin);
    if (atBreak)
      fold(stop);
  }

  /// At a line break: one is a space, each further one is kept. `from` is where the blanks before
  /// began.
  void fold(uint32_t from) {
    size_t breaks = skipBreaksAndBlanks();
    out_.appendReplacement(breaks == 1 ? " " : std::string(breaks - 1, '\n'), {from, at_});
  }

  void escape();
  void continuation();
  uint32_t skipIndent(uint32_t indent);
  std::string breaks(uint32_t indent);

  std::string_view text_;
  uint32_t at_;
  uint32_t end_;
  Decoded out_;
};

void Speller::escape() {
  constexpr std::string_view written = "0abt\tnvfre \"/\\";
  constexpr std::string_view meant("\0\a\b\t\t\n\v\f\r\x1b \"/\\", 14);
  char c = at_ + 1 < end_ ? text_[at_ + 1] : '\0';
  if (isBreak(c))
    return continuation();
  if (size_t known = written.find(c); known != written.npos)
    return appendReplacement(meant.substr(known, 1), 2);
  char32_t codePoint = 0;
  uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  switch (c) {
  case 'N':
    codePoint = 0x85;
    break;
  case '_':
    codePoint = 0xA0;
    break;
  case 'L':
    codePoint = 0x2028;
    break;
  case 'P':
    codePoint = 0x2029;
    break;
  default:
    for (char digit : text_.substr(at_ + 2, digits)) {
      auto value = static_cast<char32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
      codePoint = codePoint * 16 + value;
    }
  }
  std::string bytes;
  utf8::append(bytes, utf8::isScalar(codePoint) ? codePoint : utf8::replacementCharacter);
  appendReplacement(bytes, std::min(2 + digits, end_ - at_));
}

/// A backslash at the end of a line: neither the break nor the blanks after it count.
void Speller::continuation() {
  ++at_;
  skipBreak();
  uint32_t from = at_;
  size_t breaks = skipBreaksAndBlanks();
  out_.appendReplacement(std::string(breaks, '\n'), {from, at_});
}

/// Skips at most `indent` spaces; returns how many there were.
uint32_t Speller::skipIndent(uint32_t indent) {
  uint32_t begin = at_;
  while (more() && at_ - begin < indent && text_[at_] == ' ')
    ++at_;
  return at_ - begin;
}

/// Skips empty lines and the indentation after them; returns their breaks.
std::string Speller::breaks(uint32_t indent) {
  std::string result;
  skipIndent(indent);
  while (more() && isBreak(text_[at_])) {
    result += '\n';
    skipBreak();
    skipIndent(indent);
  }
  return result;
}

/// The spaces before the first character of `text` that is neither a space nor a break.
uint32_t firstIndent(std::string_view text) {
  uint32_t spaces = 0;
  for (char c : text) {
    if (isBreak(c))
      spaces = 0;
    else if (c == ' ')
      ++spaces;
    else
      return spaces;
  }
  return 0;
}

Decoded Speller::block(bool folded, std::string_view value) {
  while (more() && !isBreak(text_[at_]))
    ++at_; // the header
  if (more())
    skipBreak();
  uint32_t indent = firstIndent(text_.substr(at_, end_ - at_)) - firstIndent(value);
  uint32_t breakBegin = at_;
  std::string leading, trailing = breaks(indent);
  bool leadingBlank = false;
  while (more()) {
    bool nextBlank = isBlank(text_[at_]);
    Range between{breakBegin, at_};
    if (folded && !leading.empty() && !leadingBlank && !nextBlank)
      leading = trailing.empty() ? " " : "";
    if (!leading.empty() || !trailing.empty())
      out_.appendReplacement(leading + trailing, between);
    leadingBlank = nextBlank;
    uint32_t begin = at_;
    while (more() && !isBreak(text_[at_]))
      ++at_;
    out_.copy(text_.substr(begin, at_ - begin), begin);
    breakBegin = at_;
    leading = more() ? "\n" : "";
    if (more())
      skipBreak();
    trailing = breaks(indent);
  }
  // How much of the end is kept depends on the header and on where the text ends.
  if (value.size() > out_.text.size())
    out_.appendReplacement((leading + trailing).substr(0, value.size() - out_.text.size()),
                           {breakBegin, breakBegin});
  return std::move(out_);
}

} // namespace

Decoded spellScalar(std::string_view text, Range range, yaml_scalar_style_t style,
                    std::string_view value) {
  Decoded result;
  Speller speller(text, range);
  bool hasQuotes = range.end - range.begin >= 2;
  if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
    result = speller.block(style == YAML_FOLDED_SCALAR_STYLE, value);
  else if (style == YAML_PLAIN_SCALAR_STYLE)
    result = speller.plain();
  else if (hasQuotes)
    result = speller.quoted(style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"' : '\'');
  if (result.text == value)
    return result;
  Decoded whole;
  whole.appendReplacement(value, range);
  return whole;
}

Range withoutProperties(std::string_view text, Range range) {
  auto isSpace = [](char c) { return isBlank(c) || isBreak(c); };
  uint32_t at = range.begin;
  while (at < range.end) {
    char c = text[at];
    if (isSpace(c)) {
      ++at;
    } else if (c == '#') {
      while (at < range.end && !isBreak(text[at]))
        ++at;
    } else if (c == '&' || c == '!') {
      while (at < range.end && !isSpace(text[at]))
        ++at;
    } else {
      break;
    }
  }
  return {at, range.end};
}

} // namespace asl::document
