// The data ops: verification, and the folds that need nothing but attributes.
#include "compiler/ir/asl.h"

using namespace mlir;
using namespace aslc::ir;

LogicalResult PathOp::verify() {
  for (Attribute step : getSteps()) {
    if (isa<StringAttr, IntegerAttr>(step))
      continue;
    if (auto names = dyn_cast<ArrayAttr>(step);
        names && llvm::all_of(names, llvm::IsaPred<StringAttr>))
      continue;
    if (auto dictionary = dyn_cast<DictionaryAttr>(step);
        dictionary && isa_and_nonnull<IntegerAttr>(dictionary.get("from_length")))
      continue;
    return emitOpError("has a step that is neither name, index, names nor {from_length}: ") << step;
  }
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getJsonAttr(); }

OpFoldResult TruthOp::fold(FoldAdaptor) { return getValueAttr(); }

/// A path without steps is its value.
OpFoldResult PathOp::fold(FoldAdaptor) {
  return getSteps().empty() ? OpFoldResult(getValue()) : OpFoldResult();
}

OpFoldResult NotOp::fold(FoldAdaptor adaptor) {
  if (auto value = dyn_cast_or_null<IntegerAttr>(adaptor.getValue()))
    return BoolAttr::get(getContext(), value.getValue().isZero());
  return {};
}
