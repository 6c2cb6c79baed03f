// The tokens of JSONata.
#pragma once

#include "compiler/expr/jsonata/tree.h"

namespace aslc::jsonata {

struct Token {
  enum class Kind : uint8_t { Operator, Name, Variable, String, Number, Boolean, Null, Regex, End };
  Kind kind = Kind::End;
  std::string text; ///< operator, name, decoded string, pattern
  double number = 0;
  bool boolean = false;
  bool ignoreCase = false, multiline = false; ///< Regex
  size_t begin = 0;
  size_t position = 0; ///< one past the end
  bool is(std::string_view op) const { return kind == Kind::Operator && text == op; }
  /// Whether the token ends a value, so that a `/` after it divides.
  bool endsOperand() const {
    return kind == Kind::Operator ? is(")") || is("]") || is("}") : kind != Kind::End;
  }
};

class Lexer {
public:
  explicit Lexer(std::string_view text) : text_(text) {}
  /// The next token; with `afterOperand`, `/` divides (else it begins a regular
  /// expression). After an error, `error()` is set and every further token is End.
  Token next(bool afterOperand);
  const std::optional<Error> &error() const { return error_; }
  /// After an error: the byte at which the token begins that could not be read.
  size_t failedBegin() const { return failedBegin_; }

private:
  char at(size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  bool skipBlanksAndComments();
  std::optional<Token> operatorToken();
  Token stringToken(char quote);
  bool escape(std::string &out);
  std::optional<Token> numberToken();
  Token quotedName();
  Token word();
  Token regex();
  Token fail(std::string code, size_t position, std::string token = {});
  Token make(Token::Kind kind, std::string text);

  std::string_view text_;
  size_t position_ = 0;
  size_t begin_ = 0;
  size_t failedBegin_ = 0;
  std::optional<Error> error_;
};

} // namespace aslc::jsonata
