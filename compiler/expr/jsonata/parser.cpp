// From JSONata text to the tree as written: top-down operator precedence with the binding powers
// and error codes of the reference.
#include "compiler/expr/jsonata/lexer.h"
#include "compiler/expr/jsonata/regex.h"
#include "compiler/expr/jsonata/resolve.h"
#include "runtime/expr/jsonata/numbers/number_text.h"

#include <array>

namespace aslc::jsonata {

namespace {

constexpr unsigned maxNesting = 400;
/// A chain of operators nests to the left.
constexpr unsigned maxChain = 1000;

struct BindingPower {
  std::string_view op;
  int power;
};
constexpr std::array<BindingPower, 27> bindingPowers = {{
    {".", 75},  {"[", 80},  {"{", 70},   {"(", 80},  {"@", 80},  {"#", 80},  {"?", 20},
    {"+", 50},  {"-", 50},  {"*", 60},   {"/", 60},  {"%", 60},  {"=", 40},  {"<", 40},
    {">", 40},  {"^", 40},  {":=", 10},  {"!=", 40}, {"<=", 40}, {">=", 40}, {"~>", 40},
    {"?:", 40}, {"??", 40}, {"and", 30}, {"or", 25}, {"in", 40}, {"&", 50},
}};

class Parser {
public:
  explicit Parser(std::string_view text) : lexer_(text), size_(text.size()) {}

  std::variant<NodePtr, Error> run() {
    advance();
    NodePtr tree = expression(0);
    if (token_.kind != Token::Kind::End)
      failAtToken("S0201");
    if (error_)
      return *error_;
    return tree;
  }

private:
  /// Reads the next token into token_.
  void advance(bool afterOperand = false) {
    if (error_) {
      token_ = Token{};
      return;
    }
    token_ = lexer_.next(afterOperand);
    if (lexer_.error())
      error_ = *lexer_.error();
    if (token_.kind == Token::Kind::End)
      token_.begin = token_.position = size_;
    if (token_.is("!") || token_.is("~"))
      fail("S0204", token_.position, token_.text);
  }

  void expect(std::string_view op, bool afterOperand = false) {
    if (!token_.is(op)) {
      bool end = token_.kind == Token::Kind::End;
      failAtToken(end ? "S0203" : "S0202", std::string(op));
      return;
    }
    advance(afterOperand);
  }

  /// The error of an unexpected token.
  void failAtToken(std::string code, std::string value = {}) {
    Token::Kind kind = token_.kind;
    std::string text =
        kind == Token::Kind::Number ? asl::jsonata::numberText(token_.number) : token_.text;
    bool isFirst = !error_;
    fail(std::move(code), token_.position, std::move(text), std::move(value));
    if (isFirst)
      error_->isTokenText =
          kind != Token::Kind::Number && kind != Token::Kind::Boolean && kind != Token::Kind::Null;
  }

  NodePtr fail(std::string code, size_t position, std::string token = {}, std::string value = {}) {
    if (!error_)
      error_ = Error{std::move(code), position, std::move(token), std::move(value)};
    token_ = Token{};
    return make(NodeKind::End, token_);
  }

  static NodePtr make(NodeKind kind, const Token &token) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->text = token.text;
    node->begin = token.begin;
    node->position = token.position;
    return node;
  }

  int leftPower() const {
    if (token_.kind != Token::Kind::Operator)
      return 0;
    for (const BindingPower &entry : bindingPowers)
      if (entry.op == token_.text)
        return entry.power;
    return 0;
  }
  static int power(std::string_view op) {
    for (const BindingPower &entry : bindingPowers)
      if (entry.op == op)
        return entry.power;
    return 0;
  }

  NodePtr expression(int rightPower) {
    if (++nesting_ > maxNesting) {
      --nesting_;
      return fail("S0500", token_.position);
    }
    Token token = std::move(token_);
    advance(true);
    NodePtr left = prefix(token);
    for (unsigned chained = 0; !error_ && rightPower < leftPower(); ++chained) {
      if (nesting_ + chained > maxChain)
        return fail("S0500", token_.position);
      token = std::move(token_);
      advance();
      left = infix(token, std::move(left));
    }
    --nesting_;
    return left;
  }

