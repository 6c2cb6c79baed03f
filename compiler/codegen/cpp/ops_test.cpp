// Conditions: the operators of Choice rules, and lazy And and Or.
#include "compiler/codegen/cpp/code.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc::codegen::cpp;

namespace ir = aslc::ir;

void Code::emitOp(ir::TestOp op) {
  llvm::StringRef as = llvm::StringSwitch<llvm::StringRef>(op.getFamily())
                           .Case("string", "as_string")
                           .Case("numeric", "as_number")
                           .Case("boolean", "as_boolean")
                           .Default("as_timestamp");
  condition(op,
            as + "(" + get(op.getValue()) + ") " +
                (op.getFamily() == "boolean" ? llvm::StringRef("==") : op.getOrder()) + " " +
                get(op.getOperand()),
            /*primary=*/false);
}

void Code::emitOp(ir::IsOp op) {
  condition(op, "is_" + op.getType() + "(" + get(op.getValue()) + ")");
}

void Code::emitOp(ir::MatchesOp op) {
  std::string pieces = shared.data.strings(textsOf(op.getPieces()), hint + "_pattern");
  condition(op, "matches(" + get(op.getValue()) + ", " + pieces + ")");
}

void Code::emitOp(ir::TruthOp op) { bind(op.getResult(), op.getValue() ? "true" : "false"); }

void Code::emitOp(ir::NotOp op) { condition(op, "!" + operand(op.getValue())); }

void Code::emitOp(ir::AllOp op) { emitLazy(op, true); }
void Code::emitOp(ir::AnyOp op) { emitLazy(op, false); }

void Code::emitLazy(mlir::Operation *op, bool isAll) {
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
void Code::filterOutcome(mlir::Operation *op, const llvm::Twine &call) {
  std::string outcome = statement("const int32_t", "outcome", call);
  line("if (" + outcome + " < 0)");
  line("  return -1;");
  bind(op->getResult(0), Expression{outcome + " != 0", false});
}

void Code::emitOp(ir::FilterCompareOp op) {
  llvm::StringRef compare = llvm::StringSwitch<llvm::StringRef>(op.getOp())
                                .Case("==", "ASL_FILTER_EQ")
                                .Case("!=", "ASL_FILTER_NE")
                                .Case("<", "ASL_FILTER_LT")
                                .Case("<=", "ASL_FILTER_LE")
                                .Case(">", "ASL_FILTER_GT")
                                .Case(">=", "ASL_FILTER_GE")
                                .Default("ASL_FILTER_EXISTS");
  std::string right = op.getRight() ? get(op.getRight()) : "undefined";
  filterOutcome(op, "asl_filter_compare(" + walk + ", " + compare + ", " + get(op.getLeft()) +
                        ", " + right + ")");
}

void Code::emitOp(ir::FilterMatchesOp op) {
  filterOutcome(op, "asl_filter_matches(" + walk + ", " + get(op.getValue()) + ", " +
                        shared.data.regex(op.getPattern(), op.getIgnoreCase(), false) + ")");
}
