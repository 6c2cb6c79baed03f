#include "compiler/analysis/flow/steps.h"

#include <cmath>

namespace aslc::analysis::flow {

namespace {

/// A sum of a value and a number: of a path in JSONPath, of a node in JSONata.
template <typename IsPath, typename IsNode>
std::optional<double> stepIn(const ast::Expression &expression, IsPath isPath, IsNode isNode) {
  if (!expression.parsed() || expression.unresolved)
    return std::nullopt;
  if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree)) {
    if (call->function != intrinsic::Function::MathAdd || call->arguments.size() != 2)
      return std::nullopt;
    for (size_t i : {0, 1}) {
      const auto *path = std::get_if<jsonpath::Path>(&call->arguments[i].value);
      const auto *number = std::get_if<double>(&call->arguments[1 - i].value);
      // The function rounds its arguments.
      if (path && number && isPath(*path))
        return std::floor(*number + 0.5);
    }
    return std::nullopt;
  }
  const auto *tree = std::get_if<jsonata::NodePtr>(&expression.tree);
  using enum jsonata::NodeKind;
  const jsonata::Node *sum = tree ? tree->get() : nullptr;
  while (sum && sum->kind == Block && sum->items.size() == 1 && sum->predicates.empty())
    sum = sum->items[0].get();
  if (!sum || sum->kind != Binary || (sum->text != "+" && sum->text != "-"))
    return std::nullopt;
  if (sum->rhs->kind == Number && isNode(*sum->lhs))
    return sum->text == "+" ? sum->rhs->number : -sum->rhs->number;
  if (sum->lhs->kind == Number && sum->text == "+" && isNode(*sum->rhs))
    return sum->lhs->number;
  return std::nullopt;
}

} // namespace

std::optional<double> stepOf(const ast::Expression &expression, std::string_view variable) {
  return stepIn(
      expression,
      [&](const jsonpath::Path &path) {
        return path.root == jsonpath::Root::Variable && path.variable == variable &&
               path.steps.empty();
      },
      [&](const jsonata::Node &node) {
        return node.kind == jsonata::NodeKind::Variable && node.text == variable &&
               node.predicates.empty();
      });
}

std::optional<double> stepOf(const ast::Expression &expression, const DataPath &path) {
  return stepIn(
      expression, [&](const jsonpath::Path &each) { return dataPath(each) == path; },
      [&](const jsonata::Node &each) { return dataPath(each) == path; });
}

} // namespace aslc::analysis::flow
