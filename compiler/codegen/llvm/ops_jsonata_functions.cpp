// Functions as values: a lambda is a native function of its own that finds the values around it in
// the heap.
#include "compiler/codegen/llvm/function_emitter.h"

#include "compiler/expr/jsonata/tree.h"
#include "runtime/expr/jsonata/library/library.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

/// The values that `lambda` uses and that are made outside of it.
llvm::SmallVector<mlir::Value> capturedBy(ir::LambdaOp lambda) {
  llvm::SetVector<mlir::Value> found;
  lambda.getBody().walk([&](mlir::Operation *op) {
    for (mlir::Value operand : op->getOperands())
      if (!lambda.getBody().isAncestor(operand.getParentRegion()))
        found.insert(operand);
  });
  return found.takeVector();
}

} // namespace

/// The result of a call as a normal value, unless `[]` after the call needs the sequence itself.
Value FunctionEmitter::normalized(Value value, mlir::Operation *op) {
  if (isSequenceKept(op->getResult(0)))
    return value;
  return normalize(value, /*keep=*/false);
}

void FunctionEmitter::emitOp(ir::LibraryOp op) {
  if (op.getFunction() == ASL_LIBRARY_exists && op.getArguments().size() == 1) {
    llvm::Value *none = hasTag(get(op.getArguments()[0]), ASL_UNDEFINED);
    return bind(op.getResult(), booleanValue(builder.CreateNot(none)));
  }
  if (emitLoop(op))
    return;
  llvm::Value *arguments = storeOperands(op.getArguments());
  llvm::Constant *count = int32(op.getArguments().size());
  Value item = op.getTail() ? context_ : get(op.getItem());
  Value result =
      callValue("asl_jsonata_library", {heap, int32(op.getFunction()), item, arguments, count});
  bind(op.getResult(), op.getTail() ? checked(result) : normalized(checked(result), op));
}

void FunctionEmitter::emitOp(ir::FunctionOp op) {
  bind(op.getResult(), callValue("asl_jsonata_function", {int32(op.getFunction())}));
}

void FunctionEmitter::emitOp(ir::RegexOp op) {
  llvm::Constant *regex =
      moduleContext.regex(op.getPattern(), op.getIgnoreCase(), op.getMultiline());
  bind(op.getResult(), callValue("asl_jsonata_regex", {heap, regex}));
}

void FunctionEmitter::emitOp(ir::ApplyOp op) {
  if (emitKnownCall(op))
    return;
  llvm::Constant *name = op.getName() ? constants.string(*op.getName()) : constants.null();
  llvm::Value *arguments = storeOperands(op.getArguments());
  llvm::Constant *count = int32(op.getArguments().size());
  if (op.getTail() && mayTailCall_)
    return bind(op.getResult(),
                callValue("asl_jsonata_tail", {heap, get(op.getCallee()), arguments, count, name}));
  Value item = op.getTail() ? context_ : get(op.getItem());
  Value result = checked(
      callValue("asl_jsonata_apply", {heap, get(op.getCallee()), item, arguments, count, name}));
  bind(op.getResult(), op.getTail() ? result : normalized(result, op));
}

void FunctionEmitter::emitOp(ir::PartialOp op) {
  llvm::Constant *name = op.getName() ? constants.string(*op.getName()) : constants.null();
  bind(op.getResult(),
       checked(callValue("asl_jsonata_partial",
                         {heap, get(op.getCallee()), storeOperands(op.getArguments()),
                          flags(op.getOpen()), int32(op.getArguments().size()), name})));
}

void FunctionEmitter::emitOp(ir::PipeOp op) {
  bind(op.getResult(), normalized(checked(callValue("asl_jsonata_pipe",
                                                    {heap, get(op.getLeft()), get(op.getRight())})),
                                  op));
}

// ---- Lambdas

