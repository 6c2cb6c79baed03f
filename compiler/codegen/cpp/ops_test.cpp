// Conditions: the operators of Choice rules, and lazy And and Or.
#include "compiler/codegen/cpp/function_emitter.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

static llvm::StringRef wrapperOf(ir::TestFamily family) {
  switch (family) {
  case ir::TestFamily::String:
    return "as_string";
  case ir::TestFamily::Numeric:
    return "as_number";
  case ir::TestFamily::Boolean:
    return "as_boolean";
  case ir::TestFamily::Timestamp:
    return "as_timestamp";
  }
  llvm_unreachable("all families are handled");
}

void FunctionEmitter::emitOp(ir::TestOp op) {
  static constexpr llvm::StringLiteral operators[] = {"==", "!=", "<", "<=", ">", ">="};
  condition(op,
            wrapperOf(op.getFamily()) + "(" + get(op.getValue()) + ") " +
                operators[static_cast<uint32_t>(op.getComparison())] + " " + get(op.getOperand()),
            /*primary=*/false);
}

void FunctionEmitter::emitOp(ir::IsOp op) {
  condition(op, "is_" + ir::stringifyTypeTest(op.getTest()) + "(" + get(op.getValue()) + ")");
}

void FunctionEmitter::emitOp(ir::MatchesOp op) {
  std::string pieces = constants.strings(textsOf(op.getPieces()), hint + "_pattern");
  condition(op, "matches(" + get(op.getValue()) + ", " + pieces + ")");
}

void FunctionEmitter::emitOp(ir::TruthOp op) {
  bind(op.getResult(), op.getValue() ? "true" : "false");
}

void FunctionEmitter::emitOp(ir::NotOp op) { condition(op, "!" + operand(op.getValue())); }

void FunctionEmitter::emitOp(ir::AllOp op) { emitLazy(op, true); }
void FunctionEmitter::emitOp(ir::AnyOp op) { emitLazy(op, false); }

void FunctionEmitter::emitLazy(mlir::Operation *op, bool isAll) {
  if (llvm::all_of(op->getRegions(), [&](mlir::Region &term) { return isExpression(term); })) {
    std::string text;
    Expression only;
    for (mlir::Region &term : op->getRegions()) {
      only = region(term, {});
      text += (text.empty() ? ""
               : isAll      ? " && "
                            : " || ") +
              (only.primary ? only.text : "(" + only.text + ")");
    }
    return condition(op, text, op->getNumRegions() == 1 && only.primary);
  }
  std::string outcome = local(isAll ? "all" : "any");
  for (mlir::Region &term : op->getRegions()) {
    if (&term == &op->getRegions().front()) {
      line("bool " + outcome + " = " + region(term, {}).text + ";");
      continue;
    }
    open(llvm::Twine("if (") + (isAll ? "" : "!") + outcome + ")");
    line(outcome + " = " + region(term, {}).text + ";");
    close();
  }
  bind(op->getResult(0), outcome);
}

// ---- In filters

/// 1 or 0; -1 leaves the predicate.
void FunctionEmitter::filterOutcome(mlir::Operation *op, const llvm::Twine &call) {
  std::string outcome = statement("const int32_t", "outcome", call);
  line("if (" + outcome + " < 0)");
  line("  return -1;");
  bind(op->getResult(0), Expression{outcome + " != 0", false});
}

void FunctionEmitter::emitOp(ir::FilterCompareOp op) {
  filterOutcome(op, "asl_filter_compare(" + walk + ", " + nameInC(op.getComparison()) + ", " +
                        get(op.getLeft()) + ", " + get(op.getRight()) + ")");
}

void FunctionEmitter::emitOp(ir::FilterExistsOp op) {
  filterOutcome(op, "asl_filter_exists(" + walk + ", " + get(op.getValue()) + ")");
}

void FunctionEmitter::emitOp(ir::FilterMatchesOp op) {
  filterOutcome(op, "asl_filter_matches(" + walk + ", " + get(op.getValue()) + ", " +
                        constants.regex(op.getPattern(), op.getIgnoreCase(), false) + ")");
}
