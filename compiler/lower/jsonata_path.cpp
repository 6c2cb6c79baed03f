// Paths of JSONata: steps, predicates, order-by and grouping.
#include "compiler/lower/expressions.h"
#include "compiler/lower/jsonata_lowering.h"

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

mlir::Value JsonataLowering::filter(const Node &predicate, mlir::Value input) {
  if (predicate.kind == Kind::Number)
    return builder_.make<ir::PickOp>(input, builder_.getF64FloatAttr(std::floor(predicate.number)));
  auto op = builder_.make<ir::WhereOp>(builder_.getType<ir::ValueType>(), input);
  builder_.fill(op.getBody(), 1,
                [&](mlir::Block &block) { return evaluate(predicate, {block.getArgument(0)}); });
  return op;
}

mlir::Value JsonataLowering::stages(const Node &step, mlir::Value value) {
  for (const jsonata::Stage &stage : step.stages)
    if (stage.expression)
      value = filter(*stage.expression, value);
  return value;
}

mlir::Value JsonataLowering::sort(const Node &step, mlir::Value input) {
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
JsonataLowering::group(const std::vector<std::pair<jsonata::NodePtr, jsonata::NodePtr>> &pairs,
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

mlir::Value JsonataLowering::ifSome(mlir::Value value, llvm::function_ref<mlir::Value()> write) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  mlir::Value some =
      builder_.make<ir::LibraryOp>(type, ASL_LIBRARY_exists, undefined(), mlir::ValueRange{value});
  auto op = builder_.make<ir::IfOp>(type, builder_.make<ir::IsTrueOp>(some));
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) { return write(); });
  builder_.fill(op.getOtherwise(), 0, [&](mlir::Block &) { return undefined(); });
  return op;
}

mlir::Value JsonataLowering::step(const Node &step, Walked input, bool last) {
  if (step.kind == Kind::Sort && step.stages.empty())
    return sort(step, input.value);
  if (step.kind == Kind::Sort) // a path ends where there is nothing
    return ifSome(input.value, [&] { return stages(step, sort(step, input.value)); });
  auto op = builder_.make<ir::StepOp>(
      builder_.getType<ir::ValueType>(), input.value, unit(builder_, input.items == Items::Itself),
      unit(builder_, input.items == Items::Loose), unit(builder_, last));
  builder_.fill(op.getBody(), 1, [&](mlir::Block &block) {
    return stages(step, evaluate(step, {block.getArgument(0)}));
  });
  return op;
}

/// What `loose` stands for, as the sequence that a step would have given.
mlir::Value JsonataLowering::sequence(Walked walked) {
  if (walked.items != Items::Loose)
    return walked.value;
  auto op = builder_.make<ir::StepOp>(builder_.getType<ir::ValueType>(), undefined(),
                                      unit(builder_, true), mlir::UnitAttr(), mlir::UnitAttr());
  builder_.fill(op.getBody(), 0, [&](mlir::Block &) { return walked.value; });
  return op;
}

/// `$states.context` and the names after it, as long as they name a part of the context object that
/// can be had by itself.
size_t JsonataLowering::beginInContext(const Node &path, Walked &walked) {
  std::string longest;
  auto part = ir::ContextPart::All;
  size_t at = 2;
  for (; at < path.items.size(); ++at) {
    const Node &each = *path.items[at];
    std::string longer = longest.empty() ? each.text : longest + "." + each.text;
    auto found = contextPartNamed(longer);
    if (each.kind != Kind::Name || !isPlain(each) || !found)
      break;
    part = *found;
    longest = longer;
  }
  walked = {builder_.make<ir::ContextOp>(part), Items::Loose};
  return at;
}

/// Begins at `item`, or after the first steps where those name a value that is known: a variable,
/// `$states.input` and its like.
size_t JsonataLowering::begin(const Node &path, Item item, Walked &walked) {
  const auto &steps = path.items;
  const Node &first = *steps[0];
  if (steps.size() > 1 && isStates(first) && isPlain(first) && steps[1]->kind == Kind::Name &&
      isPlain(*steps[1])) {
    if (steps[1]->text == "context")
      return beginInContext(path, walked);
    walked = {statesField(steps[1]->text), Items::Loose};
    return 2;
  }
  if (first.kind == Kind::Variable && isPlain(first)) {
    walked = {variable(first, item), Items::Loose};
    return 1;
  }
  bool itself = item.single || first.kind == Kind::Variable;
  walked = {item.value, itself ? Items::Itself : Items::All};
  return 0;
}

