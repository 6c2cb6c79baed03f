// Paths that match any number of values, and their filters.
#include "compiler/lower/expressions.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc;
using namespace aslc::lower;

namespace {

ir::MissingName missingName(jsonpath::NamesStep::Missing missing) {
  using Missing = jsonpath::NamesStep::Missing;
  return missing == Missing::Skip    ? ir::MissingName::Skip
         : missing == Missing::Raise ? ir::MissingName::Raise
                                     : ir::MissingName::RaiseWhenLast;
}

ir::Comparison comparisonNamed(llvm::StringRef op) {
  return llvm::StringSwitch<ir::Comparison>(op)
      .Case("!=", ir::Comparison::NotEqual)
      .Case("<", ir::Comparison::Less)
      .Case("<=", ir::Comparison::LessOrEqual)
      .Case(">", ir::Comparison::Greater)
      .Case(">=", ir::Comparison::GreaterOrEqual)
      .Default(ir::Comparison::Equal);
}

} // namespace

/// The op for each kind of step, without its regions.
struct Expressions::StepMaker {
  FlowBuilder &builder;
  mlir::Value current;

  ir::PathStep operator()(const jsonpath::NamesStep &step) const {
    return builder.make<ir::EachNamesOp>(current, builder.strings(step.names),
                                         missingName(step.missing));
  }
  ir::PathStep operator()(const jsonpath::Indexes &step) const {
    return builder.make<ir::EachIndexOp>(current, builder.getI64ArrayAttr(step.indexes));
  }
  ir::PathStep operator()(const jsonpath::Slice &step) const {
    auto bound = [&](const auto &given) {
      return given ? builder.getI64IntegerAttr(*given) : mlir::IntegerAttr();
    };
    return builder.make<ir::EachSliceOp>(current, bound(step.from), bound(step.to));
  }
  ir::PathStep operator()(const jsonpath::FromLength &step) const {
    return builder.make<ir::EachFromLengthOp>(current, builder.getI64IntegerAttr(step.minus));
  }
  ir::PathStep operator()(const jsonpath::Wildcard &) const {
    return builder.make<ir::EachWildcardOp>(current);
  }
  ir::PathStep operator()(const jsonpath::FilterStep &) const {
    return builder.make<ir::EachFilterOp>(current);
  }
  ir::PathStep operator()(const jsonpath::DeepScan &step) const {
    using Target = jsonpath::DeepScan::Target;
    switch (step.target) {
    case Target::Objects:
      return builder.make<ir::EachScanNamesOp>(current, builder.strings(step.names));
    case Target::Filtered:
    case Target::FilteredLast:
      return builder.make<ir::EachScanFilterOp>(current, step.target == Target::FilteredLast);
    case Target::Arrays:
      return builder.make<ir::EachScanOp>(current, ir::ScanTarget::Arrays);
    case Target::Elements:
      return builder.make<ir::EachScanOp>(current, ir::ScanTarget::Elements);
    case Target::Children:
      return builder.make<ir::EachScanOp>(current, ir::ScanTarget::Children);
    case Target::Nothing:
      return builder.make<ir::EachScanOp>(current, ir::ScanTarget::Nothing);
    }
    llvm_unreachable("all targets are handled");
  }
};

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
  const auto &kind = path.steps[index].kind;
  ir::PathStep step = std::visit(StepMaker{builder_, current}, kind);
  if (auto filtered = llvm::dyn_cast<ir::EachFilterOp>(*step))
    predicate(filtered.getPredicate(), *std::get<jsonpath::FilterStep>(kind).filter, root);
  else if (auto scanned = llvm::dyn_cast<ir::EachScanFilterOp>(*step))
    predicate(scanned.getPredicate(), *std::get<jsonpath::DeepScan>(kind).filter, root);
  mlir::OpBuilder::InsertionGuard guard(builder_);
  mlir::Block *block = builder_.createBlock(&step.getRest());
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
    return builder_.make<ir::FilterExistsOp>(operand(filter.left, current, root, /*all=*/true));
  case Kind::Compare:
    break;
  }
  mlir::Value left = operand(filter.left, current, root);
  if (filter.op == "=~")
    return builder_.make<ir::FilterMatchesOp>(left, filter.right.text, filter.right.ignoreCase);
  return builder_.make<ir::FilterCompareOp>(comparisonNamed(filter.op), left,
                                            operand(filter.right, current, root));
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
