// Parsing expressions, and the reports about those that do not parse.
#include "compiler/parse/expressions.h"

#include "compiler/ast/walk.h"
#include "compiler/diag/faults.h"
#include "compiler/source/placeholder.h"

namespace aslc::parse {

namespace {

using ast::Expression;
using Kind = Expression::Kind;

template <typename... Trees> Expression::Tree treeOf(std::variant<Trees...> parsed) {
  return std::visit([](auto &&tree) { return Expression::Tree(std::move(tree)); },
                    std::move(parsed));
}

/// A path must begin with `$`; the parser of paths would skip blanks before it.
Expression::Tree parsePath(std::string_view text) {
  if (!text.starts_with('$'))
    return jsonpath::Error{0, "a path begins with `$`"};
  return treeOf(jsonpath::parse(text));
}

void parseReferencePath(Expression &expression) {
  expression.tree = treeOf(jsonpath::parseReference(expression.text));
  if (expression.parsed())
    return;
  Expression::Tree other = parsePath(expression.text);
  expression.isOtherPath = std::holds_alternative<jsonpath::Path>(other);
  if (!expression.isOtherPath)
    expression.tree = std::move(other);
}

Expression::Tree parseIntrinsic(std::string_view text) {
  if (text.starts_with(' '))
    return jsonpath::Error{0, "it begins with a blank"};
  return treeOf(intrinsic::parse(text));
}

/// True when a placeholder `${...}` is outside of quotes: its value may be any part of the path, so
/// that the path is not known.
bool isOutsideQuotes(std::string_view text) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '\'')
      quoted = !quoted;
    else if (!quoted && text.substr(i, 2) == "${")
      return true;
  }
  return false;
}

/// Whether the expression is not known because of a placeholder in it.
bool isUnresolved(const Expression &expression) {
  if (!expression.node || !source::holdsPlaceholder(expression.node->text))
    return false;
  return !expression.parsed() ||
         (expression.kind != Kind::Jsonata && isOutsideQuotes(expression.text));
}

/// An operator of other languages, and that of JSONata which is meant.
struct OtherOperator {
  size_t begin, end;
  std::string_view meant; ///< empty: there is nothing to replace
};

/// The operator of another language at `place` of an expression, where its parser stopped.
OtherOperator otherOperatorAt(std::string_view text, size_t place) {
  constexpr std::string_view marks = "=!&|";
  constexpr std::pair<std::string_view, std::string_view> others[] = {
      {"==", "="}, {"===", "="}, {"!==", "!="}, {"&&", "and"}, {"||", "or"}};
  size_t begin = std::min(place, text.size()), end = begin;
  while (begin > 0 && marks.find(text[begin - 1]) != marks.npos)
    --begin;
  while (end < text.size() && marks.find(text[end]) != marks.npos)
    ++end;
  for (const auto &[written, meant] : others)
    if (text.substr(begin, end - begin) == written)
      return {begin, end, meant};
  return {};
}

/// What is meant, with blanks where it is a word between names.
std::string spaced(std::string_view text, const OtherOperator &other) {
  bool isWord = other.meant[0] >= 'a';
  auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  bool needsBefore = isWord && other.begin > 0 && !isBlank(text[other.begin - 1]);
  bool needsBehind = isWord && other.end < text.size() && !isBlank(text[other.end]);
  return (needsBefore ? " " : "") + std::string(other.meant) + (needsBehind ? " " : "");
}

/// Reports the expressions of one definition.
class Reporter {
public:
  Reporter(const source::Tree &tree, diag::Engine &diags) : tree_(tree), diags_(diags) {}

  void report(const ast::ExpressionField &field) {
    const Expression &expression = field.expression;
    if (expression.unresolved)
      return diag::reportPlaceholder(tree_, *expression.node, diags_);
    if (expression.parsed())
      return;
    switch (expression.kind) {
    case Kind::Path:
    case Kind::ReferencePath:
      return reportPath(field);
    case Kind::Intrinsic:
      return reportIntrinsic(field);
    case Kind::Jsonata:
      return reportJsonata(expression);
    }
  }

private:
  source::Range part(const Expression &expression, size_t begin, size_t end) const {
    return tree_.partOrAll(*expression.node, expression.offset + begin, expression.offset + end);
  }

