#include "runtime/support/jackson.h"

#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace asl::jackson {

namespace {

constexpr std::string_view kTokens =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/// Jackson shows so many units of a token, and of the text around an error.
constexpr size_t kMostToken = 256, kMostSource = 500;

bool isDigit(char32_t c) { return c >= '0' && c <= '9'; }

/// Java's Character.isJavaIdentifierStart for a UTF-16 unit. Beyond Latin-1 only the blocks of
/// punctuation and symbols are told from letters.
bool startsIdentifier(char32_t c) {
  if (c < 0x80)
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  if (c < 0x100)
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7) || (c >= 0xA2 && c <= 0xA5) || c == 0xAA ||
           c == 0xB5 || c == 0xBA;
  bool isSymbol = (c >= 0x2000 && c <= 0x206F && c != 0x203F && c != 0x2040) ||
                  (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) ||
                  (c >= 0x3008 && c <= 0x3020) || (c >= 0xD800 && c <= 0xF8FF) ||
                  (c >= 0xFF00 && c <= 0xFF0F) || c >= 0xFFF0;
  return !isSymbol;
}

bool continuesIdentifier(char32_t c) {
  bool isIgnored = c <= 0x08 || (c >= 0x0E && c <= 0x1B) || (c >= 0x7F && c <= 0x9F);
  return startsIdentifier(c) || isDigit(c) || isIgnored;
}

std::string hex(char32_t c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (; c != 0; c >>= 4)
    text.insert(text.begin(), digits[c & 15]);
  return text;
}

class JacksonReader {
public:
  explicit JacksonReader(std::string_view text) : text_(text) {}

  std::optional<SyntaxError> run();

private:
  /// An array or object that is not closed yet.
  struct Open {
    char closer;
    JacksonPlace begin;
  };

  // Each returns false after a failure.
  bool step();
  bool afterName();
  bool value();
  bool close(char32_t closer);
  bool name();
  bool string(std::string_view kind, std::string_view atEnd);
  bool escape();
  bool number(char32_t first);
  bool digits(std::string_view comment);
  bool exponent();
  bool afterRootNumber();
  bool token(size_t begin);
  bool oddValue(char32_t c, size_t begin);
  /// Reads white space and the character behind it, which becomes `current_`.
  bool next(std::string_view atEnd);

  bool fail(std::string message);
  bool unexpected(char32_t c, std::string_view comment);
  bool unexpectedInNumber(char32_t c, std::string_view comment);
  bool unexpectedEnd(std::string_view where);
  bool openAtEnd();

  bool atEnd() const { return at_ == text_.size(); }
  char32_t peek() const;
  char32_t take();
  bool takeIf(std::string_view any);
  std::string_view typeOfOpen() const;
  std::string within() const;
  void opened(char closer);
  void valueEnded() { (open_.empty() ? done_ : afterValue_) = true; }

  std::string_view text_;
  size_t at_ = 0;
  JacksonPlace place_;
  bool afterReturn_ = false;
  char32_t current_ = 0;
  std::vector<Open> open_;
  bool afterValue_ = false, done_ = false;
  std::optional<SyntaxError> error_;
};

std::string described(char32_t c) {
  std::string code = std::to_string(static_cast<uint32_t>(c));
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F))
    return "(CTRL-CHAR, code " + code + ")";
  std::string shown;
  utf8::append(shown, utf8::isScalar(c) ? c : utf8::replacementCharacter);
  return "'" + shown + "' (code " + code + (c > 255 ? " / 0x" + hex(c) : "") + ")";
}

char32_t JacksonReader::peek() const {
  unsigned length = utf8::sequenceLength(text_.substr(at_));
  return length == 0 ? utf8::replacementCharacter : utf8::decodeFirst(text_.substr(at_));
}

/// Takes one code point. Jackson reads UTF-16 units, but stops at none that begins a pair.
char32_t JacksonReader::take() {
  char32_t c = peek();
  at_ += std::max(1u, utf8::sequenceLength(text_.substr(at_)));
  bool endsLine = c == '\r' || (c == '\n' && !afterReturn_);
  if (endsLine) {
    ++place_.line;
    place_.column = 1;
  } else if (c != '\n') {
    place_.column += c > 0xFFFF ? 2 : 1;
  }
  afterReturn_ = c == '\r';
  return c;
}

bool JacksonReader::takeIf(std::string_view any) {
  if (atEnd() || any.find(text_[at_]) == any.npos)
    return false;
  take();
  return true;
}

bool JacksonReader::fail(std::string message) {
  error_ = SyntaxError{std::move(message), place_};
  return false;
}

