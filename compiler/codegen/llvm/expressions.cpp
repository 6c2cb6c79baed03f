// An expression is a function of a frame, of which it uses the heap, and of an array of values.
#include "compiler/codegen/llvm/expressions.h"

#include "compiler/codegen/op_info.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc;
using namespace aslc::codegen;

namespace {

llvm::Function *makeFunction(Shared &shared, const std::string &name) {
  llvm::Type *pointer = llvm::PointerType::getUnqual(shared.module.getContext());
  auto *type = llvm::FunctionType::get(shared.abi.valueType(), {pointer, pointer}, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                          shared.module);
  function->setDoesNotThrow();
  return function;
}

/// The member `evaluate` of an asl_expression.
llvm::Function *emitFunction(Shared &shared, ir::ExpressionOp op) {
  std::string name = op.getSymName().str();
  llvm::Function *function = makeFunction(shared, name);
  shared.debug.describe(*function, name, op.getLoc());

  Code code(shared, *function, op.getLoc());
  code.frame = function->getArg(0);
  code.loadHeap();
  Failure failed = code.makeFailure("fail");
  code.failure = &failed;
  llvm::SmallVector<Value> arguments;
  for (size_t i = 0; i < op.getBody().getNumArguments(); ++i)
    arguments.push_back(code.loadValue(code.at(function->getArg(1), i * sizeof(asl_value))));
  code.giveBack(code.inlineRegion(op.getBody(), arguments));
  if (failed.head->getNumIncomingValues() == 0) {
    llvm::DeleteDeadBlock(failed.block);
    return function;
  }
  code.builder.SetInsertPoint(failed.block);
  code.giveBack(failed.error());
  return function;
}

} // namespace

llvm::Constant *codegen::emitExpressions(Shared &shared, mlir::ModuleOp module) {
  Data &data = shared.data;
  std::vector<llvm::Constant *> table;
  for (ir::ExpressionOp op : module.getOps<ir::ExpressionOp>()) {
    std::vector<std::string> variables;
    if (op.getVariables())
      variables = textsOf(*op.getVariables());
    table.push_back(
        data.structure({data.string(op.getSymName()), data.strings(variables),
                        data.int32(variables.size()), data.int32(0), emitFunction(shared, op)}));
  }
  return data.array(table, "expressions");
}
