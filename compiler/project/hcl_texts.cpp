// Texts with parts: quoted ones, heredocs, and templates.
#include "compiler/project/hcl_reader.h"

#include "runtime/support/number_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <utility>

namespace aslc::project::hcl {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Takes the white space off the end of `text` that is on its last line.
void trimEnd(Decoded &text) {
  size_t last = text.text.find_last_not_of(" \t");
  text.text.resize(last == text.text.npos ? 0 : last + 1);
  while (!text.segments.empty() && text.segments.back().at >= text.text.size())
    text.segments.pop_back();
}

} // namespace

Reader::OpenText Reader::openText(size_t begin) const {
  OpenText text;
  text.levels.emplace_back();
  text.levels.back().begin = begin;
  return text;
}

Reader::Pointer Reader::textSoFar(OpenText &text) {
  OpenText::Level &level = text.levels.back();
  if (!level.literal.text.empty() || level.parts.empty())
    level.parts.push_back({std::exchange(level.literal, {}), nullptr});
  Pointer made = make(Kind::Text, level.begin);
  made->parts = std::exchange(level.parts, {});
  return made;
}

Reader::Pointer Reader::closeText(OpenText &text, size_t begin) {
  if (text.levels.size() > 1 && !failed()) {
    const OpenText::Level &open = text.levels.back();
    bool isFor = open.directive->is(Kind::For);
    fail(std::string("the directive is not closed by `%{ ") + (isFor ? "endfor" : "endif") + " }`",
         open.begin, open.begin + 2);
  }
  text.levels.resize(1);
  text.levels.back().begin = begin;
  return textSoFar(text);
}

/// White space to the end of the line, with the line break.
void Reader::skipRestOfLine() {
  bool isLineEnd = false;
  while (!isLineEnd && at_ < textEnd_ && blanks.find(peek()) != blanks.npos) {
    isLineEnd = peek() == '\n';
    advance();
  }
}

void Reader::inserted(OpenText &text) {
  OpenText::Level &level = text.levels.back();
  size_t begin = at_;
  advance(2);
  if (take("~"))
    trimEnd(level.literal);
  if (!level.literal.text.empty())
    level.parts.push_back({std::exchange(level.literal, {}), nullptr});
  unsigned nesting = std::exchange(nesting_, 1);
  Pointer value = expression();
  skip();
  bool trims = take("~");
  expect("}");
  nesting_ = nesting;
  value->range = rangeOf(begin, at_);
  level.parts.push_back({{}, std::move(value)});
  if (trims)
    skipRestOfLine();
}

void Reader::directive(OpenText &text) {
  size_t begin = at_;
  advance(2);
  if (take("~"))
    trimEnd(text.literal());
  unsigned nesting = std::exchange(nesting_, 1);
  skip();
  std::string word = name();
  Pointer opened;
  if (word == "if") {
    opened = make(Kind::Conditional, begin);
    opened->items.push_back(expression());
  } else if (word == "for") {
    opened = forIntro(begin);
    opened->text = "text";
    opened->items.push_back(nullptr);
  } else if (!failed()) {
    closeDirective(text, word, begin);
  }
  skip();
  bool trims = take("~");
  expect("}");
  nesting_ = nesting;
  if (word == "endif" || word == "endfor") {
    std::vector<Part> &parts = text.levels.back().parts;
    if (!parts.empty() && parts.back().value)
      parts.back().value->range.end = static_cast<uint32_t>(at_);
  }
  if (opened) {
    text.levels.emplace_back();
    text.levels.back().directive = std::move(opened);
    text.levels.back().begin = begin;
  }
  if (trims)
    skipRestOfLine();
}

