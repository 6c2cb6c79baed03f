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
  /// The constant that `op` can be replaced by: a JsonAttr, or a BoolAttr for a condition. Null
  /// when an operand is not constant, when the op raises or finds nothing, and when its result is
  /// not JSON.
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

  /// The attribute of an operand that is a constant; null for others.
  static ir::JsonAttr constantOf(mlir::Value operand);
  asl::Value valueOf(ir::JsonAttr json);
  std::optional<asl::Value> valueOf(mlir::Value operand);
  ir::JsonAttr constant(mlir::Operation *op, asl::Value value);
  /// `json`, unless it is too large to be worth its place in the program.
  ir::JsonAttr unlessLarge(ir::JsonAttr json);

  asl::Heap heap_{nullptr, /*seed=*/1};
  llvm::DenseMap<ir::JsonAttr, asl::Value> values_; ///< what was converted already
};

} // namespace aslc::transform
