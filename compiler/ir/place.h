// The place of an op in its expression. It is kept in locations when an expression is compiled
// separately, so that errors can be shown in its text.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

#include <cstdint>
#include <optional>

namespace aslc::ir {

/// Bytes [begin, end) of an expression.
struct ExpressionPlace {
  int32_t begin = 0;
  int32_t end = 0;
};

inline mlir::Location makePlace(mlir::MLIRContext *context, size_t begin, size_t end) {
  int32_t bytes[] = {static_cast<int32_t>(begin), static_cast<int32_t>(end)};
  return mlir::FusedLoc::get({mlir::UnknownLoc::get(context)},
                             mlir::DenseI32ArrayAttr::get(context, bytes), context);
}

/// The place that a location keeps, if it keeps one.
inline std::optional<ExpressionPlace> expressionPlace(mlir::Location location) {
  std::optional<ExpressionPlace> place;
  location->walk([&](mlir::Location part) {
    auto kept = mlir::dyn_cast<mlir::FusedLocWith<mlir::DenseI32ArrayAttr>>(part);
    if (!kept)
      return mlir::WalkResult::advance();
    place = {kept.getMetadata()[0], kept.getMetadata()[1]};
    return mlir::WalkResult::interrupt();
  });
  return place;
}

} // namespace aslc::ir
