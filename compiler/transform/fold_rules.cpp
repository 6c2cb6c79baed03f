// asl-fold-rules: see Passes.td.
#include "compiler/transform/pipeline.h"

namespace aslc::transform {

#define GEN_PASS_DEF_FOLDRULES
#include "compiler/transform/Passes.h.inc"

namespace {

/// What the condition of `rule` gives whatever the data, when it does nothing else. Ops without
/// effects around the constant do not count.
std::optional<bool> outcomeOf(ir::RuleOp rule) {
  mlir::Block &block = rule.getWhen().front();
  auto yield = llvm::cast<ir::YieldOp>(block.getTerminator());
  auto truth = yield.getValue().getDefiningOp<ir::TruthOp>();
  auto isPlain = [](mlir::Operation &op) { return mlir::isMemoryEffectFree(&op); };
  if (!truth || !llvm::all_of(block.without_terminator(), isPlain))
    return std::nullopt;
  return truth.getValue();
}

struct FoldRules : impl::FoldRulesBase<FoldRules> {
  void runOnOperation() override {
    getOperation()->walk([&](ir::ChoiceOp choice) { fold(choice); });
  }

  void fold(ir::ChoiceOp choice) {
    if (choice.getRules().empty())
      return;
    bool decided = false;
    for (ir::RuleOp rule : llvm::make_early_inc_range(choice.getRules().getOps<ir::RuleOp>())) {
      std::optional<bool> outcome = decided ? false : outcomeOf(rule);
      if (!outcome)
        continue;
      if (*outcome) {
        decided = true;
        choice.setNextAttr(rule.getNextAttr());
        choice.getExit().takeBody(rule.getExit());
      }
      rule.erase();
    }
    // A choice needs a rule or a default: one that always fails keeps its way to fail.
    if (choice.getRules().front().empty())
      choice.getRules().front().erase();
  }
};

} // namespace
} // namespace aslc::transform
