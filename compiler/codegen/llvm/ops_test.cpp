// Conditions: the operators of Choice rules, and lazy And and Or as branches.
#include "compiler/codegen/llvm/function_emitter.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

void FunctionEmitter::emitOp(ir::TestOp op) {
  Value value = get(op.getValue()), operand = get(op.getOperand());
  llvm::Constant *comparison = int32(static_cast<uint32_t>(op.getComparison()));
  auto outcome = [&]() -> llvm::Value * {
    switch (op.getFamily()) {
    case ir::TestFamily::Boolean:
      return call("asl_test_boolean", {value, operand});
    case ir::TestFamily::String:
      return call("asl_test_string", {value, operand, comparison});
    case ir::TestFamily::Numeric:
      return call("asl_test_numeric", {value, operand, comparison});
    case ir::TestFamily::Timestamp:
      return call("asl_test_timestamp", {value, operand, comparison});
    }
    llvm_unreachable("all families are handled");
  };
  bindCondition(op.getResult(), builder.CreateICmpNE(outcome(), builder.getInt32(0)));
}

void FunctionEmitter::emitOp(ir::IsOp op) {
  Value value = get(op.getValue());
  auto holds = [&]() -> llvm::Value * {
    switch (op.getTest()) {
    case ir::TypeTest::Present:
      return builder.CreateNot(hasTag(value, ASL_UNDEFINED));
    case ir::TypeTest::Null:
      return hasTag(value, ASL_NULL);
    case ir::TypeTest::Numeric:
      return hasTags(value, ASL_INTEGER, ASL_DECIMAL);
    case ir::TypeTest::String:
      return hasTag(value, ASL_STRING);
    case ir::TypeTest::Boolean:
      return hasTags(value, ASL_FALSE, ASL_TRUE);
    case ir::TypeTest::Timestamp:
      return builder.CreateICmpNE(call("asl_test_is_timestamp", {value}), builder.getInt32(0));
    }
    llvm_unreachable("all tests are handled");
  };
  bindCondition(op.getResult(), holds());
}

void FunctionEmitter::emitOp(ir::MatchesOp op) {
  std::vector<std::string> pieces;
  for (mlir::Attribute piece : op.getPieces())
    pieces.push_back(mlir::cast<mlir::StringAttr>(piece).getValue().str());
  llvm::Value *outcome = call(
      "asl_test_matches", {get(op.getValue()), constants.strings(pieces), int32(pieces.size())});
  bindCondition(op.getResult(), builder.CreateICmpNE(outcome, builder.getInt32(0)));
}

void FunctionEmitter::emitOp(ir::TruthOp op) {
  bindCondition(op.getResult(), builder.getInt1(op.getValue()));
}

void FunctionEmitter::emitOp(ir::NotOp op) {
  bindCondition(op.getResult(), builder.CreateNot(condition(op.getValue())));
}

void FunctionEmitter::emitOp(ir::AllOp op) { emitLazy(op, true); }
void FunctionEmitter::emitOp(ir::AnyOp op) { emitLazy(op, false); }

void FunctionEmitter::emitLazy(mlir::Operation *op, bool isAll) {
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
