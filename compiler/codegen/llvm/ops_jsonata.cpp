// JSONata expressions: the expression as a whole, looking into values, operators,
// making values.
#include "compiler/codegen/llvm/code.h"

#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/value/value.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cmath>

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

uint32_t typeNamed(std::optional<llvm::StringRef> name) {
  return llvm::StringSwitch<uint32_t>(name.value_or(""))
      .Case("boolean", ASL_QUERY_BOOLEAN)
      .Case("number", ASL_QUERY_NUMBER)
      .Case("string", ASL_QUERY_STRING)
      .Case("array", ASL_QUERY_ARRAY)
      .Case("object", ASL_QUERY_OBJECT)
      .Default(ASL_QUERY_ANY);
}

} // namespace

// ---- The whole expression

void Code::emitOp(ir::JsonataOp op) {
  if (op.needsLimits())
    call("asl_jsonata_begin", {heap});
  bool plain = op.isPlainInside();
  llvm::Constant *site = shared.data.shared(
      shared.data.structure({shared.data.string(op.getExpression()),
                             shared.data.string(op.getField()), int32(typeNamed(op.getExpect())),
                             shared.data.int8(op.getMaybe() ? 1 : 0),
                             shared.data.int8(plain ? 1 : 0),
                             shared.data.int8(op.needsLimits() ? 1 : 0), shared.data.int8(0)}),
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
Value Code::jsonataResult(Value value, ir::JsonataOp op, llvm::Constant *site, bool plain) {
  uint8_t first = ASL_NULL, last = plain ? ASL_OBJECT : ASL_STRING;
  auto only = [&](uint8_t from, uint8_t to) {
    first = from;
    last = std::min(last, to);
  };
  switch (typeNamed(op.getExpect())) {
  case ASL_QUERY_BOOLEAN:
    only(ASL_FALSE, ASL_TRUE);
    break;
  case ASL_QUERY_NUMBER:
    only(ASL_INTEGER, ASL_DECIMAL);
    break;
  case ASL_QUERY_STRING:
    only(ASL_STRING, ASL_STRING);
    break;
  case ASL_QUERY_ARRAY:
    only(ASL_ARRAY, ASL_ARRAY);
    break;
  case ASL_QUERY_OBJECT:
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

void Code::emitOp(ir::UndefinedOp op) { bind(op.getResult(), undefined()); }

// ---- Looking into values

void Code::emitOp(ir::LookupOp op) {
  llvm::StringRef lookup = op.getLast() ? "asl_jsonata_lookup_last" : "asl_jsonata_lookup";
  bind(op.getResult(),
       callValue(lookup, {heap, get(op.getValue()), shared.data.symbol(op.getKey())}));
}
void Code::emitOp(ir::WildcardOp op) {
  bind(op.getResult(), callValue("asl_jsonata_wildcard", {heap, get(op.getValue())}));
}
void Code::emitOp(ir::DescendantsOp op) {
  bind(op.getResult(), callValue("asl_jsonata_descendants", {heap, get(op.getValue())}));
}
/// Only sequences and arrays that are to become one change.
Value Code::normalize(Value value, bool keep) {
  llvm::Value *isSequence = builder.CreateICmpNE(
      builder.CreateAnd(value.head, int64(flagBits(asl::jsonata::sequenceFlag))), int64(0));
  return choose(
      builder.CreateNot(isSequence), [&] { return value; },
      [&] { return callValue("asl_jsonata_normalize", {value, int32(keep ? 1 : 0)}); });
}
void Code::emitOp(ir::NormalizeOp op) {
  bind(op.getResult(), normalize(get(op.getValue()), op.getKeep()));
}
void Code::emitOp(ir::KeepArrayOp op) {
  bind(op.getResult(), callValue("asl_jsonata_keep_array", {heap, get(op.getValue())}));
}
void Code::emitOp(ir::PickOp op) {
  // Beyond these no array has an item.
  double index = std::clamp(std::floor(op.getIndex().convertToDouble()), -1e15, 1e15);
  bind(op.getResult(),
       callValue("asl_jsonata_pick", {heap, get(op.getInput()),
                                      int64(static_cast<uint64_t>(static_cast<int64_t>(index)))}));
}

// ---- Choosing

void Code::emitOp(ir::IfOp op) {
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

std::optional<asl_value> Code::constantOf(mlir::Value value) {
  auto constant = value.getDefiningOp<ir::ConstantOp>();
  return constant ? std::optional(shared.data.read(constant.getJson())) : std::nullopt;
}

std::optional<asl_value> Code::constantYield(mlir::Region &region) {
  mlir::Block &ops = region.front();
  bool plain = llvm::all_of(ops.without_terminator(),
                            [](mlir::Operation &op) { return mlir::isa<ir::ConstantOp>(op); });
  return plain ? constantOf(ops.getTerminator()->getOperand(0)) : std::nullopt;
}

std::optional<std::vector<std::string>>
Code::distinctKeys(llvm::ArrayRef<std::optional<asl_value>> keys) {
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

Value Code::objectOf(llvm::ArrayRef<std::string> keys, llvm::ArrayRef<Value> values) {
  return callValue("asl_jsonata_object",
                   {heap, shared.data.symbols(keys), storeValues(values), int32(values.size())});
}

llvm::Value *Code::storeOperands(mlir::ValueRange operands) {
  llvm::SmallVector<Value> values;
  for (mlir::Value operand : operands)
    values.push_back(get(operand));
  return storeValues(values);
}

llvm::Constant *Code::flags(llvm::ArrayRef<bool> flags) {
  std::vector<llvm::Constant *> bytes;
  for (bool flag : flags)
    bytes.push_back(shared.data.int8(flag ? 1 : 0));
  return shared.data.array(bytes, "flags");
}

void Code::emitOp(ir::MembersOp op) {
  if (op.getKeys().empty())
    return bind(op.getResult(), constant(shared.data.value("{}")));
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

void Code::emitOp(ir::ListOp op) {
  bind(op.getResult(),
       callValue("asl_jsonata_list", {heap, storeOperands(op.getValues()), flags(op.getWhole()),
                                      int32(op.getValues().size()), int32(op.getCons() ? 1 : 0)}));
}

void Code::emitOp(ir::TransformOp op) {
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

// ---- Cells: arrays of one item that changes

void Code::emitOp(ir::CellOp op) {
  bind(op.getResult(), callValue("asl_array_make", {heap, storeValues({undefined()}), int32(1)}));
}
void Code::emitOp(ir::CellGetOp op) {
  llvm::Value *cell = builder.CreateIntToPtr(get(op.getCell()).bits, builder.getPtrTy());
  bind(op.getResult(), loadValue(at(cell, offsetof(asl_array, items))));
}
void Code::emitOp(ir::CellSetOp op) {
  llvm::Value *cell = builder.CreateIntToPtr(get(op.getCell()).bits, builder.getPtrTy());
  storeValue(get(op.getValue()), at(cell, offsetof(asl_array, items)));
}
