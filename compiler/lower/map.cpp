// Map: what it iterates over, how, and its processor.
#include "compiler/lower/states.h"

using namespace aslc;
using namespace aslc::lower;

/// A number of the Map state, from the effective input where it is a path.
void StateLowering::mapQuantity(mlir::Region &region, const ast::Optional<ast::Quantity> &field,
                                llvm::StringRef regionName, llvm::StringRef name,
                                mlir::NamedAttrList &paths) {
  if (!field)
    return;
  FlowBuilder::Place place(builder_, field->range);
  if (field->value.isPath())
    paths.set(regionName, builder_.getStringAttr(field->value.expression->text));
  builder_.fill(region, 2, [&](mlir::Block &block) {
    return quantity(field->value, block.getArgument(1), name);
  });
}

/// ItemsPath or Items.
void StateLowering::mapItems(ir::MapOp op, const ast::MapState &map, mlir::NamedAttrList &paths) {
  if (map.itemsPath) {
    FlowBuilder::Place place(builder_, map.itemsPath->range);
    paths.set("items", builder_.getStringAttr(map.itemsPath->value.text));
    builder_.fillUnlessIdentity(op.getItems(), 2, 1, [&](mlir::Block &block) {
      return expressions_.path(map.itemsPath->value.path(), block.getArgument(1),
                               {ir::Site::Path, {}});
    });
  }
  if (map.items) {
    FlowBuilder::Place place(builder_, map.items->range);
    // A distributed Map takes objects too; the runtime refuses what it does not take.
    JsonataField field{"Items"};
    if (!map.distributed)
      field.type = ir::ResultType::Array;
    builder_.fill(op.getItems(), 2, [&](mlir::Block &block) {
      return jsonata(*map.items->value, {block.getArgument(0), {}, {}}, field);
    });
  }
}

/// ItemBatcher.
void StateLowering::mapBatches(ir::MapOp op, const ast::State &state, const ast::MapState &map,
                               mlir::NamedAttrList &paths) {
  if (!map.itemBatcher)
    return;
  mapQuantity(op.getBatchItems(), map.itemBatcher->maxItemsPerBatch, "batch_items",
              "ItemBatcher/MaxItemsPerBatch", paths);
  mapQuantity(op.getBatchBytes(), map.itemBatcher->maxInputBytesPerBatch, "batch_bytes",
              "ItemBatcher/MaxInputBytesPerBatch", paths);
  if (!map.itemBatcher->batchInput)
    return;
  const ast::Template &input = *map.itemBatcher->batchInput->value;
  builder_.fill(op.getBatchInput(), 2, [&](mlir::Block &block) {
    if (isJsonata(state))
      return jsonata(input, {block.getArgument(0), {}, {}}, {"ItemBatcher/BatchInput"});
    return expressions_.value(input, block.getArgument(1), "BatchInput");
  });
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::MapState &map) {
  mlir::StringAttr label =
      map.label ? builder_.getStringAttr(map.label->value) : mlir::StringAttr();
  ir::MachineTypeAttr distributed;
  if (map.distributed)
    distributed = ir::MachineTypeAttr::get(
        builder_.getContext(), map.express ? ir::MachineType::Express : ir::MachineType::Standard);
  auto op = builder_.make<ir::MapOp>(
      name(state), distributed, label, mlir::DictionaryAttr(), map.itemBatcher.has_value(),
      ir::ReaderAttr(), ir::WriterAttr(), target(state.next), retriers(state), fieldRules(state));
  mlir::NamedAttrList paths;
  effectiveInput(op.getEnter(), state);
  if (map.itemReader)
    mapReader(op, state, *map.itemReader, paths);
  else
    mapItems(op, map, paths);
  if (map.resultWriter)
    mapWriter(op, state, *map.resultWriter);
  if (map.itemSelector)
    builder_.fill(op.getSelector(), 1, [&](mlir::Block &block) {
      if (isJsonata(state))
        return jsonata(*map.itemSelector->value, {block.getArgument(0), {}, {}}, {"ItemSelector"});
      return expressions_.value(*map.itemSelector->value, block.getArgument(0), "ItemSelector");
    });
  mapQuantity(op.getMaxConcurrency(), map.maxConcurrency, "max_concurrency", "MaxConcurrency",
              paths);
  mapQuantity(op.getToleratedCount(), map.toleratedFailureCount, "tolerated_count",
              "ToleratedFailureCount", paths);
  mapQuantity(op.getToleratedPercentage(), map.toleratedFailurePercentage, "tolerated_percentage",
              "ToleratedFailurePercentage", paths);
  mapBatches(op, state, map, paths);
  if (!paths.empty())
    op.setPathsAttr(paths.getDictionary(builder_.getContext()));
  {
    mlir::OpBuilder::InsertionGuard guard(builder_);
    builder_.createBlock(&op.getProcessor());
    lowerBranch(builder_, *map.processor, map.distributed ? nullptr : &scope_);
  }
  resultExit(op.getExit(), state);
  catchers(op.getCatches(), state);
  return op;
}
