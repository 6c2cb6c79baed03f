// Steps, predicates, sorting and grouping as loops in place, so that an error inside leaves at
// once.
#include "compiler/codegen/llvm/function_emitter.h"

#include "runtime/expr/jsonata/eval/core.h"

#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

// ---- Loops

void FunctionEmitter::loopCount(llvm::Value *count, llvm::function_ref<void(llvm::Value *)> body) {
  llvm::BasicBlock *before = builder.GetInsertBlock();
  llvm::BasicBlock *check = block("loop"), *each = block("each"), *done = block("loop_end");
  builder.CreateBr(check);
  builder.SetInsertPoint(check);
  llvm::PHINode *index = builder.CreatePHI(builder.getInt32Ty(), 2, "index");
  index->addIncoming(builder.getInt32(0), before);
  builder.CreateCondBr(builder.CreateICmpULT(index, count), each, done);
  builder.SetInsertPoint(each);
  body(index);
  index->addIncoming(builder.CreateAdd(index, builder.getInt32(1)), builder.GetInsertBlock());
  builder.CreateBr(check);
  builder.SetInsertPoint(done);
}

void FunctionEmitter::loopItems(Value input, Items mode, LoopBody body) {
  // Where the items are: in the array, or one in memory of ours.
  llvm::Value *single = slot(moduleContext.abi.valueType(), "single");
  storeValue(input, single);
  llvm::Value *singleCount = builder.getInt32(mode == Items::All ? 1 : 0);
  if (mode == Items::Defined || mode == Items::Loose)
    singleCount =
        builder.CreateZExt(builder.CreateNot(hasTag(input, ASL_UNDEFINED)), builder.getInt32Ty());
  llvm::BasicBlock *before = builder.GetInsertBlock();
  llvm::BasicBlock *many = block("items"), *ready = block("items_ready");
  llvm::Value *isMany = hasTag(input, ASL_ARRAY);
  if (mode == Items::Loose) {
    llvm::Value *flag = builder.CreateAnd(input.head, int64(flagBits(asl::jsonata::consFlag)));
    isMany = builder.CreateAnd(isMany, builder.CreateICmpEQ(flag, int64(0)));
  }
  builder.CreateCondBr(isMany, many, ready);
  builder.SetInsertPoint(many);
  llvm::Value *array = builder.CreateIntToPtr(input.bits, builder.getPtrTy());
  llvm::Value *arrayCount =
      builder.CreateLoad(builder.getInt32Ty(), at(array, offsetof(asl_array, count)));
  llvm::Value *arrayItems = at(array, offsetof(asl_array, items));
  if (mode == Items::Several)
    arrayCount = builder.CreateSelect(builder.CreateICmpUGT(arrayCount, builder.getInt32(1)),
                                      arrayCount, builder.getInt32(0));
  // The turns of loops are counted, so that loops in loops come to an end.
  llvm::BasicBlock *turns = block("turns");
  builder.CreateCondBr(builder.CreateICmpUGT(arrayCount, builder.getInt32(1)), turns, ready);
  builder.SetInsertPoint(turns);
  checked(callValue("asl_jsonata_calls", {heap, input}));
  llvm::BasicBlock *counted = builder.GetInsertBlock();
  builder.CreateBr(ready);
  builder.SetInsertPoint(ready);
  llvm::PHINode *items = builder.CreatePHI(builder.getPtrTy(), 3, "items");
  items->addIncoming(single, before);
  items->addIncoming(arrayItems, many);
  items->addIncoming(arrayItems, counted);
  llvm::PHINode *count = builder.CreatePHI(builder.getInt32Ty(), 3, "count");
  count->addIncoming(singleCount, before);
  count->addIncoming(arrayCount, many);
  count->addIncoming(arrayCount, counted);
  loopCount(count, [&](llvm::Value *index) {
    llvm::Value *wide = builder.CreateZExt(index, builder.getInt64Ty());
    llvm::Value *address = builder.CreateInBoundsGEP(moduleContext.abi.valueType(), items, wide);
    body(loadValue(address), index, count);
  });
}