bool JacksonReader::unexpected(char32_t c, std::string_view comment) {
  return fail("Unexpected character (" + described(c) + "): " + std::string(comment));
}

bool JacksonReader::unexpectedInNumber(char32_t c, std::string_view comment) {
  return fail("Unexpected character (" + described(c) +
              ") in numeric value: " + std::string(comment));
}

bool JacksonReader::unexpectedEnd(std::string_view where) {
  return fail("Unexpected end-of-input" + std::string(where));
}

bool JacksonReader::openAtEnd() {
  return unexpectedEnd(": expected close marker for " + std::string(typeOfOpen()) +
                       " (start marker at " + describe(text_, open_.back().begin) + ")");
}

std::string_view JacksonReader::typeOfOpen() const {
  return open_.empty() ? "root" : open_.back().closer == '}' ? "Object" : "Array";
}

std::string JacksonReader::within() const {
  return " within/between " + std::string(typeOfOpen()) + " entries";
}

bool JacksonReader::next(std::string_view where) {
  while (!atEnd()) {
    current_ = take();
    if (current_ > ' ') {
      return current_ != '/' ||
             unexpected('/', "maybe a (non-standard) comment? (not recognized as one since Feature "
                             "'ALLOW_COMMENTS' not enabled for parser)");
    }
    if (current_ != ' ' && current_ != '\n' && current_ != '\r' && current_ != '\t')
      return fail("Illegal character (" + described(current_) +
                  "): only regular white space (\\r, \\n, \\t) is allowed between tokens");
  }
  return where.empty() ? openAtEnd() : unexpectedEnd(where);
}

std::optional<SyntaxError> JacksonReader::run() {
  bool isBlank = text_.find_first_not_of(" \t\r\n") == text_.npos;
  while (!isBlank && !done_ && step()) {
  }
  return std::move(error_);
}

bool JacksonReader::step() {
  // At the root there is something that is not white space.
  if (!next(""))
    return false;
  if (current_ == ']' || current_ == '}')
    return close(current_);
  if (afterValue_) {
    if (current_ != ',')
      return unexpected(current_, "was expecting comma to separate " + std::string(typeOfOpen()) +
                                      " entries");
    if (!next(within()))
      return false;
  }
  bool isInObject = !open_.empty() && open_.back().closer == '}';
  return isInObject ? name() && next(within()) && afterName() : value();
}

bool JacksonReader::afterName() {
  if (current_ != ':')
    return unexpected(current_, "was expecting a colon to separate field name and value");
  return next(within()) && value();
}

bool JacksonReader::close(char32_t closer) {
  bool fits = !open_.empty() && static_cast<char32_t>(open_.back().closer) == closer;
  if (!fits) {
    JacksonPlace begin = open_.empty() ? JacksonPlace{1, 0} : open_.back().begin;
    return fail(std::string("Unexpected close marker '") + static_cast<char>(closer) +
                "': expected '" + (closer == ']' ? '}' : ']') + "' (for " +
                std::string(typeOfOpen()) + " starting at " + describe(text_, begin) + ")");
  }
  open_.pop_back();
  valueEnded();
  return true;
}

bool JacksonReader::name() {
  if (current_ != '"')
    return unexpected(current_, "was expecting double-quote to start field name");
  return string("name", " in field name");
}

/// Its first quote has been read. `kind` is what a control character may not stand in.
bool JacksonReader::string(std::string_view kind, std::string_view where) {
  while (!atEnd()) {
    JacksonPlace before = place_;
    char32_t c = take();
    if (c == '"')
      return true;
    if (c == '\\' && !escape())
      return false;
    if (c < ' ') {
      // A line break inside a string does not count as one.
      place_ = {before.line, before.column + 1};
      return fail("Illegal unquoted character (" + described(c) +
                  "): has to be escaped using backslash to be included in " + std::string(kind));
    }
  }
  return unexpectedEnd(where);
}

bool JacksonReader::escape() {
  constexpr std::string_view where = " in character escape sequence";
  if (atEnd())
    return unexpectedEnd(where);
  if (takeIf("\"\\/bfnrt"))
    return true;
  char32_t c = take();
  if (c != 'u')
    return fail("Unrecognized character escape " + described(c));
  for (int i = 0; i < 4; ++i) {
    if (atEnd())
      return unexpectedEnd(where);
    if (!takeIf("0123456789abcdefABCDEF"))
      return unexpected(take(), "expected a hex-digit for character escape sequence");
  }
  return true;
}