llvm::Constant *FunctionEmitter::signatureOf(llvm::StringRef text) {
  auto parsed = jsonata::parseSignature({text.data(), text.size()});
  const auto &signature = std::get<jsonata::Signature>(parsed);

  auto int16 = [&](uint32_t value) { return llvm::ConstantInt::get(builder.getInt16Ty(), value); };
  auto parameter = [&](uint32_t types, uint32_t subtype, bool isArray, bool optional, bool variadic,
                       bool context, char subtypeName) {
    return constants.structure({int16(types), int16(subtype), constants.int8(isArray),
                                constants.int8(optional), constants.int8(variadic),
                                constants.int8(context),
                                constants.int8(static_cast<uint8_t>(subtypeName)),
                                constants.int8(0), constants.int8(0), constants.int8(0)});
  };
  std::vector<llvm::Constant *> parameters;
  for (const jsonata::Parameter &one : signature.parameters)
    parameters.push_back(parameter(typesOf(one.types), typesOf(one.subtype) & ~ASL_TYPE_MISSING,
                                   one.types == "a", one.optional, one.variadic, one.context,
                                   one.subtype.empty() ? 0 : one.subtype[0]));
  llvm::Constant *table = constants.array(parameters, "parameters");
  return constants.shared(constants.structure({int32(parameters.size()), table}), "signature");
}

void FunctionEmitter::emitOp(ir::LambdaOp op) {
  if (isInlined(op))
    return;
  llvm::SmallVector<mlir::Value> captured = capturedBy(op);
  llvm::Function *code = lambdaFunction(op, captured);

  llvm::Constant *signature =
      op.getSignature() ? signatureOf(*op.getSignature()) : constants.null();
  llvm::Constant *form =
      constants.shared(constants.structure({code, signature, int32(op.getArity()), int32(1),
                                            constants.null(), constants.null(), constants.null()}),
                       "lambda");
  llvm::SmallVector<Value> values;
  for (mlir::Value value : captured) {
    Value now = get(value);
    if (!now.bits) // a condition
      now = {builder.CreateZExt(now.head, builder.getInt64Ty()), int64(0)};
    values.push_back(now);
  }
  llvm::Value *around = frame ? frame : constants.null();
  bind(op.getResult(), callValue("asl_jsonata_lambda",
                                 {heap, form, around, storeValues(values), int32(values.size())}));
}

/// An asl_function_code.
llvm::Function *FunctionEmitter::lambdaFunction(ir::LambdaOp op,
                                                llvm::ArrayRef<mlir::Value> captured) {
  llvm::Type *word = builder.getInt64Ty(), *pointer = builder.getPtrTy();
  auto *type =
      llvm::FunctionType::get(moduleContext.abi.valueType(),
                              {pointer, pointer, word, word, pointer, builder.getInt32Ty()}, false);
  auto *made = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage,
                                      function.getName() + ".lambda", moduleContext.module);
  made->setDoesNotThrow();
  moduleContext.debug.describe(*made, function.getName(), op.getLoc());

  FunctionEmitter body(moduleContext, *made, op.getLoc());
  body.heap = made->getArg(0);
  body.context_ = {made->getArg(2), made->getArg(3)};
  llvm::Value *self = made->getArg(1), *arguments = made->getArg(4);
  body.frame =
      body.builder.CreateLoad(pointer, body.at(self, offsetof(asl_function, frame)), "frame");
  if (!captured.empty()) {
    llvm::Value *memory =
        body.builder.CreateLoad(pointer, body.at(self, offsetof(asl_function, captures)));
    for (auto [index, name] : llvm::enumerate(captured)) {
      Value value = body.loadValue(body.at(memory, index * sizeof(asl_value)));
      if (name.getType().isInteger(1))
        value = {body.builder.CreateTrunc(value.head, body.builder.getInt1Ty()), nullptr};
      body.bind(name, value);
    }
  }
  mlir::Region &region = op.getBody();
  Value itself = body.constant(constants.undefined());
  itself.head = body.int64(uint64_t(ASL_FUNCTION) << 32);
  itself.bits = body.builder.CreatePtrToInt(self, word);
  llvm::SmallVector<Value> parameters = {itself};
  for (unsigned i = 1; i < region.getNumArguments(); ++i)
    parameters.push_back(body.loadValue(body.at(arguments, (i - 1) * sizeof(asl_value))));

  Failure failed = body.makeFailure("failed");
  body.failure = &failed;
  body.giveBack(body.inlineRegion(region, parameters));
  body.builder.SetInsertPoint(failed.block);
  if (failed.head->getNumIncomingValues() == 0) {
    body.builder.CreateUnreachable();
    llvm::DeleteDeadBlock(failed.block);
  } else {
    body.giveBack(failed.error());
  }
  return made;
}
