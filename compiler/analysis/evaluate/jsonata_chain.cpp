// Chains of JSONata, `~>`, on shapes.
#include "compiler/analysis/evaluate/jsonata.h"

#include "compiler/expr/jsonata/check.h"

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

/// `first ~> $name`, or `$name` as a function that others call: with this argument alone.
Shape JsonataEvaluator::callNamed(const Node &name, const Node *first, Shape argument) {
  if (auto lambda = lambdas_.find(name.text); lambda != lambdas_.end())
    return applied(*lambda->second, {std::move(argument)});
  if (isOwnName(name.text) || !jsonata::findLibraryFunction(name.text))
    return Shape::unknown();
  Node call;
  call.kind = NodeKind::Call;
  call.begin = name.begin;
  call.position = name.position;
  call.procedure = std::make_unique<Node>();
  call.procedure->kind = NodeKind::Variable;
  call.procedure->text = name.text;
  call.procedure->begin = name.begin;
  call.procedure->position = name.position;
  std::vector<Shape> arguments{std::move(argument)};
  return callLibrary(call, Shape::of(Kind::Null), first, arguments);
}

/// `lhs ~> rhs`: the right side is a call, or gives the function to call.
Shape JsonataEvaluator::apply(const Node &node, const Shape &item) {
  const Node &right = *node.rhs;
  if (right.kind == NodeKind::Call)
    return call(right, item, node.lhs.get());
  Shape left = evaluate(*node.lhs, item);
  // Two functions make a third one.
  if (!right.predicates.empty() || left.may(Kind::Function))
    return Shape::unknown();
  if (right.kind == NodeKind::Lambda && !right.thunk)
    return applied(right, {std::move(left)});
  if (right.kind != NodeKind::Variable)
    return Shape::unknown();
  Shape callee = variable(right, item);
  if (callee.isOnly(Kind::Missing) && callee.known) {
    reportWarned(diag::Kind::UnassignedVariable, right.begin, right.begin + right.text.size() + 1,
                 right.text);
    return Shape::unknown();
  }
  if (callee.may(Kind::Function))
    return callNamed(right, node.lhs.get(), std::move(left));
  if (!callee.may(Kind::Missing))
    report(right, diag::Kind::ValueType,
           "the right side of `~>` is a function, but here it is " + describe(callee));
  return Shape::unknown();
}

} // namespace aslc::analysis