/// Its first character has been read.
bool JacksonReader::number(char32_t first) {
  if (first == '-') {
    if (atEnd())
      return unexpectedEnd("No digit following minus sign");
    first = take();
    if (!isDigit(first))
      return unexpectedInNumber(
          first, "expected digit (0-9) to follow minus sign, for valid numeric value");
  }
  if (first == '0' && !atEnd() && isDigit(peek()))
    return fail("Invalid numeric value: Leading zeroes not allowed");
  while (takeIf("0123456789")) {
  }
  if (takeIf(".") && !digits("Decimal point not followed by a digit"))
    return false;
  if (takeIf("eE") && !exponent())
    return false;
  return !open_.empty() || afterRootNumber();
}

bool JacksonReader::digits(std::string_view comment) {
  if (atEnd())
    return unexpectedInNumber('.', comment);
  if (!isDigit(peek()))
    return unexpectedInNumber(take(), comment);
  while (takeIf("0123456789")) {
  }
  return true;
}

bool JacksonReader::exponent() {
  takeIf("+-");
  if (atEnd())
    return unexpectedEnd("expected a digit for number exponent");
  return digits("Exponent indicator not followed by a digit");
}

bool JacksonReader::afterRootNumber() {
  if (atEnd() || takeIf(" \t\r\n"))
    return true;
  return unexpected(take(), "Expected space separating root-level values");
}

bool JacksonReader::value() {
  size_t begin = at_ - 1;
  switch (current_) {
  case '{':
  case '[':
    opened(current_ == '{' ? '}' : ']');
    return true;
  case '"':
    if (!string("string value", ": was expecting closing quote for a string value"))
      return false;
    break;
  case '}':
    return unexpected(current_, "expected a value");
  case 't':
  case 'f':
  case 'n':
    if (!token(begin))
      return false;
    break;
  default:
    if (current_ != '-' && !isDigit(current_))
      return oddValue(current_, begin);
    if (!number(current_))
      return false;
  }
  valueEnded();
  return true;
}

void JacksonReader::opened(char closer) {
  JacksonPlace begin = place_;
  --begin.column;
  open_.push_back({closer, begin});
  afterValue_ = false;
}

/// A word from `begin`. Its first character has been read.
bool JacksonReader::token(size_t begin) {
  while (!atEnd() && at_ - begin < kMostToken && continuesIdentifier(peek()))
    take();
  std::string_view word = text_.substr(begin, at_ - begin);
  if (word == "true" || word == "false" || word == "null")
    return true;
  if (word == "NaN" || word == "Infinity")
    return fail("Non-standard token '" + std::string(word) +
                "': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow");
  std::string_view more = word.size() < kMostToken ? "" : "...";
  return fail("Unrecognized token '" + std::string(word) + std::string(more) + "': was expecting " +
              std::string(kTokens));
}

bool JacksonReader::oddValue(char32_t c, size_t begin) {
  if (c == '+') {
    if (atEnd())
      return unexpectedEnd(" in a value");
    return unexpectedInNumber(take(),
                              "expected digit (0-9) to follow minus sign, for valid numeric value");
  }
  if (!startsIdentifier(c))
    return unexpected(c, "expected a valid value " + std::string(kTokens));
  // What was read may have several bytes.
  while (begin > 0 && utf8::isContinuation(text_[begin]))
    --begin;
  return token(begin);
}

} // namespace

std::optional<SyntaxError> syntaxErrorOf(std::string_view text) {
  return JacksonReader(text).run();
}

std::string messageOr(std::string_view text, std::string other) {
  std::optional<SyntaxError> error = syntaxErrorOf(text);
  return error ? std::move(error->message) : std::move(other);
}

std::string describe(std::string_view text, JacksonPlace place) {
  std::string shown;
  size_t units = 0, at = 0;
  for (; at < text.size() && units < kMostSource; ++units) {
    unsigned length = std::max(1u, utf8::sequenceLength(text.substr(at)));
    std::string_view one = text.substr(at, length);
    shown += utf8::isValid(one) ? one : utf8::replacementText;
    units += length == 4 ? 1 : 0;
    at += length;
  }
  std::string_view rest = text.substr(at);
  std::string more = rest.empty()
                         ? ""
                         : "[truncated " +
                               std::to_string(utf8::countUtf16Units(utf8::replaceInvalid(rest))) +
                               " chars]";
  return "[Source: (String)\"" + shown + "\"" + more + "; line: " + std::to_string(place.line) +
         ", column: " + std::to_string(place.column) + "]";
}

} // namespace asl::jackson
