// Splits a JSONata expression into tokens.
#include "compiler/expr/jsonata/lexer.h"

#include "runtime/support/decimal.h"
#include "runtime/support/encoding.h"
#include "runtime/support/utf8.h"

#include <cmath>
#include <cstring>

namespace aslc::jsonata {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v'; }

/// Characters that are operators by themselves, and so end a name.
bool isOperator(char c) { return c != '\0' && std::strchr(".[]{}(),@#;:?+-*/%|=<>^&!~", c); }

} // namespace

Token Lexer::make(Token::Kind kind, std::string text) {
  Token token;
  token.kind = kind;
  token.text = std::move(text);
  token.begin = begin_;
  token.position = position_;
  return token;
}

Token Lexer::fail(std::string code, size_t position, std::string token) {
  if (!error_)
    error_ = Error{std::move(code), position, std::move(token), {}};
  failedBegin_ = begin_;
  position_ = begin_ = text_.size();
  return make(Token::Kind::End, {});
}

bool Lexer::skipBlanksAndComments() {
  for (;;) {
    while (position_ < text_.size() && isBlank(text_[position_]))
      ++position_;
    if (at(position_) != '/' || at(position_ + 1) != '*')
      return true;
    size_t end = text_.find("*/", position_ + 2);
    if (end == std::string_view::npos) {
      fail("S0106", position_);
      return false;
    }
    position_ = end + 2;
  }
}

std::optional<Token> Lexer::operatorToken() {
  static constexpr std::string_view pairs[] = {
      "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"};
  for (std::string_view pair : pairs)
    if (text_.substr(position_, 2) == pair) {
      position_ += 2;
      return make(Token::Kind::Operator, std::string(pair));
    }
  if (!isOperator(at(position_)))
    return std::nullopt;
  ++position_;
  return make(Token::Kind::Operator, std::string(1, text_[position_ - 1]));
}

bool Lexer::escape(std::string &out) {
  char c = at(++position_);
  static constexpr std::string_view names = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
  if (size_t found = names.find(c); c != '\0' && found != std::string_view::npos) {
    out += meant[found];
    return true;
  }
  if (c != 'u') {
    fail("S0103", position_, c ? std::string(1, c) : std::string());
    return false;
  }
  auto code = asl::hexQuad(text_.substr(position_ + 1));
  if (!code) {
    fail("S0104", position_);
    return false;
  }
  position_ += 4;
  if (asl::utf8::isHighSurrogate(*code) && at(position_ + 1) == '\\' && at(position_ + 2) == 'u')
    if (auto low = asl::hexQuad(text_.substr(position_ + 3));
        low && asl::utf8::isLowSurrogate(*low)) {
      code = asl::utf8::joinSurrogates(*code, *low);
      position_ += 6;
    }
  // A lone surrogate cannot be written in UTF-8. It becomes U+FFFD, as in JSON input.
  asl::utf8::append(out, asl::utf8::isScalar(*code) ? *code : asl::utf8::replacementCharacter);
  return true;
}

Token Lexer::stringToken(char quote) {
  std::string value;
  for (++position_; position_ < text_.size(); ++position_) {
    char c = text_[position_];
    if (c == quote) {
      ++position_;
      return make(Token::Kind::String, std::move(value));
    }
    if (c != '\\')
      value += c;
    else if (!escape(value))
      return make(Token::Kind::End, {});
  }
  return fail("S0101", position_);
}

std::optional<Token> Lexer::numberToken() {
  auto digit = [&](size_t i) { return at(i) >= '0' && at(i) <= '9'; };
  size_t end = position_;
  if (!digit(end))
    return std::nullopt;
  if (at(end) == '0')
    ++end;
  else
    while (digit(end))
      ++end;
  if (at(end) == '.' && digit(end + 1))
    for (++end; digit(end);)
      ++end;
  if (at(end) == 'e' || at(end) == 'E') {
    size_t exponent = end + 1;
    if (at(exponent) == '+' || at(exponent) == '-')
      ++exponent;
    if (digit(exponent))
      for (end = exponent; digit(end);)
        ++end;
  }
  std::string written(text_.substr(position_, end - position_));
  double number = asl::nearestDouble(written);
  if (!std::isfinite(number))
    return fail("S0102", position_, written);
  position_ = end;
  Token token = make(Token::Kind::Number, std::move(written));
  token.number = number;
  return token;
}

Token Lexer::quotedName() {
  size_t end = text_.find('`', position_ + 1);
  if (end == std::string_view::npos)
    return fail("S0105", text_.size());
  std::string name(text_.substr(position_ + 1, end - position_ - 1));
  position_ = end + 1;
  return make(Token::Kind::Name, std::move(name));
}

Token Lexer::word() {
  size_t end = position_;
  while (end < text_.size() && !isBlank(text_[end]) && !isOperator(text_[end]))
    ++end;
  std::string name(text_.substr(position_, end - position_));
  position_ = end;
  if (!name.empty() && name[0] == '$')
    return make(Token::Kind::Variable, name.substr(1));
  if (name == "or" || name == "in" || name == "and")
    return make(Token::Kind::Operator, std::move(name));
  if (name == "true" || name == "false") {
    Token token = make(Token::Kind::Boolean, name);
    token.boolean = name == "true";
    return token;
  }
  if (name == "null")
    return make(Token::Kind::Null, std::move(name));
  return make(name.empty() ? Token::Kind::End : Token::Kind::Name, std::move(name));
}

Token Lexer::regex() {
  size_t start = ++position_;
  int depth = 0;
  auto escaped = [&] {
    size_t count = 0;
    while (position_ > count && text_[position_ - count - 1] == '\\')
      ++count;
    return count % 2 == 1;
  };
  for (; position_ < text_.size(); ++position_) {
    char c = text_[position_];
    if (c == '/' && depth == 0 && !escaped()) {
      std::string pattern(text_.substr(start, position_ - start));
      if (pattern.empty())
        return fail("S0301", position_);
      Token token;
      for (++position_; at(position_) == 'i' || at(position_) == 'm'; ++position_)
        (at(position_) == 'i' ? token.ignoreCase : token.multiline) = true;
      token.kind = Token::Kind::Regex;
      token.text = std::move(pattern);
      token.begin = begin_;
      token.position = position_;
      return token;
    }
    bool plain = text_[position_ - 1] != '\\';
    if (plain && (c == '(' || c == '[' || c == '{'))
      ++depth;
    if (plain && (c == ')' || c == ']' || c == '}'))
      --depth;
  }
  return fail("S0302", position_);
}

Token Lexer::next(bool afterOperand) {
  begin_ = position_;
  if (error_ || !skipBlanksAndComments())
    return make(Token::Kind::End, {});
  begin_ = position_;
  char c = at(position_);
  if (position_ >= text_.size())
    return make(Token::Kind::End, {});
  if (c == '/' && !afterOperand)
    return regex();
  if (auto token = operatorToken())
    return *token;
  if (c == '"' || c == '\'')
    return stringToken(c);
  if (auto token = numberToken())
    return *token;
  if (c == '`')
    return quotedName();
  return word();
}

} // namespace aslc::jsonata
