// See constant.h.
#include "compiler/transform/constant.h"

#include "runtime/value/json.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace aslc;
using namespace aslc::transform;

namespace {

/// Larger results are not worth their place in the program.
constexpr size_t kLargestConstant = 64 * 1024;

using Intrinsic = asl_value (*)(asl_heap *, const asl_value *, uint32_t);

/// The function for `States.<name>`, where it gives the same for the same arguments.
Intrinsic intrinsicNamed(llvm::StringRef name, size_t argumentCount) {
  if (name == "UUID" || (name == "MathRandom" && argumentCount < 3))
    return nullptr;
#define ASLC_INTRINSIC_CASE(function, Name) .Case(#Name, asl_intrinsic_##function)
  return llvm::StringSwitch<Intrinsic>(name) ASL_INTRINSICS(ASLC_INTRINSIC_CASE).Default(nullptr);
#undef ASLC_INTRINSIC_CASE
}

uint32_t orderNamed(llvm::StringRef name) {
  return llvm::StringSwitch<uint32_t>(name)
      .Case("<", ASL_LT)
      .Case(">", ASL_GT)
      .Case("<=", ASL_LE)
      .Case(">=", ASL_GE)
      .Default(ASL_EQ);
}

/// One step of a definite path; undefined where there is nothing, and where only the runtime says
/// what there is.
asl::Value stepInto(asl::Value value, mlir::Attribute step) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step); name && asl::isObject(value))
    return asl::memberByText(value, {name.data(), name.size()});
  if (auto index = mlir::dyn_cast<mlir::IntegerAttr>(step); index && asl::isArray(value))
    if (int64_t i = index.getInt(); i >= 0 && i < value.array->count)
      return value.array->items[i];
  return asl::undefined();
}

/// Whether no value at all compares with `operand` in this family.
bool comparesWithNothing(llvm::StringRef family, asl::Value operand) {
  if (family == "numeric")
    return !asl::isNumber(operand);
  if (family == "boolean")
    return !asl::isBoolean(operand);
  return !asl::isString(operand) || (family == "timestamp" && asl_test_is_timestamp(operand) == 0);
}

} // namespace

mlir::Attribute ConstantFolder::fold(mlir::Operation *op) {
  return llvm::TypeSwitch<mlir::Operation *, mlir::Attribute>(op)
      .Case<ir::PathOp, ir::ObjectOp, ir::ArrayOp, ir::IntrinsicOp, ir::TestOp, ir::IsOp,
            ir::MatchesOp>([&](auto folded) { return fold(folded); })
      .Case<ir::ArithmeticOp, ir::NegateOp, ir::EqualityOp, ir::OrderOp, ir::ConcatOp,
            ir::IncludesOp, ir::ListOp, ir::MembersOp, ir::NormalizeOp, ir::IsTrueOp,
            ir::LibraryOp>([&](auto folded) { return foldJsonata(folded); })
      .Default(mlir::Attribute());
}

std::optional<asl::Value> ConstantFolder::valueOf(mlir::Value operand) {
  auto constant = operand.getDefiningOp<ir::ConstantOp>();
  if (!constant)
    return std::nullopt;
  auto [known, isNew] = values_.try_emplace(constant.getJsonAttr());
  if (isNew) {
    llvm::StringRef text = constant.getJson();
    known->second = asl::json::read(heap_, {text.data(), text.size()});
  }
  return known->second;
}

mlir::Attribute ConstantFolder::constant(mlir::Operation *op, asl::Value value) {
  if (asl::isUndefined(value) || asl::isError(value) || value.size > kLargestConstant)
    return {};
  return mlir::StringAttr::get(op->getContext(), asl::json::write(value));
}

mlir::Attribute ConstantFolder::fold(ir::PathOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue());
  if (!value)
    return {};
  for (mlir::Attribute step : op.getSteps())
    *value = stepInto(*value, step);
  return constant(op, *value);
}

mlir::Attribute ConstantFolder::fold(ir::ObjectOp op) {
  std::vector<const asl_string *> keys;
  std::vector<asl::Value> values;
  for (auto [key, operand] : llvm::zip(op.getKeys(), op.getValues())) {
    std::optional<asl::Value> value = valueOf(operand);
    if (!value)
      return {};
    llvm::StringRef name = mlir::cast<mlir::StringAttr>(key).getValue();
    keys.push_back(heap_.key({name.data(), name.size()}));
    values.push_back(*value);
  }
  return constant(op, heap_.object(keys, values));
}

mlir::Attribute ConstantFolder::fold(ir::ArrayOp op) {
  asl_array *array = heap_.rawArray(op.getValues().size());
  for (auto [index, operand] : llvm::enumerate(op.getValues())) {
    std::optional<asl::Value> value = valueOf(operand);
    if (!value)
      return {};
    array->items[index] = *value;
  }
  return constant(op, heap_.finish(array));
}

mlir::Attribute ConstantFolder::fold(ir::IntrinsicOp op) {
  Intrinsic function = intrinsicNamed(op.getFunction(), op.getArguments().size());
  if (!function)
    return {};
  std::vector<asl::Value> arguments;
  for (mlir::Value operand : op.getArguments()) {
    std::optional<asl::Value> value = valueOf(operand);
    if (!value)
      return {};
    arguments.push_back(*value);
  }
  return constant(op, function(&heap_, arguments.data(), static_cast<uint32_t>(arguments.size())));
}

mlir::Attribute ConstantFolder::fold(ir::TestOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue()), operand = valueOf(op.getOperand());
  mlir::Builder builder(op->getContext());
  if (operand && comparesWithNothing(op.getFamily(), *operand))
    return builder.getBoolAttr(false);
  if (!value || !operand)
    return {};
  uint32_t order = orderNamed(op.getOrder());
  int32_t holds = op.getFamily() == "string"    ? asl_test_string(*value, *operand, order)
                  : op.getFamily() == "numeric" ? asl_test_numeric(*value, *operand, order)
                  : op.getFamily() == "boolean" ? asl_test_boolean(*value, *operand)
                                                : asl_test_timestamp(*value, *operand, order);
  return builder.getBoolAttr(holds != 0);
}

mlir::Attribute ConstantFolder::fold(ir::IsOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue());
  if (!value)
    return {};
  bool holds = llvm::StringSwitch<bool>(op.getType())
                   .Case("present", true)
                   .Case("null", value->tag == ASL_NULL)
                   .Case("numeric", asl::isNumber(*value))
                   .Case("string", asl::isString(*value))
                   .Case("boolean", asl::isBoolean(*value))
                   .Default(asl_test_is_timestamp(*value) != 0);
  return mlir::BoolAttr::get(op->getContext(), holds);
}

mlir::Attribute ConstantFolder::fold(ir::MatchesOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue());
  if (!value)
    return {};
  std::vector<const asl_string *> pieces;
  for (mlir::Attribute piece : op.getPieces()) {
    llvm::StringRef text = mlir::cast<mlir::StringAttr>(piece).getValue();
    pieces.push_back(heap_.string({text.data(), text.size()}).string);
  }
  int32_t holds = asl_test_matches(*value, pieces.data(), static_cast<uint32_t>(pieces.size()));
  return mlir::BoolAttr::get(op->getContext(), holds != 0);
}