  NodePtr prefix(const Token &token) {
    switch (token.kind) {
    case Token::Kind::Name:
      return make(NodeKind::Name, token);
    case Token::Kind::Variable:
      return make(NodeKind::Variable, token);
    case Token::Kind::String:
      return make(NodeKind::String, token);
    case Token::Kind::Number: {
      NodePtr node = make(NodeKind::Number, token);
      node->number = token.number;
      return node;
    }
    case Token::Kind::Boolean: {
      NodePtr node = make(NodeKind::Boolean, token);
      node->boolean = token.boolean;
      return node;
    }
    case Token::Kind::Null:
      return make(NodeKind::Null, token);
    case Token::Kind::Regex: {
      NodePtr node = make(NodeKind::Regex, token);
      node->ignoreCase = token.ignoreCase;
      node->multiline = token.multiline;
      node->text = regexForRe2(token.text);
      if (std::string problem = regexProblem(node->text, token.ignoreCase); !problem.empty())
        return fail("S0303", token.position, "/" + token.text + "/", problem);
      return node;
    }
    case Token::Kind::End:
      return make(NodeKind::End, token);
    case Token::Kind::Operator:
      return prefixOperator(token);
    }
    return nullptr;
  }

  NodePtr prefixOperator(const Token &token) {
    const std::string &op = token.text;
    if (op == "and" || op == "or" || op == "in")
      return make(NodeKind::Name, token);
    if (op == "-") {
      NodePtr node = make(NodeKind::Negate, token);
      node->lhs = expression(70);
      return node;
    }
    if (op == "*")
      return make(NodeKind::Wildcard, token);
    if (op == "**")
      return make(NodeKind::Descendant, token);
    if (op == "%")
      return make(NodeKind::Parent, token);
    if (op == "(")
      return block(token);
    if (op == "[")
      return array(token);
    if (op == "{") {
      NodePtr node = make(NodeKind::Object, token);
      pairs(node->pairs);
      return node;
    }
    if (op == "|")
      return transform(token);
    return fail("S0211", token.position, op);
  }

  NodePtr block(const Token &token) {
    NodePtr node = make(NodeKind::Block, token);
    while (!error_ && !token_.is(")")) {
      node->items.push_back(expression(0));
      if (!token_.is(";"))
        break;
      advance();
    }
    expect(")", true);
    return node;
  }

  NodePtr array(const Token &token) {
    NodePtr node = make(NodeKind::Array, token);
    while (!error_ && !(token_.is("]") && node->items.empty())) {
      NodePtr item = expression(0);
      if (token_.is("..")) {
        NodePtr range = make(NodeKind::Binary, token_);
        advance();
        range->lhs = std::move(item);
        range->rhs = expression(0);
        item = std::move(range);
      }
      node->items.push_back(std::move(item));
      if (!token_.is(","))
        break;
      advance();
    }
    expect("]", true);
    return node;
  }

  void pairs(std::vector<std::pair<NodePtr, NodePtr>> &into) {
    while (!error_ && !(token_.is("}") && into.empty())) {
      NodePtr key = expression(0);
      expect(":");
      NodePtr value = expression(0);
      into.emplace_back(std::move(key), std::move(value));
      if (!token_.is(","))
        break;
      advance();
    }
    expect("}", true);
  }

  NodePtr transform(const Token &token) {
    NodePtr node = make(NodeKind::Transform, token);
    node->pattern = expression(0);
    expect("|");
    node->update = expression(0);
    if (token_.is(",")) {
      advance();
      node->remove = expression(0);
    }
    expect("|");
    return node;
  }

  NodePtr infix(const Token &token, NodePtr left) {
    const std::string &op = token.text;
    if (op == "(")
      return call(token, std::move(left));
    if (op == "[")
      return predicate(token, std::move(left));
    if (op == "^")
      return orderBy(token, std::move(left));
    if (op == "{") {
      NodePtr node = make(NodeKind::Group, token);
      node->lhs = std::move(left);
      pairs(node->pairs);
      return node;
    }
    if (op == ":=") {
      if (left->kind != NodeKind::Variable)
        return fail("S0212", left->position, left->text);
      return binary(NodeKind::Assign, token, std::move(left), power(op) - 1);
    }
    if (op == "@" || op == "#")
      return bindStep(token, std::move(left));
    if (op == "?")
      return condition(token, std::move(left));
    if (op == "?:" || op == "??")
      return binary(NodeKind::Default, token, std::move(left), 0);
    NodeKind kind = op == "." ? NodeKind::Dot : op == "~>" ? NodeKind::Chain : NodeKind::Binary;
    return binary(kind, token, std::move(left), power(op));
  }

