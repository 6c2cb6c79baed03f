// Paths of JSONata: steps, predicates, order-by and grouping.
#include "compiler/lower/query_lowering.h"

#include <cmath>

using namespace aslc;
using namespace aslc::lower;

namespace {

mlir::UnitAttr unit(FlowBuilder &builder, bool is) {
  return is ? builder.getUnitAttr() : mlir::UnitAttr();
}

/// A step that needs no loop of its own when a name follows: looking up a name loops.
bool isPlain(const jsonata::Node &step) {
  return step.stages.empty() && step.predicates.empty() && !step.group && !step.tuple &&
         !step.keepArray;
}

} // namespace

mlir::Value QueryLowering::filter(const Node &predicate, mlir::Value input) {
  if (predicate.kind == Kind::Number)
    return builder_.make<ir::PickOp>(input, builder_.getF64FloatAttr(std::floor(predicate.number)));
  auto op = builder_.make<ir::WhereOp>(builder_.getType<ir::ValueType>(), input);
  builder_.fill(op.getBody(), 1,
                [&](mlir::Block &block) { return evaluate(predicate, {block.getArgument(0)}); });
  return op;
}

mlir::Value QueryLowering::stages(const Node &step, mlir::Value value) {
  for (const jsonata::Stage &stage : step.stages)
    if (stage.expression)
      value = filter(*stage.expression, value);
  return value;
}

mlir::Value QueryLowering::sort(const Node &step, mlir::Value input) {
  llvm::SmallVector<bool> descending;
  for (const jsonata::SortTerm &term : step.terms)
    descending.push_back(term.descending);
  auto op = builder_.make<ir::SortOp>(builder_.getType<ir::ValueType>(), input,
                                      builder_.getDenseBoolArrayAttr(descending),
                                      static_cast<unsigned>(step.terms.size()));
  for (auto [region, term] : llvm::zip(op.getTerms(), step.terms))
    builder_.fill(region, 1, [&](mlir::Block &block) {
      return evaluate(*term.expression, {block.getArgument(0)});
    });
  return op;
}

mlir::Value
QueryLowering::group(const std::vector<std::pair<jsonata::NodePtr, jsonata::NodePtr>> &pairs,
                     mlir::Value input) {
  auto op = builder_.make<ir::GroupOp>(builder_.getType<ir::ValueType>(), input,
                                       static_cast<unsigned>(pairs.size() * 2));
  unsigned at = 0;
  for (const auto &[key, value] : pairs)
    for (const Node *part : {key.get(), value.get()})
      builder_.fill(op.getPairs()[at++], 1,
                    [&](mlir::Block &block) { return evaluate(*part, {block.getArgument(0)}); });
  return op;
}

mlir::Value QueryLowering::step(const Node &step, Item input, bool last) {
  if (step.kind == Kind::Sort)
    return stages(step, sort(step, input.value));
  auto op = builder_.make<ir::StepOp>(builder_.getType<ir::ValueType>(), input.value,
                                      unit(builder_, input.single), unit(builder_, last));
  builder_.fill(op.getBody(), 1, [&](mlir::Block &block) {
    return stages(step, evaluate(step, {block.getArgument(0)}));
  });
  return op;
}

/// `$states.input` and its like are values at hand.
QueryLowering::Head QueryLowering::statesHead(const Node &path) {
  const auto &steps = path.items;
  if (steps.size() < 2 || !isStates(*steps[0]) || !isPlain(*steps[0]) ||
      steps[1]->kind != Kind::Name || !isPlain(*steps[1]))
    return {};
  return {statesField(steps[1]->text), 2, true};
}

/// Walks the first steps as far as they need no loops.
mlir::Value QueryLowering::evaluatedHead(const Node &path, Item item, Head &head) {
  const auto &steps = path.items;
  head = statesHead(path);
  bool single = item.single;
  if (!head.steps && steps[0]->kind == Kind::Variable && isPlain(*steps[0])) {
    head = {variable(*steps[0], item), 1, true};
    // A step that is all of the path gives what the variable holds; its items are a new sequence.
    single = true;
  }
  if (!head.steps)
    return {};
  while (head.steps + 1 < steps.size() && steps[head.steps]->kind == Kind::Name &&
         steps[head.steps + 1]->kind == Kind::Name && isPlain(*steps[head.steps]))
    head.value =
        builder_.make<ir::LookupOp>(head.value, llvm::StringRef(steps[head.steps++]->text));
  if (head.steps == steps.size())
    return head.value;
  if (steps[head.steps]->kind == Kind::Name && !steps[head.steps]->tuple)
    return head.value;
  // Other steps must not run for what is undefined, so they get a sequence.
  auto op = builder_.make<ir::StepOp>(builder_.getType<ir::ValueType>(), undefined(),
                                      unit(builder_, single || true), mlir::UnitAttr());
  mlir::Value value = head.value;
  builder_.fill(op.getBody(), 1, [&](mlir::Block &) { return value; });
  return op;
}

mlir::Value QueryLowering::path(const Node &node, Item item) {
  const auto &steps = node.items;
  Head head;
  mlir::Value value = evaluatedHead(node, item, head);
  size_t at = head.steps;
  Item input{value ? value : item.value, !value && item.single};
  if (!value && steps[0]->kind == Kind::Variable)
    input.single = true;
  bool isStream = false;
  Stream tuples;
  for (; at < steps.size(); ++at) {
    const Node &each = *steps[at];
    if (each.tuple && !(at == 0 && each.consArray)) {
      tuples = stream(node, at, input.value, input.single);
      isStream = true;
      break;
    }
    if (at == 0 && each.consArray)
      value = evaluate(each, item);
    else
      value = step(each, input, at + 1 == steps.size());
    input = {value, false};
  }
  if (isStream)
    value = builder_.make<ir::TupleItemsOp>(tuples.tuples);
  if (node.keepSingletonArray)
    value = builder_.make<ir::KeepArrayOp>(value);
  if (node.group)
    return isStream ? tupleGroup(node, tuples) : group(node.group->pairs, value);
  return value;
}
