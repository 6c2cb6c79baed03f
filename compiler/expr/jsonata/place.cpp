// The place of a syntax error. The reference gives the end of the token at fault; diagnostics mark
// the token.
#include "compiler/expr/jsonata/lexer.h"

#include <algorithm>

namespace aslc::jsonata {

namespace {

/// The beginning of a token without an end, the backslash of an escape sequence, else the whole
/// token.
std::pair<size_t, size_t> unreadable(const Error &error, size_t begin) {
  if (error.code == "S0102")
    return {begin, begin + error.token.size()};
  if (error.code == "S0301")
    return {begin, begin + 2};
  if (error.code == "S0103" || error.code == "S0104")
    return {error.position - 1, error.position};
  if (error.code == "S0106")
    return {error.position, error.position + 2};
  return {begin, begin + 1};
}

} // namespace

std::pair<size_t, size_t> placeOf(const Error &error, std::string_view text) {
  Lexer lexer(text);
  Token token;
  size_t last = 0;
  bool atEnd = error.code == "S0203" || error.code == "S0207";
  for (;;) {
    token = lexer.next(token.endsOperand());
    if (lexer.error())
      return unreadable(*lexer.error(), lexer.failedBegin());
    if (token.kind == Token::Kind::End)
      return {last, last + 1};
    last = token.position;
    if (last == error.position && !atEnd)
      return {token.begin, last};
    if (last > error.position && !atEnd) // within the text of a signature
      return {std::max<size_t>(error.position, 1) - 1, std::max<size_t>(error.position, 1)};
  }
}

std::vector<std::pair<size_t, size_t>> newerOperators(std::string_view text) {
  std::vector<std::pair<size_t, size_t>> found;
  if (text.find("?:") == text.npos && text.find("??") == text.npos)
    return found;
  // The tree does not say how its parts were written.
  Lexer lexer(text);
  Token token = lexer.next(false);
  for (; token.kind != Token::Kind::End; token = lexer.next(token.endsOperand()))
    if (token.is("?:") || token.is("??"))
      found.emplace_back(token.begin, token.position);
  return found;
}

} // namespace aslc::jsonata