  NodePtr binary(NodeKind kind, const Token &token, NodePtr left, int rightPower) {
    NodePtr node = make(kind, token);
    node->lhs = std::move(left);
    node->rhs = expression(rightPower);
    return node;
  }

  NodePtr call(const Token &token, NodePtr left) {
    NodePtr node = make(NodeKind::Call, token);
    while (!error_ && !(token_.is(")") && node->items.empty())) {
      if (token_.is("?")) {
        node->kind = NodeKind::Partial;
        node->items.push_back(make(NodeKind::Placeholder, token_));
        advance();
      } else {
        node->items.push_back(expression(0));
      }
      if (!token_.is(","))
        break;
      advance();
    }
    expect(")", true);
    bool lambda =
        left->kind == NodeKind::Name && (left->text == "function" || left->text == "\u03BB");
    node->procedure = std::move(left);
    return lambda ? lambdaDefinition(std::move(node)) : std::move(node);
  }

  NodePtr lambdaDefinition(NodePtr node) {
    for (size_t i = 0; i < node->items.size(); ++i) {
      const Node &parameter = *node->items[i];
      if (parameter.kind != NodeKind::Variable) {
        fail("S0208", parameter.position, parameter.text, std::to_string(i + 1));
        error_->isValueText = error_->code != "S0208";
        return make(NodeKind::End, token_);
      }
      node->parameters.push_back(parameter.text);
    }
    node->kind = NodeKind::Lambda;
    node->items.clear();
    node->procedure.reset();
    if (token_.is("<") && !signature(*node))
      return node;
    expect("{");
    node->body = expression(0);
    expect("}");
    return node;
  }

  bool signature(Node &node) {
    size_t start = token_.position;
    std::string text = "<";
    for (int depth = 1; depth > 0 && !token_.is("{") && token_.kind != Token::Kind::End;) {
      advance();
      if (token_.is(">"))
        --depth;
      else if (token_.is("<"))
        ++depth;
      text += token_.text;
    }
    expect(">");
    auto parsed = parseSignature(text);
    if (auto *error = std::get_if<Error>(&parsed)) {
      fail(error->code, start + error->position, {}, error->value);
      return false;
    }
    node.signature = std::get<Signature>(std::move(parsed));
    return true;
  }

  NodePtr predicate(const Token &token, NodePtr left) {
    if (token_.is("]")) { // `[]` keeps a single result an array
      Node *step = left.get();
      while (step->kind == NodeKind::Predicate)
        step = step->lhs.get();
      step->keepArray = true;
      advance();
      return left;
    }
    NodePtr node = binary(NodeKind::Predicate, token, std::move(left), 0);
    expect("]", true);
    return node;
  }

  NodePtr orderBy(const Token &token, NodePtr left) {
    NodePtr node = make(NodeKind::OrderBy, token);
    node->lhs = std::move(left);
    expect("(");
    while (!error_) {
      SortTerm term;
      if (token_.is("<") || token_.is(">")) {
        term.descending = token_.is(">");
        advance();
      }
      term.expression = expression(0);
      node->terms.push_back(std::move(term));
      if (!token_.is(","))
        break;
      advance();
    }
    expect(")");
    return node;
  }

  NodePtr bindStep(const Token &token, NodePtr left) {
    NodePtr node = binary(token.text == "@" ? NodeKind::Focus : NodeKind::Index, token,
                          std::move(left), power("@"));
    if (node->rhs->kind != NodeKind::Variable)
      return fail("S0214", node->rhs->position, token.text);
    node->text = node->rhs->text;
    return node;
  }

  /// `a ? b : c`
  NodePtr condition(const Token &token, NodePtr left) {
    NodePtr node = make(NodeKind::Condition, token);
    node->condition = std::move(left);
    node->then = expression(0);
    if (token_.is(":")) {
      advance();
      node->otherwise = expression(0);
    }
    return node;
  }

  Lexer lexer_;
  size_t size_;
  Token token_;
  unsigned nesting_ = 0;
  std::optional<Error> error_;
};

} // namespace

std::variant<NodePtr, Error> parse(std::string_view text) {
  auto written = Parser(text).run();
  if (auto *error = std::get_if<Error>(&written))
    return std::move(*error);
  return resolve(std::get<NodePtr>(std::move(written)));
}

} // namespace aslc::jsonata
