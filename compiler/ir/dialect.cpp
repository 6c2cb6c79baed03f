// Registration of the dialect.
#include "compiler/ir/asl.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace aslc::ir;

#include "compiler/ir/AslDialect.cpp.inc"
#include "compiler/ir/AslEnums.cpp.inc"
#include "compiler/ir/AslInterfaces.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "compiler/ir/AslTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "compiler/ir/AslAttributes.cpp.inc"

namespace {

/// Keeps constants in the data flow that uses them. Without it, folding moves them up to the next
/// isolated op, which is the machine: among its states.
struct FoldingStaysInside : DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;
  bool shouldMaterializeInto(Region *region) const override {
    return !isa<AllOp, AnyOp>(region->getParentOp());
  }
};

} // namespace

void AslDialect::initialize() {
  addInterfaces<FoldingStaysInside>();
  addTypes<
#define GET_TYPEDEF_LIST
#include "compiler/ir/AslTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "compiler/ir/AslAttributes.cpp.inc"
      >();
  addStateOps();
  addDataOps();
  addJsonataOps();
}

Operation *AslDialect::materializeConstant(OpBuilder &builder, Attribute value, Type,
                                           Location location) {
  if (auto truth = dyn_cast<BoolAttr>(value))
    return builder.create<TruthOp>(location, truth);
  if (auto json = dyn_cast<JsonAttr>(value))
    return builder.create<ConstantOp>(location, json);
  return nullptr;
}

LogicalResult ReaderAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, ItemSource,
                                 ItemFormat format, StringAttr delimiter, ArrayAttr headers,
                                 ArrayAttr pointer) {
  auto isTexts = [](ArrayAttr array) {
    return !array || llvm::all_of(array, llvm::IsaPred<StringAttr>);
  };
  if (!isTexts(headers) || !isTexts(pointer))
    return emitError() << "the headers and the pointer of a reader are strings";
  if (delimiter && delimiter.size() != 1)
    return emitError() << "the delimiter of a reader is one character";
  if ((delimiter || headers) && format != ItemFormat::Csv)
    return emitError() << "only a reader of CSV has a delimiter or headers";
  return success();
}

LogicalResult RetrierAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                                  ArrayAttr errors, Number interval, int64_t max, Number backoff,
                                  Number maxDelay, bool) {
  if (errors.empty() || !llvm::all_of(errors, llvm::IsaPred<StringAttr>))
    return emitError() << "a retrier names the errors that it is for as strings";
  if (interval < 0 || max < 0 || maxDelay < 0)
    return emitError() << "times and attempts of a retrier are not negative";
  if (backoff < 1)
    return emitError() << "the backoff rate of a retrier is at least 1.0";
  return success();
}
