// Paths of JSONata that bind names to what their steps pass: `@`, `#` and `%`.
#include "compiler/lower/jsonata_lowering.h"

using namespace aslc;
using namespace aslc::lower;

bool JsonataLowering::givesTuples(const Node &node) {
  if (node.group)
    return false;
  if (node.kind == Kind::Path)
    return node.tuple && node.predicates.empty();
  return node.kind == Kind::Block && node.tuple && !node.items.empty() &&
         givesTuples(*node.items.back());
}

void JsonataLowering::tupleRegion(mlir::Region &region, const Stream &stream,
                                  llvm::function_ref<mlir::Value(Item)> write) {
  builder_.fill(region, static_cast<unsigned>(stream.names.size()), [&](mlir::Block &block) {
    Opened frame(*this, nullptr);
    for (unsigned i = 1; i < stream.names.size(); ++i)
      frame_->names[stream.names[i]] = {block.getArgument(i), false};
    return write({block.getArgument(0)});
  });
}

JsonataLowering::Stream JsonataLowering::stream(const Node &path, size_t first, mlir::Value input,
                                                bool single) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  const Node &start = *path.items[first];
  Stream made;
  if (start.kind == Kind::Sort) {
    made = {builder_.make<ir::TuplesOp>(type, sort(start, input)), {"@"}};
    if (!start.index.empty()) {
      made.tuples = builder_.make<ir::TupleIndexOp>(type, made.tuples, 1);
      made.names.push_back(start.index);
    }
    tupleStages(start.stages, made);
    ++first;
  } else {
    if (single && !input.getDefiningOp<ir::UndefinedOp>()) // one tuple, whatever the input is
      input = ifSome(input, [&]() -> mlir::Value {
        return builder_.make<ir::ListOp>(type, mlir::ValueRange{input},
                                         builder_.getDenseBoolArrayAttr({true}), mlir::UnitAttr());
      });
    made = {builder_.make<ir::TuplesOp>(type, input), {"@"}};
  }
  for (size_t at = first; at < path.items.size(); ++at)
    tupleStep(*path.items[at], made);
  return made;
}

JsonataLowering::Stream JsonataLowering::nestedInBlock(const Node &block, Item item) {
  Opened frame(*this, &block);
  for (size_t i = 0; i + 1 < block.items.size(); ++i)
    evaluate(*block.items[i], item);
  return nested(*block.items.back(), item);
}

JsonataLowering::Stream JsonataLowering::nested(const Node &node, Item item) {
  if (node.kind == Kind::Block) {
    Stream made = nestedInBlock(node, item);
    tupleStages(node.predicates, made);
    return made;
  }
  mlir::Value value = item.value;
  bool single = item.single || node.items[0]->kind == Kind::Variable;
  for (size_t at = 0; at < node.items.size(); ++at) {
    if (node.items[at]->tuple)
      return stream(node, at, value, single);
    value = step(*node.items[at], {value, single ? Items::Itself : Items::All}, false);
    single = false;
  }
  return {builder_.make<ir::TuplesOp>(builder_.getType<ir::ValueType>(), value), {"@"}};
}

void JsonataLowering::tupleStep(const Node &step, Stream &stream) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  auto width = builder_.getI64IntegerAttr(static_cast<int64_t>(stream.names.size()));
  if (step.kind == Kind::Sort) {
    llvm::SmallVector<bool> descending;
    for (const jsonata::SortTerm &term : step.terms)
      descending.push_back(term.descending);
    auto op = builder_.make<ir::TupleSortOp>(type, stream.tuples, width,
                                             builder_.getDenseBoolArrayAttr(descending),
                                             static_cast<unsigned>(step.terms.size()));
    for (auto [region, term] : llvm::zip(op.getTerms(), step.terms))
      tupleRegion(region, stream, [&](Item item) { return evaluate(*term.expression, item); });
    stream.tuples = op;
    tupleStages(step.stages, stream);
    return;
  }
  bool isNested = givesTuples(step);
  auto flag = [&](bool is) { return is ? builder_.getUnitAttr() : mlir::UnitAttr(); };
  auto op = builder_.make<ir::TupleStepOp>(
      type, stream.tuples, width, flag(!isNested && !step.focus.empty()),
      flag(!isNested && !step.index.empty()), flag(!isNested && step.ancestor),
      builder_.getI64IntegerAttr(0));
  std::vector<std::string> inner;
  tupleRegion(op.getBody(), stream, [&](Item item) -> mlir::Value {
    if (!isNested)
      return evaluate(step, item);
    Stream made = nested(step, item);
    inner = made.names;
    return made.tuples;
  });
  stream.tuples = op;
  if (isNested) {
    op.setNested(static_cast<int64_t>(inner.size()));
    stream.names.insert(stream.names.end(), inner.begin() + 1, inner.end());
  } else {
    if (!step.focus.empty())
      stream.names.push_back(step.focus);
    if (!step.index.empty())
      stream.names.push_back(step.index);
    if (step.ancestor)
      stream.names.push_back(step.ancestor->label);
  }
  tupleStages(step.stages, stream);
}

void JsonataLowering::tupleStages(llvm::ArrayRef<jsonata::Stage> stages, Stream &stream) {
  mlir::Type type = builder_.getType<ir::ValueType>();
  for (const jsonata::Stage &stage : stages) {
    auto width = builder_.getI64IntegerAttr(static_cast<int64_t>(stream.names.size()));
    if (stage.isIndex) {
      stream.tuples = builder_.make<ir::TupleIndexOp>(type, stream.tuples, width);
      stream.names.push_back(stage.name);
      continue;
    }
    auto op = builder_.make<ir::TupleWhereOp>(type, stream.tuples, width);
    tupleRegion(op.getBody(), stream, [&](Item item) { return evaluate(*stage.expression, item); });
    stream.tuples = op;
  }
}

/// Grouping goes on with nothing where the path ended before its stream began.
mlir::Value JsonataLowering::tupleGroup(const Node &path, const Stream &stream,
                                        mlir::Value before) {
  const auto &pairs = path.group->pairs;
  auto op = builder_.make<ir::TupleGroupOp>(
      builder_.getType<ir::ValueType>(), stream.tuples, before,
      builder_.getI64IntegerAttr(static_cast<int64_t>(stream.names.size())),
      static_cast<unsigned>(pairs.size() * 2));
  unsigned at = 0;
  for (const auto &[key, value] : pairs)
    for (const Node *part : {key.get(), value.get()})
      tupleRegion(op.getPairs()[at++], stream, [&](Item item) { return evaluate(*part, item); });
  return op;
}
