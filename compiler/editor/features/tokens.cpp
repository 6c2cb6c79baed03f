// Semantic tokens: what the parts of expressions are.
#include "compiler/ast/walk.h"
#include "compiler/editor/features/features.h"
#include "compiler/expr/jsonata/lexer.h"

#include <algorithm>
#include <cctype>

namespace aslc::editor {

namespace {

enum class TokenType : uint8_t {
  Variable,
  Function,
  Property,
  String,
  Number,
  Operator,
  Keyword,
  Regexp
};

struct Part {
  size_t begin, end; ///< bytes of the expression
  TokenType type;
};

std::vector<Part> partsOfJsonata(std::string_view text) {
  using Kind = jsonata::Token::Kind;
  std::vector<Part> parts;
  jsonata::Lexer lexer(text);
  bool afterOperand = false;
  for (auto token = lexer.next(false); token.kind != Kind::End; token = lexer.next(afterOperand)) {
    afterOperand = token.endsOperand();
    bool calls = text.substr(token.position).starts_with('(');
    TokenType type = TokenType::Operator;
    switch (token.kind) {
    case Kind::Variable:
      type = calls ? TokenType::Function : TokenType::Variable;
      break;
    case Kind::Name:
      type = token.text == "function" && calls ? TokenType::Keyword : TokenType::Property;
      break;
    case Kind::String:
      type = TokenType::String;
      break;
    case Kind::Number:
      type = TokenType::Number;
      break;
    case Kind::Boolean:
    case Kind::Null:
      type = TokenType::Keyword;
      break;
    case Kind::Regex:
      type = TokenType::Regexp;
      break;
    default:
      break;
    }
    parts.push_back({token.begin, token.position, type});
  }
  return parts;
}

bool isNameByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c < 0; }

/// Paths and intrinsic calls.
std::vector<Part> partsOfPath(std::string_view text) {
  std::vector<Part> parts;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    char c = text[at];
    if (c == '\'') {
      for (++at; at < text.size() && text[at] != '\''; ++at)
        at += text[at] == '\\';
      at = std::min(at + 1, text.size());
      parts.push_back({begin, at, TokenType::String});
    } else if (c == '$' || c == '@') {
      while (at < text.size() && (text[at] == '$' || text[at] == '@' || isNameByte(text[at])))
        ++at;
      parts.push_back({begin, at, TokenType::Variable});
    } else if (isNameByte(c)) {
      while (at < text.size() && (isNameByte(text[at]) ||
                                  (text[at] == '.' && text.substr(begin, at - begin) == "States")))
        ++at;
      std::string_view word = text.substr(begin, at - begin);
      bool isNumber = std::isdigit(static_cast<unsigned char>(c));
      parts.push_back({begin, at,
                       word.starts_with("States.") ? TokenType::Function
                       : isNumber                  ? TokenType::Number
                                                   : TokenType::Property});
    } else {
      ++at;
    }
  }
  return parts;
}

struct Token {
  source::Range range;
  TokenType type;
};

/// With places of the document.
void addTokens(const Snapshot &snapshot, const ast::Machine &root, std::vector<Token> &tokens) {
  const source::Tree &tree = *root.tree;
  ast::forEachMachine(root, [&](const ast::Machine &machine) {
    for (const ast::State &state : machine.states)
      ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
        const ast::Expression &expression = field.expression;
        if (!expression.node)
          return;
        bool isJsonata = expression.kind == ast::Expression::Kind::Jsonata;
        for (const Part &part :
             isJsonata ? partsOfJsonata(expression.text) : partsOfPath(expression.text)) {
          source::Range range = tree.within(*expression.node, expression.offset + part.begin,
                                            expression.offset + part.end);
          range = snapshot.outer(range);
          bool isPlain = range.end - range.begin == part.end - part.begin;
          std::string_view written = snapshot.document().text(range);
          if (isPlain && written.find('\n') == written.npos)
            tokens.push_back({range, part.type});
        }
      });
  });
}

} // namespace

Json tokenTypes() {
  return {"variable", "function", "property", "string", "number", "operator", "keyword", "regexp"};
}

Json semanticTokensOf(const Content &content, Encoding encoding) {
  std::vector<Token> tokens;
  for (const auto &part : content.parts())
    if (const ast::Machine *machine = part->machine())
      addTokens(*part, *machine, tokens);
  std::sort(tokens.begin(), tokens.end(),
            [](const Token &a, const Token &b) { return a.range.begin < b.range.begin; });
  const source::File &file = content.whole().file();
  Json data = Json::array();
  Positions positions;
  Position last;
  uint32_t end = 0;
  for (const Token &token : tokens) {
    if (token.range.begin < end)
      continue;
    end = token.range.end;
    Position place = positions.at(file, token.range.begin, encoding);
    uint32_t lines = place.line - last.line;
    data.push_back(lines);
    data.push_back(lines == 0 ? place.character - last.character : place.character);
    data.push_back(lengthOf(file.text(token.range), encoding));
    data.push_back(static_cast<int>(token.type));
    data.push_back(0);
    last = place;
  }
  return {{"data", data}};
}

} // namespace aslc::editor