llvm::Value *FunctionEmitter::newList() {
  llvm::Value *list =
      slot(llvm::ArrayType::get(builder.getInt64Ty(), sizeof(asl_list) / 8), "list");
  call("asl_list_begin", {list, heap});
  return list;
}

llvm::SmallVector<Value> FunctionEmitter::tupleParts(Value tuple, uint64_t width) {
  if (width == 0)
    return {tuple};
  llvm::Value *array = builder.CreateIntToPtr(tuple.bits, builder.getPtrTy());
  llvm::SmallVector<Value> parts;
  for (uint64_t i = 0; i < width; ++i)
    parts.push_back(loadValue(at(array, offsetof(asl_array, items) + i * sizeof(asl_value))));
  return parts;
}

// ---- Steps and predicates

/// The indexes of a predicate that is the same array of them for each item.
std::optional<std::vector<int64_t>> FunctionEmitter::constantIndexes(mlir::Region &predicate) {
  std::optional<asl_value> value = constantYield(predicate);
  if (!value || value->tag != ASL_ARRAY || value->array->count == 0)
    return std::nullopt;
  std::vector<int64_t> indexes;
  for (const asl_value &one : llvm::ArrayRef(value->array->items, value->array->count)) {
    if (one.tag != ASL_INTEGER)
      return std::nullopt;
    indexes.push_back(one.integer);
  }
  return indexes;
}

void FunctionEmitter::emitOp(ir::StepOp op) {
  llvm::Value *list = newList();
  Value input = get(op.getInput());
  if (op.getSingle())
    call("asl_list_add_step", {list, inlineRegion(op.getBody(), {input})});
  else
    loopItems(input, op.getLoose() ? Items::Loose : Items::All, [&](Value item, auto *, auto *) {
      call("asl_list_add_step", {list, inlineRegion(op.getBody(), {item})});
    });
  bind(op.getResult(), callValue("asl_list_end_step", {list, int32(op.getLast() ? 1 : 0)}));
}

void FunctionEmitter::emitWhere(mlir::Value result, mlir::Value input, uint64_t width,
                                mlir::Region &body) {
  if (auto indexes = constantIndexes(body); indexes && width == 0) {
    std::vector<llvm::Constant *> numbers;
    for (int64_t index : *indexes)
      numbers.push_back(int64(static_cast<uint64_t>(index)));
    return bind(result, callValue("asl_jsonata_pick_all",
                                  {heap, get(input), constants.array(numbers, "indexes"),
                                   int32(numbers.size())}));
  }
  llvm::Value *list = newList();
  loopItems(get(input), width == 0 ? Items::All : Items::Defined,
            [&](Value item, llvm::Value *index, llvm::Value *count) {
              Value selects = inlineRegion(body, tupleParts(item, width));
              // Anything but a truth value may be an index.
              llvm::BasicBlock *ask = block("selects"), *add = block("add"), *next = block("next");
              builder.CreateCondBr(hasTags(selects, ASL_UNDEFINED, ASL_TRUE), next, ask);
              builder.SetInsertPoint(ask);
              checked(
                  callValue("asl_list_add_selected", {list, heap, item, selects, index, count}));
              llvm::BasicBlock *done = block("selected");
              builder.CreateBr(done);
              builder.SetInsertPoint(next);
              builder.CreateCondBr(hasTag(selects, ASL_TRUE), add, done);
              builder.SetInsertPoint(add);
              call("asl_list_add", {list, item});
              builder.CreateBr(done);
              builder.SetInsertPoint(done);
            });
  bind(result, callValue("asl_list_end", {list}));
}

