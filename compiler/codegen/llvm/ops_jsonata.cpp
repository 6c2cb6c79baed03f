// JSONata expressions: the expression as a whole, looking into values, operators,
// making values.
#include "compiler/codegen/llvm/function_emitter.h"

#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/value/value.h"

#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cmath>

using namespace aslc::codegen;

namespace ir = aslc::ir;

// ---- The whole expression

void FunctionEmitter::emitOp(ir::JsonataOp op) {
  if (op.needsLimits())
    call("asl_jsonata_begin", {heap});
  bool plain = op.isPlainInside();
  llvm::Constant *site = constants.shared(
      constants.structure({constants.string(op.getExpression()), constants.string(op.getField()),
                           int32(resultTypeOf(op.getExpect())),
                           constants.int8(op.getMaybe() ? 1 : 0), constants.int8(plain ? 1 : 0),
                           constants.int8(op.needsLimits() ? 1 : 0), constants.int8(0)}),
      "jsonata_site");
  Failure inside = makeFailure("jsonata_failed");
  Value value;
  {
    llvm::SaveAndRestore here(failure, &inside);
    value = inlineRegion(op.getBody(), {});
  }
  bind(op.getResult(), jsonataResult(value, op, site, plain));

  llvm::IRBuilder<>::InsertPointGuard guard(builder);
  builder.SetInsertPoint(inside.block);
  if (inside.head->getNumIncomingValues() == 0) {
    builder.CreateUnreachable();
    llvm::DeleteDeadBlock(inside.block);
    return;
  }
  raise(callValue("asl_jsonata_failed", {heap, inside.error(), site}));
}

/// A value of the type that the field wants leaves the expression as it is, but for its flags.
Value FunctionEmitter::jsonataResult(Value value, ir::JsonataOp op, llvm::Constant *site,
                                     bool plain) {
  uint8_t first = ASL_NULL, last = plain ? ASL_OBJECT : ASL_STRING;
  auto only = [&](uint8_t from, uint8_t to) {
    first = from;
    last = std::min(last, to);
  };
  switch (resultTypeOf(op.getExpect())) {
  case ASL_RESULT_BOOLEAN:
    only(ASL_FALSE, ASL_TRUE);
    break;
  case ASL_RESULT_NUMBER:
    only(ASL_INTEGER, ASL_DECIMAL);
    break;
  case ASL_RESULT_STRING:
    only(ASL_STRING, ASL_STRING);
    break;
  case ASL_RESULT_ARRAY:
    only(ASL_ARRAY, ASL_ARRAY);
    break;
  case ASL_RESULT_OBJECT:
    only(ASL_OBJECT, ASL_OBJECT);
    break;
  default:
    break;
  }
  auto slow = [&] { return checked(callValue("asl_jsonata_result", {heap, value, site})); };
  if (first > last || op.needsLimits())
    return slow();
  return choose(
      hasTags(value, first, last),
      [&]() -> Value {
        return {builder.CreateAnd(value.head, int64(~flagBits(0xFF))), value.bits};
      },
      slow);
}

void FunctionEmitter::emitOp(ir::UndefinedOp op) { bind(op.getResult(), undefined()); }

// ---- Looking into values

void FunctionEmitter::emitOp(ir::LookupOp op) {
  llvm::StringRef lookup = op.getLast() ? "asl_jsonata_lookup_last" : "asl_jsonata_lookup";
  bind(op.getResult(),
       callValue(lookup, {heap, get(op.getValue()), constants.symbol(op.getKey())}));
}
void FunctionEmitter::emitOp(ir::WildcardOp op) {
  bind(op.getResult(), callValue("asl_jsonata_wildcard", {heap, get(op.getValue())}));
}
void FunctionEmitter::emitOp(ir::DescendantsOp op) {
  bind(op.getResult(), callValue("asl_jsonata_descendants", {heap, get(op.getValue())}));
}
/// Only sequences and arrays that are to become one change.
Value FunctionEmitter::normalize(Value value, bool keep) {
  llvm::Value *isSequence = builder.CreateICmpNE(
      builder.CreateAnd(value.head, int64(flagBits(asl::jsonata::sequenceFlag))), int64(0));
  return choose(
      builder.CreateNot(isSequence), [&] { return value; },
      [&] { return callValue("asl_jsonata_normalize", {value, int32(keep ? 1 : 0)}); });
}
void FunctionEmitter::emitOp(ir::NormalizeOp op) {
  bind(op.getResult(), normalize(get(op.getValue()), op.getKeep()));
}
void FunctionEmitter::emitOp(ir::KeepArrayOp op) {
  bind(op.getResult(), callValue("asl_jsonata_keep_array", {heap, get(op.getValue())}));
}
void FunctionEmitter::emitOp(ir::PickOp op) {
  // Beyond these no array has an item.
  double index = std::clamp(std::floor(op.getIndex().convertToDouble()), -1e15, 1e15);
  bind(op.getResult(),
       callValue("asl_jsonata_pick", {heap, get(op.getInput()),
                                      int64(static_cast<uint64_t>(static_cast<int64_t>(index)))}));
}

// ---- Choosing

void FunctionEmitter::emitOp(ir::IfOp op) {
  llvm::BasicBlock *then = block("then"), *otherwise = block("else"), *done = block("end_if");
  builder.CreateCondBr(condition(op.getCondition()), then, otherwise);
  builder.SetInsertPoint(then);
  Value one = inlineRegion(op.getThen(), {});
  llvm::BasicBlock *oneEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(otherwise);
  Value other = inlineRegion(op.getOtherwise(), {});
  llvm::BasicBlock *otherEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  bind(op.getResult(), join(one, oneEnd, other, otherEnd));
}

