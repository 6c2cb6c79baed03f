// Paths that match any number of values, and their filters.
#include "compiler/lower/expressions.h"

using namespace aslc;
using namespace aslc::lower;

namespace {

/// What an `asl.each` is told about a step.
struct Each {
  llvm::StringRef kind;
  mlir::ArrayAttr names = {}, indexes = {};
  mlir::IntegerAttr from = {}, to = {}, missing = {}, scan = {};
  const jsonpath::Filter *filter = nullptr;
};

class Reader {
public:
  explicit Reader(FlowBuilder &builder) : builder_(builder) {}

  Each operator()(const jsonpath::NamesStep &step) const {
    Each each{.kind = "names"};
    each.names = builder_.strings(step.names);
    each.missing = number(static_cast<int64_t>(step.missing));
    return each;
  }
  Each operator()(const jsonpath::Indexes &step) const {
    Each each{.kind = "indexes"};
    each.indexes = builder_.getI64ArrayAttr(step.indexes);
    return each;
  }
  Each operator()(const jsonpath::Slice &step) const {
    Each each{.kind = "slice"};
    if (step.from)
      each.from = number(*step.from);
    if (step.to)
      each.to = number(*step.to);
    return each;
  }
  Each operator()(const jsonpath::FromLength &step) const {
    Each each{.kind = "from_length"};
    each.from = number(step.minus);
    return each;
  }
  Each operator()(const jsonpath::Wildcard &) const { return {.kind = "wildcard"}; }
  Each operator()(const jsonpath::DeepScan &step) const {
    Each each{.kind = "scan"};
    each.scan = number(static_cast<int64_t>(step.target));
    if (!step.names.empty())
      each.names = builder_.strings(step.names);
    each.filter = step.filter.get();
    return each;
  }
  Each operator()(const jsonpath::FilterStep &step) const {
    return {.kind = "filter", .filter = step.filter.get()};
  }

private:
  mlir::IntegerAttr number(int64_t value) const { return builder_.getI64IntegerAttr(value); }

  FlowBuilder &builder_;
};

} // namespace

mlir::Value Expressions::gather(const Base &base, const jsonpath::Path &path) {
  auto gather = builder_.make<ir::GatherOp>(base.value);
  mlir::OpBuilder::InsertionGuard guard(builder_);
  mlir::Block *block = builder_.createBlock(&gather.getBody());
  mlir::Value root = block->addArgument(base.value.getType(), builder_.location());
  walk(path, base.steps, root, root);
  return gather.getResult();
}

void Expressions::walk(const jsonpath::Path &path, size_t index, mlir::Value current,
                       mlir::Value root) {
  if (index == path.steps.size()) {
    builder_.make<ir::EmitOp>(current);
    return;
  }
  Each step = std::visit(Reader(builder_), path.steps[index].kind);
  auto each = builder_.make<ir::EachOp>(builder_.getStringAttr(step.kind), current, step.names,
                                        step.indexes, step.from, step.to, step.missing, step.scan);
  if (step.filter)
    predicate(each.getPredicate(), *step.filter, root);
  mlir::OpBuilder::InsertionGuard guard(builder_);
  mlir::Block *block = builder_.createBlock(&each.getBody());
  mlir::Value item = block->addArgument(current.getType(), builder_.location());
  walk(path, index + 1, item, root);
}

void Expressions::predicate(mlir::Region &region, const jsonpath::Filter &filter,
                            mlir::Value root) {
  builder_.fill(region, 1,
                [&](mlir::Block &block) { return condition(filter, block.getArgument(0), root); });
}

mlir::Value Expressions::condition(const jsonpath::Filter &filter, mlir::Value current,
                                   mlir::Value root) {
  using Kind = jsonpath::Filter::Kind;
  auto lazy = [&](mlir::Operation *op) {
    for (auto [region, operand] : llvm::zip(op->getRegions(), filter.operands))
      builder_.fill(region, 0, [&](mlir::Block &) { return condition(*operand, current, root); });
    return op->getResult(0);
  };
  auto count = static_cast<unsigned>(filter.operands.size());
  switch (filter.kind) {
  case Kind::And:
    return lazy(builder_.make<ir::AllOp>(builder_.getI1Type(), count));
  case Kind::Or:
    return lazy(builder_.make<ir::AnyOp>(builder_.getI1Type(), count));
  case Kind::Not:
    return builder_.make<ir::NotOp>(condition(*filter.operands.front(), current, root));
  case Kind::Exists:
    return builder_.make<ir::FilterCompareOp>(
        "exists", operand(filter.left, current, root, /*all=*/true), mlir::Value());
  case Kind::Compare:
    break;
  }
  mlir::Value left = operand(filter.left, current, root);
  if (filter.op == "=~")
    return builder_.make<ir::FilterMatchesOp>(left, filter.right.text, filter.right.ignoreCase);
  return builder_.make<ir::FilterCompareOp>(filter.op, left, operand(filter.right, current, root));
}

mlir::Value Expressions::operand(const jsonpath::Operand &operand, mlir::Value current,
                                 mlir::Value root, bool all) {
  using Kind = jsonpath::Operand::Kind;
  if (operand.kind == Kind::Array)
    return builder_.constant("[]");
  if (operand.kind != Kind::Path)
    return builder_.text(operand.text);
  const jsonpath::Path &path = *operand.path;
  mlir::Value base = path.root == jsonpath::Root::Current ? current : root;
  if (path.steps.empty())
    return base;
  return builder_.make<ir::PathOp>(base, steps(path), 0, all);
}