  /// The range of one byte, where the parser stopped. At the end of the text there is
  /// no byte to mark.
  source::Range errorRange(const Expression &expression, size_t offset) const {
    return offset < expression.text.size() ? part(expression, offset, offset + 1)
                                           : expression.node->range;
  }

  void reportPath(const ast::ExpressionField &field) {
    const Expression &expression = field.expression;
    const auto &error = std::get<jsonpath::Error>(expression.tree);
    if (expression.isOtherPath) {
      diags_.emit(errorRange(expression, error.offset), diag::Kind::NotReferencePath,
                  {field.field});
      return;
    }
    bool begins = expression.text.starts_with('$');
    auto report =
        diags_.emit(begins ? errorRange(expression, error.offset) : expression.node->range,
                    diag::Kind::BadPath, {field.field, error.message});
    if (expression.text.starts_with("States."))
      report.hint("intrinsic calls are allowed in payload templates, under keys that end in `.$`");
  }

  void reportIntrinsic(const ast::ExpressionField &field) {
    const Expression &expression = field.expression;
    const auto &error = std::get<jsonpath::Error>(expression.tree);
    if (expression.text.starts_with("States.")) {
      std::string_view name = intrinsic::unknownFunctionAt(expression.text, error.offset);
      auto range = name.empty() ? errorRange(expression, error.offset)
                                : part(expression, error.offset, error.offset + name.size());
      auto report = diags_.emit(range, diag::Kind::BadIntrinsic, {field.field, error.message});
      if (auto meant = intrinsic::closestFunction(name))
        report.didYouMean(name, *meant);
    } else
      diags_.emit(expression.node->range, diag::Kind::NotDynamic, {field.field})
          .hint(expression.text.starts_with(' ') ? error.message
                                                 : "a path begins with `$`, a call with `States.`");
  }

  void reportJsonata(const Expression &expression) {
    const auto &error = std::get<jsonata::Error>(expression.tree);
    auto [begin, end] = jsonata::placeOf(error, expression.text);
    OtherOperator other = otherOperatorAt(expression.text, begin);
    if (other.meant.empty()) {
      auto report =
          diags_.emit(part(expression, begin, end), diag::Kind::JsonataSyntax, {error.message()});
      if (std::string_view(expression.text).substr(begin).starts_with('!'))
        report.hint("JSONata writes it `$not(...)`");
      return;
    }
    source::Range range = part(expression, other.begin, other.end);
    auto report = diags_.emit(range, diag::Kind::JsonataSyntax, {error.message()});
    std::string hint = "JSONata writes it `" + std::string(other.meant) + "`";
    std::string_view text = std::string_view(expression.text).substr(0, other.end);
    if (tree_.file->text(range) == text.substr(other.begin))
      report.hint(std::move(hint),
                  {range, spaced(expression.text, other), diag::Applicability::MachineApplicable});
    else
      report.hint(std::move(hint));
  }

  const source::Tree &tree_;
  diag::Engine &diags_;
};

} // namespace

Expression parseExpression(Kind kind, std::string text, const source::Node *node, size_t offset) {
  Expression expression;
  expression.kind = kind;
  expression.text = std::move(text);
  expression.node = node;
  expression.offset = offset;
  switch (kind) {
  case Kind::Path:
    expression.tree = parsePath(expression.text);
    break;
  case Kind::ReferencePath:
    parseReferencePath(expression);
    break;
  case Kind::Intrinsic:
    expression.tree = parseIntrinsic(expression.text);
    break;
  case Kind::Jsonata:
    expression.tree = treeOf(jsonata::parse(expression.text));
    break;
  }
  expression.unresolved = isUnresolved(expression);
  return expression;
}

Expression parseDynamic(Kind path, std::string text, const source::Node *node) {
  Kind kind = text.starts_with('$') ? path : Kind::Intrinsic;
  return parseExpression(kind, std::move(text), node);
}

void reportUnparsed(const ast::Machine &machine, const source::Tree &tree, diag::Engine &diags) {
  Reporter reporter(tree, diags);
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    for (const ast::State &state : flow.states)
      ast::forEachExpression(state,
                             [&](const ast::ExpressionField &field) { reporter.report(field); });
  });
}

} // namespace aslc::parse
