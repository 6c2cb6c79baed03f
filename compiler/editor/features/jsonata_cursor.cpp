#include "compiler/editor/features/jsonata_cursor.h"

#include "compiler/expr/jsonata/lexer.h"

#include <algorithm>
#include <utility>

namespace aslc::editor {

namespace {

using jsonata::Token;
using Kind = JsonataCursor::Kind;

/// What a function of the library gives to the parameters of the function that it calls, made of
/// its first argument.
struct Given {
  std::string_view function;
  size_t parameter;
  std::string_view before, behind;
};
constexpr Given given[] = {
    {"map", 0, "(", ")[0]"},      {"map", 2, "(", ")"},         {"filter", 0, "(", ")[0]"},
    {"filter", 2, "(", ")"},      {"single", 0, "(", ")[0]"},   {"single", 2, "(", ")"},
    {"reduce", 1, "(", ")[0]"},   {"sort", 0, "(", ")[0]"},     {"sort", 1, "(", ")[0]"},
    {"each", 0, "((", ").*)[0]"}, {"sift", 0, "((", ").*)[0]"},
};

class Reader {
public:
  explicit Reader(std::string_view before) : before_(before), locals_(before) {}
  JsonataCursor read();

private:
  bool lex(JsonataCursor &cursor);
  bool isOperand(size_t end) const { return end > 0 && tokens_[end - 1].endsOperand(); }
  bool isAt(size_t i, std::string_view op) const { return i < tokens_.size() && tokens_[i].is(op); }
  bool isBefore(size_t end, std::string_view op) const {
    return end > 0 && tokens_[end - 1].is(op);
  }
  size_t openerOf(size_t closer) const;
  size_t receiverBegin(size_t end) const;
  std::string text(size_t begin, size_t end) const {
    return begin >= end
               ? ""
               : std::string(before_.substr(tokens_[begin].begin,
                                            tokens_[end - 1].position - tokens_[begin].begin));
  }
  std::string receiver(size_t end) const { return text(receiverBegin(end), end); }
  std::string contextOf(size_t opener) const;
  std::string valueOf(const Local &local) const;
  std::string parameterValue(const Local &local) const;
  void addAround(JsonataCursor &cursor);
  std::vector<std::string> pathOf(size_t begin, size_t end) const;