void FunctionEmitter::emitOp(ir::WhereOp op) {
  emitWhere(op.getResult(), op.getInput(), 0, op.getBody());
}
void FunctionEmitter::emitOp(ir::TupleWhereOp op) {
  emitWhere(op.getResult(), op.getInput(), op.getWidth(), op.getBody());
}

// ---- Sorting and grouping

/// An item's key by one term. An error is one too: it counts when the key is compared.
Value FunctionEmitter::sortKey(mlir::Region &term, llvm::ArrayRef<Value> parts) {
  Failure inside = makeFailure("key_failed");
  Value key;
  {
    llvm::SaveAndRestore here(failure, &inside);
    key = inlineRegion(term, parts);
  }
  if (inside.head->getNumIncomingValues() == 0) {
    llvm::IRBuilder<>::InsertPointGuard guard(builder);
    builder.SetInsertPoint(inside.block);
    builder.CreateUnreachable();
    llvm::DeleteDeadBlock(inside.block);
    return key;
  }
  llvm::BasicBlock *evaluated = builder.GetInsertBlock(), *known = block("key");
  builder.CreateBr(known);
  builder.SetInsertPoint(inside.block);
  builder.CreateBr(known);
  builder.SetInsertPoint(known);
  return join(key, evaluated, inside.error(), inside.block);
}

void FunctionEmitter::emitSort(mlir::Value result, mlir::Value input, uint64_t width,
                               llvm::ArrayRef<bool> descending,
                               mlir::MutableArrayRef<mlir::Region> terms) {
  llvm::Value *keys = newList();
  Value all = get(input);
  // An item alone is compared with nothing, so that no term of it is evaluated.
  loopItems(all, Items::Several, [&](Value item, llvm::Value *, llvm::Value *) {
    llvm::SmallVector<Value> parts = tupleParts(item, width);
    for (mlir::Region &term : terms)
      call("asl_list_add", {keys, sortKey(term, parts)});
  });
  bind(result, checked(callValue("asl_list_end_sort",
                                 {keys, heap, all, flags(descending), int32(terms.size())})));
}

void FunctionEmitter::emitOp(ir::SortOp op) {
  emitSort(op.getResult(), op.getInput(), 0, op.getDescending(), op.getTerms());
}
void FunctionEmitter::emitOp(ir::TupleSortOp op) {
  emitSort(op.getResult(), op.getInput(), op.getWidth(), op.getDescending(), op.getTerms());
}

