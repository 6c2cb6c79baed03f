// Constants of the dialect as values of the runtime, so that compile time and run time cannot
// disagree.
#pragma once

#include "compiler/ir/asl.h"
#include "runtime/value/heap.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::transform {

/// What an op gives whose operands are all constant.
class ConstantFolder {
public:
  /// The attribute of the constant that `op` can be replaced by (JSON text, or a truth), or null:
  /// when an operand is no constant, when it raises or finds nothing, and when its result is no
  /// constant at all.
  mlir::Attribute fold(mlir::Operation *op);
  /// The value of `value`, where it is known now; it may be a sequence of JSONata or undefined.
  std::optional<asl::Value> known(mlir::Value value);

private:
  mlir::Attribute fold(ir::PathOp op);
  mlir::Attribute fold(ir::ObjectOp op);
  mlir::Attribute fold(ir::ArrayOp op);
  mlir::Attribute fold(ir::IntrinsicOp op);
  mlir::Attribute fold(ir::TestOp op);
  mlir::Attribute fold(ir::IsOp op);
  mlir::Attribute fold(ir::MatchesOp op);

  // JSONata: constant_jsonata.cpp.
  mlir::Attribute foldJsonata(mlir::Operation *op);
  std::optional<asl::Value> evaluate(mlir::Operation *op);
  std::optional<asl::Value> evaluate(ir::LibraryOp op);
  std::optional<asl::Value> range(asl::Value from, asl::Value to);
  std::optional<std::vector<asl::Value>> known(mlir::ValueRange operands);

  std::optional<asl::Value> valueOf(mlir::Value operand);
  mlir::Attribute constant(mlir::Operation *op, asl::Value value);

  asl::Heap heap_{nullptr, /*seed=*/1};
  llvm::DenseMap<mlir::Attribute, asl::Value> values_; ///< of the texts that were read
};

} // namespace aslc::transform
