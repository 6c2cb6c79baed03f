// The scope of an expression: the data of its state, variables, the context object.
#pragma once

#include "compiler/analysis/evaluate/problem.h"
#include "compiler/analysis/evaluate/variables.h"
#include "compiler/analysis/shape/shape.h"
#include "compiler/ast/machine.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace aslc::analysis {

struct Scope {
  Shape input;                      ///< of the state: `$`, `$states.input`
  std::optional<Shape> result;      ///< `$states.result`
  std::optional<Shape> errorOutput; ///< `$states.errorOutput`
  Shape context;                    ///< `$$`, `$states.context`
  Variables variables;
};

/// What evaluation needs besides a scope.
struct Evaluation {
  const source::Tree &tree; ///< for places within texts
  Problems &problems;

  source::Range part(const ast::Expression &expression, size_t begin, size_t end) const {
    return tree.partOrAll(*expression.node, expression.offset + begin, expression.offset + end);
  }
};

/// How a field treats a missing value.
enum class Absence : uint8_t { Fails, IsFine };

/// The value of a path: of `document` when it begins with `$`. `offset`: where it begins in the
/// expression.
Shape evaluatePath(const Evaluation &evaluation, const ast::Expression &expression,
                   const jsonpath::Path &path, const Shape &document, const Scope &scope,
                   Absence absence = Absence::Fails, size_t offset = 0);
/// The value of an intrinsic call.
Shape evaluateCall(const Evaluation &evaluation, const ast::Expression &expression,
                   const intrinsic::Call &call, const Shape &document, const Scope &scope,
                   size_t offset = 0);
/// The value of a field whose whole text is an expression, of any language.
Shape evaluateExpression(const Evaluation &evaluation, const ast::Expression &expression,
                         const Shape &document, const Scope &scope);
/// The value of a JSONata expression that a field takes: something of these kinds.
Shape evaluateResult(const Evaluation &evaluation, const ast::Expression &expression,
                     const Scope &scope, Kinds expected = Json);
/// The value of a payload template. `maker` is the state that it belongs to.
Shape evaluateTemplate(const Evaluation &evaluation, const ast::Template &tree,
                       const Shape &document, const Scope &scope, const ast::State *maker);

/// Whether a value is a boolean written in the definition: a switch that its author changes by
/// hand.
inline bool isSwitch(const Shape &value) {
  return value.isOnly(Kind::True) || value.isOnly(Kind::False);
}

/// The possible results of a condition, and the scope that is known after each. A scope whose input
/// is nothing() means that the result is impossible.
struct Outcomes {
  Scope whenTrue, whenFalse;
  /// What was tested is a switch.
  bool bySwitch = false;
};
Outcomes evaluateRule(const Evaluation &evaluation, const ast::ChoiceRule &rule,
                      const Scope &scope);
Outcomes evaluateCondition(const Evaluation &evaluation, const ast::Expression &condition,
                           const Scope &scope);

/// What either scope allows.
Scope join(const Scope &a, const Scope &b);
/// `shape` with what `keep` leaves of the value at `keys`; nothing() when that is nothing.
Shape narrowed(const Shape &shape, std::span<const std::string_view> keys,
               const std::function<Shape(const Shape &)> &keep);

/// Where a value was made, as the label of a problem.
void explain(Problem &problem, const Shape &shape);

} // namespace aslc::analysis
