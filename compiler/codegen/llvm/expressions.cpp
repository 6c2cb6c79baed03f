// An expression is a function of a frame, of which it uses the heap, and of an array of values.
#include "compiler/codegen/llvm/expressions.h"

#include "compiler/codegen/op_info.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc;
using namespace aslc::codegen;

namespace {

llvm::Function *makeFunction(ModuleContext &moduleContext, const std::string &name) {
  llvm::Type *pointer = llvm::PointerType::getUnqual(moduleContext.module.getContext());
  auto *type = llvm::FunctionType::get(moduleContext.abi.valueType(), {pointer, pointer}, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                          moduleContext.module);
  function->setDoesNotThrow();
  return function;
}

/// The member `evaluate` of an asl_expression.
llvm::Function *emitFunction(ModuleContext &moduleContext, ir::ExpressionOp op) {
  std::string name = op.getSymName().str();
  llvm::Function *function = makeFunction(moduleContext, name);
  moduleContext.debug.describe(*function, name, op.getLoc());

  FunctionEmitter code(moduleContext, *function, op.getLoc());
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

llvm::Constant *codegen::emitExpressions(ModuleContext &moduleContext, mlir::ModuleOp module) {
  ConstantPool &constants = moduleContext.constants;
  std::vector<llvm::Constant *> table;
  for (ir::ExpressionOp op : module.getOps<ir::ExpressionOp>()) {
    std::vector<std::string> variables;
    if (op.getVariables())
      variables = textsOf(*op.getVariables());
    table.push_back(constants.structure(
        {constants.string(op.getSymName()), constants.strings(variables),
         constants.int32(variables.size()), constants.int32(0), emitFunction(moduleContext, op)}));
  }
  return constants.array(table, "expressions");
}