// ---- Making values

std::optional<asl_value> FunctionEmitter::constantOf(mlir::Value value) {
  auto constant = value.getDefiningOp<ir::ConstantOp>();
  return constant ? std::optional(constants.read(constant.getValue())) : std::nullopt;
}

std::optional<asl_value> FunctionEmitter::constantYield(mlir::Region &region) {
  mlir::Block &ops = region.front();
  bool plain = llvm::all_of(ops.without_terminator(),
                            [](mlir::Operation &op) { return mlir::isa<ir::ConstantOp>(op); });
  return plain ? constantOf(ops.getTerminator()->getOperand(0)) : std::nullopt;
}

std::optional<std::vector<std::string>>
FunctionEmitter::distinctKeys(llvm::ArrayRef<std::optional<asl_value>> keys) {
  std::vector<std::string> texts;
  for (const std::optional<asl_value> &key : keys) {
    if (!key || !asl::isString(*key))
      return std::nullopt;
    std::string text(asl::text(*key));
    // The names that mark functions are refused when the object is made.
    if (llvm::is_contained(texts, text) || llvm::StringRef(text).starts_with("_jsonata_"))
      return std::nullopt;
    texts.push_back(std::move(text));
  }
  return texts;
}

Value FunctionEmitter::objectOf(llvm::ArrayRef<std::string> keys, llvm::ArrayRef<Value> values) {
  return callValue("asl_jsonata_object",
                   {heap, constants.symbols(keys), storeValues(values), int32(values.size())});
}

llvm::Value *FunctionEmitter::storeOperands(mlir::ValueRange operands) {
  llvm::SmallVector<Value> values;
  for (mlir::Value operand : operands)
    values.push_back(get(operand));
  return storeValues(values);
}

llvm::Constant *FunctionEmitter::flags(llvm::ArrayRef<bool> flags) {
  std::vector<llvm::Constant *> bytes;
  for (bool flag : flags)
    bytes.push_back(constants.int8(flag ? 1 : 0));
  return constants.array(bytes, "flags");
}

void FunctionEmitter::emitOp(ir::MembersOp op) {
  if (op.getKeys().empty())
    return bind(op.getResult(),
                constant(constants.value(ir::JsonAttr::object(op.getContext(), {}, {}))));
  llvm::SmallVector<std::optional<asl_value>> known;
  for (mlir::Value key : op.getKeys())
    known.push_back(constantOf(key));
  if (auto keys = distinctKeys(known)) {
    llvm::SmallVector<Value> values;
    for (mlir::Value value : op.getValues())
      values.push_back(get(value));
    return bind(op.getResult(), objectOf(*keys, values));
  }
  // Both in one place: storing the values must not overwrite the keys.
  llvm::SmallVector<Value> all;
  for (mlir::Value key : op.getKeys())
    all.push_back(get(key));
  for (mlir::Value value : op.getValues())
    all.push_back(get(value));
  llvm::Value *memory = storeValues(all);
  size_t count = op.getKeys().size();
  bind(op.getResult(),
       checked(callValue("asl_jsonata_members",
                         {heap, memory, at(memory, count * sizeof(asl_value)), int32(count)})));
}

void FunctionEmitter::emitOp(ir::ListOp op) {
  bind(op.getResult(),
       callValue("asl_jsonata_list", {heap, storeOperands(op.getValues()), flags(op.getWhole()),
                                      int32(op.getValues().size()), int32(op.getCons() ? 1 : 0)}));
}

void FunctionEmitter::emitOp(ir::TransformOp op) {
  Value value = get(op.getValue());
  llvm::BasicBlock *before = builder.GetInsertBlock();
  llvm::BasicBlock *change = block("transform"), *done = block("transformed");
  builder.CreateCondBr(hasTag(value, ASL_UNDEFINED), done, change);
  builder.SetInsertPoint(change);
  llvm::Value *transform = call("asl_transform_begin", {heap, value});
  Value matches = inlineRegion(op.getPattern(), {callValue("asl_transform_copy", {transform})});
  loopItems(matches, Items::Defined, [&](Value match, llvm::Value *, llvm::Value *) {
    auto current = [&] { return callValue("asl_transform_current", {transform, match}); };
    Value update = inlineRegion(op.getUpdate(), {current()});
    checked(callValue("asl_transform_update", {transform, match, update}));
    if (op.getRemove().empty())
      return;
    Value names = inlineRegion(op.getRemove(), {current()});
    checked(callValue("asl_transform_remove", {transform, match, names}));
  });
  Value changed = callValue("asl_transform_end", {transform});
  llvm::BasicBlock *changedEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  bind(op.getResult(), join(undefined(), before, changed, changedEnd));
}

// ---- BoxedVariables: arrays of one item that changes

void FunctionEmitter::emitOp(ir::BoxOp op) {
  bind(op.getResult(), callValue("asl_array_make", {heap, storeValues({undefined()}), int32(1)}));
}
void FunctionEmitter::emitOp(ir::BoxGetOp op) {
  llvm::Value *box = builder.CreateIntToPtr(get(op.getBox()).bits, builder.getPtrTy());
  bind(op.getResult(), loadValue(at(box, offsetof(asl_array, items))));
}
void FunctionEmitter::emitOp(ir::BoxSetOp op) {
  llvm::Value *box = builder.CreateIntToPtr(get(op.getBox()).bits, builder.getPtrTy());
  storeValue(get(op.getValue()), at(box, offsetof(asl_array, items)));
}