void Reader::closeDirective(OpenText &text, std::string_view word, size_t begin) {
  OpenText::Level &level = text.levels.back();
  bool isFor = level.directive && level.directive->is(Kind::For);
  bool isIf = level.directive && !isFor;
  bool fits = word == "endfor"                    ? isFor
              : word == "endif"                   ? isIf
              : word == "else" && level.directive ? isIf && level.directive->items.size() == 1
                                                  : false;
  if (!fits)
    return fail(word == "endfor" || word == "endif" || word == "else"
                    ? "nothing is open that `" + std::string(word) + "` belongs to"
                    : "there is no directive `" + std::string(word) + "`",
                begin, at_);
  level.directive->items.push_back(textSoFar(text));
  if (word == "else")
    return;
  Pointer closed = std::move(level.directive);
  if (isIf && closed->items.size() == 2) { // without `else`
    Pointer nothing = make(Kind::Text, at_);
    nothing->parts.emplace_back();
    closed->items.push_back(std::move(nothing));
  }
  closed->range = rangeOf(level.begin, at_);
  text.levels.pop_back();
  OpenText::Level &outer = text.levels.back();
  if (!outer.literal.text.empty())
    outer.parts.push_back({std::exchange(outer.literal, {}), nullptr});
  outer.parts.push_back({{}, std::move(closed)});
}

bool Reader::special(OpenText &text) {
  for (std::string_view mark : {"$${", "%%{"})
    if (looksAt(mark)) {
      text.literal().appendReplacement(mark.substr(1), rangeOf(at_, at_ + mark.size()));
      advance(mark.size());
      return true;
    }
  if (looksAt("${"))
    inserted(text);
  else if (looksAt("%{"))
    directive(text);
  else
    return false;
  return true;
}

void Reader::readText() {
  textEnd_ = text_.size();
  OpenText text = openText(0);
  while (!failed() && at_ < text_.size())
    if (!special(text)) {
      text.literal().copy(text_.substr(at_, 1), at_);
      advance();
    }
  document_.root.attributes.push_back({"text", {}, closeText(text, 0)});
}

Reader::Pointer Reader::quoted() {
  size_t begin = at_;
  advance();
  size_t textEnd = std::exchange(textEnd_, text_.size());
  OpenText text = openText(begin);
  while (!failed() && peek() != '"') {
    if (at_ >= text_.size() || peek() == '\n') {
      fail("the text is not closed by `\"`", begin, begin + 1);
      break;
    }
    if (peek() == '\\')
      escape(text.literal());
    else if (!special(text)) {
      text.literal().copy(text_.substr(at_, 1), at_);
      advance();
    }
  }
  if (!failed())
    advance();
  textEnd_ = textEnd;
  return closeText(text, begin);
}

void Reader::escape(Decoded &literal) {
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

size_t Reader::endOfHeredoc(std::string_view marker) const {
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

size_t Reader::indentOf(size_t begin, size_t end) const {
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

Reader::Pointer Reader::heredoc() {
  size_t begin = at_;
  advance(2);
  bool isIndented = take("-");
  std::string marker = name();
  toEndOf("\n", text_.size());
  take("\n");
  size_t end = endOfHeredoc(marker);
  if (marker.empty() || end == text_.npos) {
    fail("the text is not closed by a line `" + marker + "`", begin, begin + 2);
    return make(Kind::Null, begin);
  }
  size_t textEnd = std::exchange(textEnd_, end);
  size_t indent = isIndented ? indentOf(at_, end) : 0;
  OpenText text = openText(begin);
  bool isLineBegin = true;
  while (!failed() && at_ < end) {
    if (isLineBegin) {
      size_t first = text_.find_first_not_of(" \t", at_);
      at_ = std::min({at_ + indent, first, end});
      isLineBegin = false;
      continue;
    }
    if (special(text)) {
      isLineBegin = !failed() && text_[at_ - 1] == '\n'; // which `~` took
      continue;
    }
    isLineBegin = peek() == '\n';
    text.literal().copy(text_.substr(at_, 1), at_);
    advance();
  }
  if (!failed())
    toEndOf("\n", text_.size());
  textEnd_ = textEnd;
  return closeText(text, begin);
}

} // namespace aslc::project::hcl
