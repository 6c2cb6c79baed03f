// Conditions: the operators of Choice rules, and lazy And and Or as branches.
#include "compiler/codegen/llvm/code.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

uint32_t orderNamed(llvm::StringRef name) {
  return llvm::StringSwitch<uint32_t>(name)
      .Case("<", ASL_LT)
      .Case(">", ASL_GT)
      .Case("<=", ASL_LE)
      .Case(">=", ASL_GE)
      .Default(ASL_EQ);
}

} // namespace

void Code::emitOp(ir::TestOp op) {
  Value value = get(op.getValue()), operand = get(op.getOperand());
  llvm::Value *outcome;
  if (op.getFamily() == "boolean") {
    outcome = call("asl_test_boolean", {value, operand});
  } else {
    llvm::StringRef test = llvm::StringSwitch<llvm::StringRef>(op.getFamily())
                               .Case("string", "asl_test_string")
                               .Case("numeric", "asl_test_numeric")
                               .Default("asl_test_timestamp");
    outcome = call(test, {value, operand, int32(orderNamed(op.getOrder()))});
  }
  bindCondition(op.getResult(), builder.CreateICmpNE(outcome, builder.getInt32(0)));
}

void Code::emitOp(ir::IsOp op) {
  Value value = get(op.getValue());
  auto either = [&](uint8_t one, uint8_t other) {
    return builder.CreateOr(hasTag(value, one), hasTag(value, other));
  };
  llvm::StringRef type = op.getType();
  llvm::Value *holds;
  if (type == "present")
    holds = builder.CreateNot(hasTag(value, ASL_UNDEFINED));
  else if (type == "null")
    holds = hasTag(value, ASL_NULL);
  else if (type == "numeric")
    holds = builder.CreateOr(either(ASL_INTEGER, ASL_DOUBLE), hasTag(value, ASL_DECIMAL));
  else if (type == "string")
    holds = hasTag(value, ASL_STRING);
  else if (type == "boolean")
    holds = either(ASL_FALSE, ASL_TRUE);
  else
    holds = builder.CreateICmpNE(call("asl_test_is_timestamp", {value}), builder.getInt32(0));
  bindCondition(op.getResult(), holds);
}

void Code::emitOp(ir::MatchesOp op) {
  std::vector<std::string> pieces;
  for (mlir::Attribute piece : op.getPieces())
    pieces.push_back(mlir::cast<mlir::StringAttr>(piece).getValue().str());
  llvm::Value *outcome = call(
      "asl_test_matches", {get(op.getValue()), shared.data.strings(pieces), int32(pieces.size())});
  bindCondition(op.getResult(), builder.CreateICmpNE(outcome, builder.getInt32(0)));
}

void Code::emitOp(ir::TruthOp op) { bindCondition(op.getResult(), builder.getInt1(op.getValue())); }

void Code::emitOp(ir::NotOp op) {
  bindCondition(op.getResult(), builder.CreateNot(condition(op.getValue())));
}

void Code::emitOp(ir::AllOp op) { emitLazy(op, true); }
void Code::emitOp(ir::AnyOp op) { emitLazy(op, false); }

void Code::emitLazy(mlir::Operation *op, bool isAll) {
  llvm::BasicBlock *done = block("decided");
  llvm::SmallVector<std::pair<llvm::Value *, llvm::BasicBlock *>> ways;
  for (mlir::Region &term : op->getRegions()) {
    llvm::Value *holds = inlineRegion(term, {}).head;
    llvm::BasicBlock *from = builder.GetInsertBlock();
    if (&term == &op->getRegions().back()) {
      ways.emplace_back(holds, from);
      builder.CreateBr(done);
      break;
    }
    llvm::BasicBlock *next = block("term");
    ways.emplace_back(builder.getInt1(!isAll), from);
    builder.CreateCondBr(holds, isAll ? next : done, isAll ? done : next);
    builder.SetInsertPoint(next);
  }
  builder.SetInsertPoint(done);
  llvm::PHINode *outcome =
      builder.CreatePHI(builder.getInt1Ty(), static_cast<unsigned>(ways.size()));
  for (auto [value, from] : ways)
    outcome->addIncoming(value, from);
  bindCondition(op->getResult(0), outcome);
}