void FunctionEmitter::emitGroup(mlir::Value result, Value all, uint64_t width,
                                mlir::MutableArrayRef<mlir::Region> pairs) {
  llvm::SmallVector<std::optional<asl_value>> known;
  for (size_t i = 0; i < pairs.size(); i += 2)
    known.push_back(constantYield(pairs[i]));
  if (auto keys = distinctKeys(known); keys && width == 0) {
    // All items are in every group.
    Value gathered = callValue("asl_jsonata_gathered", {heap, all});
    llvm::SmallVector<Value> values;
    for (size_t i = 0; i < pairs.size(); i += 2)
      values.push_back(inlineRegion(pairs[i + 1], {gathered}));
    return bind(result, objectOf(*keys, values));
  }
  llvm::Value *groups = call("asl_groups_begin", {heap, int32(width)});
  if (width == 0) {
    // No items are one that is undefined: so that a literal object is made.
    llvm::BasicBlock *before = builder.GetInsertBlock();
    llvm::BasicBlock *isArray = block("group_array"), *ready = block("group_items");
    builder.CreateCondBr(hasTag(all, ASL_ARRAY), isArray, ready);
    builder.SetInsertPoint(isArray);
    llvm::Value *array = builder.CreateIntToPtr(all.bits, builder.getPtrTy());
    llvm::Value *count =
        builder.CreateLoad(builder.getInt32Ty(), at(array, offsetof(asl_array, count)));
    llvm::Value *empty = builder.CreateICmpEQ(count, builder.getInt32(0));
    Value some = {builder.CreateSelect(empty, undefined().head, all.head),
                  builder.CreateSelect(empty, undefined().bits, all.bits)};
    builder.CreateBr(ready);
    builder.SetInsertPoint(ready);
    all = join(all, before, some, isArray);
  }
  loopItems(all, width == 0 ? Items::All : Items::Defined,
            [&](Value item, llvm::Value *, llvm::Value *) {
              llvm::SmallVector<Value> parts = tupleParts(item, width);
              for (size_t i = 0; i < pairs.size(); i += 2) {
                Value key = inlineRegion(pairs[i], parts);
                checked(callValue("asl_groups_add", {groups, key, item, int32(i / 2)}));
              }
            });
  loopCount(call("asl_groups_count", {groups}), [&](llvm::Value *group) {
    Value items = callValue("asl_groups_items", {groups, group});
    llvm::SmallVector<Value> parts = tupleParts(items, width);
    llvm::BasicBlock *next = block("next_group"), *none = block("no_pair");
    llvm::SwitchInst *ways = builder.CreateSwitch(call("asl_groups_pair", {groups, group}), none);
    builder.SetInsertPoint(none);
    builder.CreateUnreachable();
    for (size_t i = 0; i < pairs.size(); i += 2) {
      llvm::BasicBlock *way = block("pair");
      ways->addCase(builder.getInt32(static_cast<uint32_t>(i / 2)), way);
      builder.SetInsertPoint(way);
      call("asl_groups_set", {groups, group, inlineRegion(pairs[i + 1], parts)});
      builder.CreateBr(next);
    }
    builder.SetInsertPoint(next);
  });
  bind(result, callValue("asl_groups_end", {groups}));
}

void FunctionEmitter::emitOp(ir::GroupOp op) {
  if (op.getPairs().empty())
    return bind(op.getResult(),
                constant(constants.value(ir::JsonAttr::object(op.getContext(), {}, {}))));
  emitGroup(op.getResult(), get(op.getInput()), 0, op.getPairs());
}
void FunctionEmitter::emitOp(ir::TupleGroupOp op) {
  if (op.getPairs().empty())
    return bind(op.getResult(),
                constant(constants.value(ir::JsonAttr::object(op.getContext(), {}, {}))));
  Value tuples = get(op.getInput());
  if (op.getBefore())
    tuples = callValue("asl_jsonata_grouped_tuples",
                       {heap, tuples, get(op.getBefore()), int32(op.getWidth())});
  emitGroup(op.getResult(), tuples, op.getWidth(), op.getPairs());
}

// ---- Tuple streams

void FunctionEmitter::emitOp(ir::TuplesOp op) {
  bind(op.getResult(), callValue("asl_jsonata_tuples", {heap, get(op.getInput())}));
}
void FunctionEmitter::emitOp(ir::TupleStepOp op) {
  llvm::Value *list = newList();
  uint32_t flags = (op.getFocus() ? ASL_TUPLE_FOCUS : 0) | (op.getIndex() ? ASL_TUPLE_INDEX : 0) |
                   (op.getAncestor() ? ASL_TUPLE_ANCESTOR : 0);
  loopItems(get(op.getInput()), Items::Defined, [&](Value tuple, llvm::Value *, llvm::Value *) {
    Value value = inlineRegion(op.getBody(), tupleParts(tuple, op.getWidth()));
    call("asl_list_add_tuples", {list, heap, tuple, value, int32(flags), int32(op.getNested())});
  });
  bind(op.getResult(), callValue("asl_list_end", {list}));
}
void FunctionEmitter::emitOp(ir::TupleIndexOp op) {
  bind(op.getResult(), callValue("asl_jsonata_tuple_index", {heap, get(op.getInput())}));
}
void FunctionEmitter::emitOp(ir::TupleItemsOp op) {
  bind(op.getResult(), callValue("asl_jsonata_tuple_items", {heap, get(op.getInput())}));
}