  std::string_view before_;
  Locals locals_;
  std::vector<Token> tokens_; ///< without the name at the cursor
  std::vector<size_t> open_;  ///< brackets that are not closed
};

/// Reads the tokens, and the name at the cursor. False where nothing may be written.
bool Reader::lex(JsonataCursor &cursor) {
  jsonata::Lexer lexer(before_);
  bool afterOperand = false;
  for (Token token = lexer.next(false); token.kind != Token::Kind::End;
       token = lexer.next(afterOperand)) {
    afterOperand = token.endsOperand();
    tokens_.push_back(std::move(token));
  }
  if (const auto &error = lexer.error()) {
    if (error->code != "S0105") // a name whose backtick is open
      return false;
    cursor.name = before_.substr(lexer.failedBegin() + 1);
    cursor.length = cursor.name.size() + 1;
  } else if (!tokens_.empty() && tokens_.back().position == before_.size()) {
    Token last = tokens_.back();
    switch (last.kind) {
    case Token::Kind::String:
    case Token::Kind::Number:
    case Token::Kind::Regex:
      return false;
    case Token::Kind::Operator:
      break;
    default:
      cursor.kind = last.kind == Token::Kind::Variable ? Kind::Variable : Kind::Bare;
      cursor.length = last.position - last.begin;
      cursor.name =
          last.kind == Token::Kind::Variable ? last.text : std::string(before_.substr(last.begin));
      tokens_.pop_back();
    }
  }
  for (size_t i = 0; i < tokens_.size(); ++i)
    if (isAt(i, "(") || isAt(i, "[") || isAt(i, "{"))
      open_.push_back(i);
    else if ((isAt(i, ")") || isAt(i, "]") || isAt(i, "}")) && !open_.empty())
      open_.pop_back();
  return true;
}

size_t Reader::openerOf(size_t closer) const {
  size_t depth = 0;
  for (size_t i = closer + 1; i-- > 0;) {
    depth += isAt(i, ")") || isAt(i, "]") || isAt(i, "}");
    depth -= isAt(i, "(") || isAt(i, "[") || isAt(i, "{");
    if (depth == 0)
      return i;
  }
  return 0;
}

/// Where the operand begins that ends before token `end`: a name, a call, a block, with what hangs
/// on it by dots and brackets.
size_t Reader::receiverBegin(size_t end) const {
  size_t i = end;
  while (i > 0) {
    const Token &token = tokens_[i - 1];
    if (token.is(")") || token.is("]") || token.is("}")) {
      i = openerOf(i - 1);
      if (isOperand(i)) // a call, a predicate, a grouping
        continue;
      if (isBefore(i, "^")) { // an order
        --i;
        continue;
      }
    } else if (!token.endsOperand() && !token.is("*") && !token.is("**") && !token.is("%")) {
      break;
    } else {
      --i;
      if (token.kind == Token::Kind::Variable) {
        if (!isBefore(i, "@") && !isBefore(i, "#"))
          break; // it is the same in a path and by itself
        --i;
        continue;
      }
    }
    if (!isBefore(i, "."))
      break;
    --i;
  }
  return i;
}

/// The value that `$` is an item of behind an opening bracket; empty when the bracket changes
/// nothing.
std::string Reader::contextOf(size_t opener) const {
  bool isStep = isBefore(opener, "."), isOrder = isBefore(opener, "^");
  if (isStep || (isOrder && isAt(opener, "(")))
    return receiver(opener - 1);
  bool isFunction = isAt(opener, "{") && isBefore(opener, ")") && [&] {
    size_t parameters = openerOf(opener - 1);
    return parameters > 0 && tokens_[parameters - 1].kind == Token::Kind::Name &&
           (tokens_[parameters - 1].text == "function" ||
            tokens_[parameters - 1].text == "\xCE\xBB");
  }();
  bool isPart = (isAt(opener, "[") || isAt(opener, "{")) && isOperand(opener) && !isFunction;
  return isPart ? receiver(opener) : "";
}

std::string Reader::parameterValue(const Local &local) const {
  size_t begin = locals_.scopes()[local.scope].begin;
  size_t parameters = 0;
  while (parameters < tokens_.size() && tokens_[parameters].begin != begin)
    ++parameters;
  // `$map(argument, function(`: the call is the bracket around.
  size_t call = std::string_view::npos;
  for (size_t i = 0, depth = 0; parameters < tokens_.size() && i < parameters; ++i) {
    size_t each = parameters - 1 - i;
    if (isAt(each, ")") || isAt(each, "]") || isAt(each, "}"))
      ++depth;
    else if ((isAt(each, "(") || isAt(each, "[") || isAt(each, "{")) && depth-- == 0) {
      call = isAt(each, "(") ? each : std::string_view::npos;
      break;
    }
  }
  if (call == std::string_view::npos || call == 0 ||
      tokens_[call - 1].kind != Token::Kind::Variable)
    return "";
  size_t end = call + 1;
  for (size_t depth = 0; end < parameters && (depth > 0 || !isAt(end, ",")); ++end) {
    depth += isAt(end, "(") || isAt(end, "[") || isAt(end, "{");
    depth -= isAt(end, ")") || isAt(end, "]") || isAt(end, "}");
  }
  std::string argument = text(call + 1, end);
  if (call >= 2 && isAt(call - 2, "~>"))
    argument = receiver(call - 2);
  else if (end == parameters)
    return "";
  for (const Given &each : given)
    if (each.function == tokens_[call - 1].text && each.parameter == local.parameter)
      return std::string(each.before) + argument + std::string(each.behind);
  return "";
}

/// An expression that gives a value like that of a name; empty when nothing is known.
std::string Reader::valueOf(const Local &local) const {
  switch (local.kind) {
  case Local::Kind::Parameter:
    return parameterValue(local);
  case Local::Kind::Assigned:
    return local.valueEnd == std::string_view::npos
               ? ""
               : std::string(before_.substr(local.valueBegin, local.valueEnd - local.valueBegin));
  case Local::Kind::Index:
    return "0";
  case Local::Kind::Focus:
    break;
  }
  for (size_t i = 1; i < tokens_.size(); ++i)
    if (tokens_[i].begin == local.begin)
      return "(" + receiver(i - 1) + ")[0]";
  return "";
}

void Reader::addAround(JsonataCursor &cursor) {
  std::vector<const Local *> visible = locals_.at(before_.size());
  for (const Local *local : visible)
    cursor.locals.push_back(local->name);
  std::sort(visible.begin(), visible.end(),
            [](const Local *a, const Local *b) { return a->begin < b->begin; });
  size_t next = 0;
  auto bindUpTo = [&](size_t place) {
    for (; next < visible.size() && visible[next]->begin < place; ++next) {
      std::string value = valueOf(*visible[next]);
      bool isRead = !value.empty() &&
                    std::holds_alternative<jsonata::NodePtr>(jsonata::parse("(" + value + ")"));
      if (isRead)
        cursor.open += "$" + visible[next]->name + " := (" + value + ");";
    }
  };
  cursor.open = "(";
  cursor.close = ")";
  for (size_t opener : open_) {
    bindUpTo(tokens_[opener].begin);
    std::string context = contextOf(opener);
    if (context.empty())
      continue;
    cursor.open += "(" + context + ").(";
    cursor.close += ")";
    if (cursor.kind == Kind::Bare)
      cursor.receiver = "$";
  }
  bindUpTo(before_.size() + 1);
}

/// A variable and names with dots between; else empty.
std::vector<std::string> Reader::pathOf(size_t begin, size_t end) const {
  std::vector<std::string> path;
  for (size_t i = begin; i < end; ++i) {
    bool isName = tokens_[i].kind == (i == begin ? Token::Kind::Variable : Token::Kind::Name);
    if ((i - begin) % 2 == 1 ? !isAt(i, ".") : !isName)
      return {};
    if (isName)
      path.push_back((i == begin ? "$" : "") + tokens_[i].text);
  }
  return path;
}

JsonataCursor Reader::read() {
  JsonataCursor cursor;
  if (!lex(cursor))
    return {};
  if (cursor.kind != Kind::Variable)
    cursor.kind = isBefore(tokens_.size(), ".") ? Kind::Member : Kind::Bare;
  // Behind a value only an operator may stand.
  if (cursor.kind == Kind::Bare && cursor.length == 0 && isOperand(tokens_.size()))
    cursor.kind = Kind::Nothing;
  addAround(cursor);
  if (cursor.kind == Kind::Member && tokens_.size() > 1 &&
      tokens_[tokens_.size() - 2].kind == Token::Kind::Number)
    return {}; // a fraction
  if (cursor.kind == Kind::Member) {
    size_t end = tokens_.size() - 1, begin = receiverBegin(end);
    cursor.receiver = text(begin, end);
    cursor.path = pathOf(begin, end);
  }
  return cursor;
}

} // namespace

JsonataCursor jsonataCursorAt(std::string_view before) { return Reader(before).read(); }

KnownValue valueAt(const JsonataCursor &cursor, std::string_view expression,
                   const analysis::Scope &scope) {
  struct Parsed {
    source::Tree tree;
    ast::Expression expression;
  };
  auto parsed = std::make_shared<Parsed>();
  std::string text = cursor.open + std::string(expression) + cursor.close;
  auto result = jsonata::parse(text);
  auto *tree = std::get_if<jsonata::NodePtr>(&result);
  if (expression.empty() || !tree)
    return {analysis::Shape::nothing(), nullptr};
  source::Node *node = parsed->tree.make();
  node->kind = source::Node::Kind::String;
  node->text = text;
  parsed->expression.kind = ast::Expression::Kind::Jsonata;
  parsed->expression.text = std::move(text);
  parsed->expression.node = node;
  parsed->expression.tree = std::move(*tree);
  analysis::Problems problems;
  analysis::Shape shape = analysis::evaluateExpression({parsed->tree, problems}, parsed->expression,
                                                       analysis::Shape::missing(), scope);
  return {std::move(shape), std::move(parsed)};
}

} // namespace aslc::editor
