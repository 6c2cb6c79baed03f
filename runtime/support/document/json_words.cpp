// Decoding JSON strings and checking JSON numbers.
#include "runtime/support/document/json_words.h"

#include "runtime/support/encoding.h"
#include "runtime/support/json_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <optional>

namespace asl::document {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

class StringReader {
public:
  StringReader(std::string_view text, uint32_t begin) : text_(text), at_(begin) {}

  JsonString read() {
    uint32_t begin = at_;
    char quote = text_[at_++];
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == quote) {
        ++at_;
        return finish(begin, quote);
      }
      if (c == '\n' || c == '\r')
        break;
      if (c == '\\')
        escape();
      else if (static_cast<unsigned char>(c) < 0x20)
        controlCharacter();
      else
        plain(quote);
    }
    result_.unterminated = true;
    fault({begin, at_}, "this string is not closed on its line");
    result_.end = at_;
    return std::move(result_);
  }

private:
  JsonString finish(uint32_t begin, char quote) {
    if (quote == '\'') {
      fault({begin, at_}, "strings are written in double quotes");
      std::string_view inside = text_.substr(begin + 1, at_ - begin - 2);
      if (inside.find_first_of("\"\\") == inside.npos)
        result_.faults.back().repair = '"' + std::string(inside) + '"';
    }
    result_.end = at_;
    return std::move(result_);
  }

  void fault(Range range, std::string detail) {
    result_.faults.push_back({FaultKind::Syntax, range, std::move(detail), {}});
  }

  void plain(char quote) {
    uint32_t begin = at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20)
      ++at_;
    result_.decoded.copy(text_.substr(begin, at_ - begin), begin);
  }

  void controlCharacter() {
    fault({at_, at_ + 1}, text_[at_] == '\t'
                              ? "a tab in a string is written `\\t`"
                              : "a control character in a string is written `\\u00..`");
    if (text_[at_] == '\t')
      result_.faults.back().repair = "\\t";
    result_.decoded.copy(text_.substr(at_, 1), at_);
    ++at_;
  }

  void escape() {
    constexpr std::string_view written = "\"\\/bfnrt'", meant = "\"\\/\b\f\n\r\t'";
    char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == 'u')
      return unicodeEscape();
    size_t known = written.find(c);
    if (c != '\0' && known != written.npos) {
      if (c == '\'')
        fault({at_, at_ + 2}, "`\\'` is not a JSON escape");
      result_.decoded.appendReplacement(meant.substr(known, 1), {at_, at_ + 2});
      at_ += 2;
      return;
    }
    if (static_cast<unsigned char>(c) >=
        0x20) { // else the line ends or the character is its own fault
      uint32_t end = at_ + 1 + utf8::sequenceLength(text_.substr(at_ + 1));
      fault({at_, end}, "`" + std::string(text_.substr(at_, end - at_)) + "` is not a JSON escape");
    }
    result_.decoded.copy("\\", at_);
    ++at_;
  }

  void unicodeEscape() {
    uint32_t begin = at_;
    std::optional<char32_t> unit = hexQuad(text_.substr(at_ + 2));
    if (!unit) {
      fault({at_, at_ + 2}, "`\\u` needs four hexadecimal digits");
      result_.decoded.copy(text_.substr(at_, 2), at_);
      at_ += 2;
      return;
    }
    at_ += 6;
    char32_t codePoint = *unit;
    if (utf8::isHighSurrogate(codePoint) && text_.substr(at_, 2) == "\\u") {
      std::optional<char32_t> low = hexQuad(text_.substr(at_ + 2));
      if (low && utf8::isLowSurrogate(*low)) {
        codePoint = utf8::joinSurrogates(codePoint, *low);
        at_ += 6;
      }
    }
    std::string bytes;
    utf8::append(bytes, utf8::isScalar(codePoint) ? codePoint : utf8::replacementCharacter);
    result_.decoded.appendReplacement(bytes, {begin, at_});
  }

  std::string_view text_;
  uint32_t at_;
  JsonString result_;
};

} // namespace

namespace {

/// In one line, as a string of JSON needs it.
JsonString readExpression(std::string_view text, uint32_t begin) {
  JsonString result;
  result.end = static_cast<uint32_t>(text.find("%}", begin) + 2);
  std::string line(text.substr(begin, result.end - begin));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  result.decoded.copy(line, begin);
  result.faults.push_back({FaultKind::Syntax,
                           {begin, result.end},
                           "a `{% %}` expression is written as a string, in double quotes",
                           {}});
  result.faults.back().repair = json::quoted(line);
  return result;
}

} // namespace

JsonString readJsonString(std::string_view text, uint32_t begin) {
  if (text[begin] == '{')
    return readExpression(text, begin);
  return StringReader(text, begin).read();
}

bool isJsonNumber(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  auto digits = [&] {
    size_t begin = at;
    while (at < text.size() && isDigit(text[at]))
      ++at;
    return at > begin;
  };
  if (text.substr(at, 1) == "0")
    ++at;
  else if (!digits())
    return false;
  if (text.substr(at, 1) == ".") {
    ++at;
    if (!digits())
      return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-'))
      ++at;
    if (!digits())
      return false;
  }
  return at == text.size();
}

bool isTypingErrorOf(std::string_view word, std::string_view text) {
  std::string_view allButLast = word.substr(0, word.size() - 1);
  bool isCut = text == allButLast;
  bool isLonger =
      text.size() == word.size() + 1 && text.starts_with(word) && text.back() == word.back();
  if (isCut || isLonger || text.size() != word.size())
    return isCut || isLonger;
  size_t at = 0;
  while (at < word.size() && word[at] == text[at])
    ++at;
  return at + 1 < word.size() && word[at] == text[at + 1] && word[at + 1] == text[at] &&
         word.substr(at + 2) == text.substr(at + 2);
}

std::string_view meantJsonWord(std::string_view text) {
  constexpr std::string_view others[][2] = {{"Null", "null"},  {"NULL", "null"}, {"None", "null"},
                                            {"True", "true"},  {"TRUE", "true"}, {"False", "false"},
                                            {"FALSE", "false"}};
  for (const auto &[written, meant] : others)
    if (text == written || text == meant)
      return meant;
  for (std::string_view word : {"null", "true", "false"})
    if (isTypingErrorOf(word, text))
      return word;
  return {};
}

bool beginsJsonNumber(char c) { return isDigit(c) || c == '-' || c == '+' || c == '.'; }

bool isJsonWordByte(char c) {
  return beginsJsonNumber(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

} // namespace asl::document