/// One step of a path that binds no names. What needs no loop gets none: looking up a name loops by
/// itself, and a step from one value is what is evaluated there.
JsonataLowering::Walked JsonataLowering::walk(const Node &path, size_t at, Walked input) {
  const Node &each = *path.items[at];
  bool last = at + 1 == path.items.size();
  // What follows the last step needs the sequence itself.
  bool loose = !last || (!path.keepSingletonArray && !path.group);
  bool itself = input.items == Items::Itself;
  if (loose && each.kind == Kind::Name && isPlain(each) && !(last && itself)) {
    auto lookup = builder_.make<ir::LookupOp>(input.value, llvm::StringRef(each.text), last);
    return {lookup, Items::Loose};
  }
  if (loose && itself && !each.keepArray && each.kind != Kind::Sort)
    return {stages(each, evaluate(each, {input.value})), Items::Loose};
  return {step(each, input, last), each.kind == Kind::Sort ? Items::Loose : Items::All};
}

namespace {

/// Whether an array constructor has no items for sure, or may have none.
bool mayBeEmpty(const jsonata::Node &array) {
  using Kind = jsonata::NodeKind;
  return array.predicates.empty() && !array.group &&
         llvm::all_of(array.items, [](const jsonata::NodePtr &item) {
           return item->kind != Kind::Number && item->kind != Kind::String &&
                  item->kind != Kind::Boolean && item->kind != Kind::Null &&
                  item->kind != Kind::Array && item->kind != Kind::Object;
         });
}

} // namespace

/// An array that a constructor made as one that a step goes over.
mlir::Value JsonataLowering::itemsOf(mlir::Value array) {
  auto list = array.getDefiningOp<ir::ListOp>();
  if (!list)
    return array;
  return builder_.make<ir::ListOp>(builder_.getType<ir::ValueType>(), list.getValues(),
                                   list.getWholeAttr(), mlir::UnitAttr());
}

/// A path that begins with an array constructor ends there when that is empty.
mlir::Value JsonataLowering::pathFromArray(const Node &node, mlir::Value array) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  mlir::Value count =
      builder_.make<ir::LibraryOp>(type, ASL_LIBRARY_count, undefined(), mlir::ValueRange{array});
  auto op = builder_.make<ir::IfOp>(type, builder_.make<ir::IsTrueOp>(count));
  builder_.fill(op.getThen(), 0, [&](mlir::Block &) {
    Walked walked{itemsOf(array), Items::All};
    for (size_t at = 1; at < node.items.size(); ++at)
      walked = walk(node, at, walked);
    return walked.value;
  });
  builder_.fill(op.getOtherwise(), 0, [&](mlir::Block &) { return array; });
  return op;
}

mlir::Value JsonataLowering::path(const Node &node, Item item) {
  const auto &steps = node.items;
  bool plain = !node.keepSingletonArray && !node.group &&
               llvm::none_of(steps, [](const auto &step) { return step->tuple; });
  if (plain && steps[0]->consArray && mayBeEmpty(*steps[0]))
    return pathFromArray(node, evaluate(*steps[0], item));
  Walked walked;
  Stream tuples;
  bool isStream = false;
  mlir::Value before; // what the stream is made from, when steps led there
  for (size_t at = begin(node, item, walked); at < steps.size(); ++at) {
    const Node &each = *steps[at];
    bool cons = at == 0 && each.consArray;
    if (each.tuple && !cons) {
      bool itself = walked.items == Items::Itself;
      mlir::Value begin = sequence(walked);
      if (at > 0)
        before = begin;
      tuples = stream(node, at, begin, itself);
      isStream = true;
      break;
    }
    if (cons)
      walked = {steps.size() > 1 ? itemsOf(evaluate(each, item)) : evaluate(each, item),
                Items::All};
    else
      walked = walk(node, at, walked);
  }
  if (isStream)
    walked = {builder_.make<ir::TupleItemsOp>(tuples.tuples), Items::All};
  if (node.keepSingletonArray)
    walked.value = builder_.make<ir::KeepArrayOp>(sequence(walked));
  if (node.group)
    return isStream ? tupleGroup(node, tuples, before) : group(node.group->pairs, walked.value);
  return walked.value;
}
