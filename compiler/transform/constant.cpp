// See constant.h.
#include "compiler/transform/constant.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace aslc;
using namespace aslc::transform;

namespace {

/// Larger results are not worth their place in the program.
constexpr size_t kLargestConstant = 64 * 1024;

using IntrinsicCode = asl_value (*)(asl_heap *, const asl_value *, uint32_t);

/// The code of an intrinsic function, where it gives the same for the same arguments.
IntrinsicCode codeOf(ir::Intrinsic function, size_t argumentCount) {
  using ir::Intrinsic;
  if (function == Intrinsic::UUID || (function == Intrinsic::MathRandom && argumentCount < 3))
    return nullptr;
  switch (function) {
#define ASLC_INTRINSIC_CASE(code, Name)                                                            \
  case Intrinsic::Name:                                                                            \
    return asl_intrinsic_##code;
    ASL_INTRINSICS(ASLC_INTRINSIC_CASE)
#undef ASLC_INTRINSIC_CASE
  }
  llvm_unreachable("all functions are handled");
}

/// One step of a definite path; null where there is nothing, and where only the runtime knows what
/// there is.
ir::JsonAttr stepInto(ir::JsonAttr value, mlir::Attribute step) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
    return value.member(name.getValue());
  if (auto index = mlir::dyn_cast<mlir::IntegerAttr>(step))
    return value.item(index.getInt());
  return {};
}

/// Whether no value at all compares with `operand` in this family.
bool comparesWithNothing(ir::TestFamily family, asl::Value operand) {
  switch (family) {
  case ir::TestFamily::Numeric:
    return !asl::isNumber(operand);
  case ir::TestFamily::Boolean:
    return !asl::isBoolean(operand);
  case ir::TestFamily::String:
    return !asl::isString(operand);
  case ir::TestFamily::Timestamp:
    return !asl::isString(operand) || asl_test_is_timestamp(operand) == 0;
  }
  llvm_unreachable("all families are handled");
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

ir::JsonAttr ConstantFolder::constantOf(mlir::Value operand) {
  auto constant = operand.getDefiningOp<ir::ConstantOp>();
  return constant ? constant.getValue() : ir::JsonAttr();
}

asl::Value ConstantFolder::valueOf(ir::JsonAttr json) {
  auto [known, isNew] = values_.try_emplace(json);
  if (isNew)
    known->second = ir::toValue(heap_, json);
  return known->second;
}

std::optional<asl::Value> ConstantFolder::valueOf(mlir::Value operand) {
  ir::JsonAttr json = constantOf(operand);
  return json ? std::optional(valueOf(json)) : std::nullopt;
}

ir::JsonAttr ConstantFolder::constant(mlir::Operation *op, asl::Value value) {
  if (asl::isUndefined(value) || asl::isError(value) || value.size > kLargestConstant)
    return {};
  return ir::toJson(op->getContext(), value);
}

ir::JsonAttr ConstantFolder::unlessLarge(ir::JsonAttr json) {
  return valueOf(json).size > kLargestConstant ? ir::JsonAttr() : json;
}

mlir::Attribute ConstantFolder::fold(ir::PathOp op) {
  ir::JsonAttr value = constantOf(op.getValue());
  for (mlir::Attribute step : op.getSteps())
    value = value ? stepInto(value, step) : value;
  return value ? unlessLarge(value) : value;
}

mlir::Attribute ConstantFolder::fold(ir::ObjectOp op) {
  llvm::SmallVector<mlir::StringAttr> keys;
  llvm::SmallVector<ir::JsonAttr> values;
  for (auto [key, operand] : llvm::zip(op.getKeys(), op.getValues())) {
    values.push_back(constantOf(operand));
    keys.push_back(mlir::cast<mlir::StringAttr>(key));
    if (!values.back())
      return {};
  }
  return unlessLarge(ir::JsonAttr::object(op->getContext(), keys, values));
}

mlir::Attribute ConstantFolder::fold(ir::ArrayOp op) {
  llvm::SmallVector<ir::JsonAttr> items;
  for (mlir::Value operand : op.getValues()) {
    items.push_back(constantOf(operand));
    if (!items.back())
      return {};
  }
  return unlessLarge(ir::JsonAttr::array(op->getContext(), items));
}

mlir::Attribute ConstantFolder::fold(ir::IntrinsicOp op) {
  IntrinsicCode code = codeOf(op.getFunction(), op.getArguments().size());
  if (!code)
    return {};
  std::vector<asl::Value> arguments;
  for (mlir::Value operand : op.getArguments()) {
    std::optional<asl::Value> value = valueOf(operand);
    if (!value)
      return {};
    arguments.push_back(*value);
  }
  return constant(op, code(&heap_, arguments.data(), static_cast<uint32_t>(arguments.size())));
}

mlir::Attribute ConstantFolder::fold(ir::TestOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue()), operand = valueOf(op.getOperand());
  mlir::Builder builder(op->getContext());
  if (operand && comparesWithNothing(op.getFamily(), *operand))
    return builder.getBoolAttr(false);
  if (!value || !operand)
    return {};
  auto comparison = static_cast<uint32_t>(op.getComparison());
  auto holds = [&]() -> int32_t {
    switch (op.getFamily()) {
    case ir::TestFamily::String:
      return asl_test_string(*value, *operand, comparison);
    case ir::TestFamily::Numeric:
      return asl_test_numeric(*value, *operand, comparison);
    case ir::TestFamily::Boolean:
      return asl_test_boolean(*value, *operand);
    case ir::TestFamily::Timestamp:
      return asl_test_timestamp(*value, *operand, comparison);
    }
    llvm_unreachable("all families are handled");
  };
  return builder.getBoolAttr(holds() != 0);
}

mlir::Attribute ConstantFolder::fold(ir::IsOp op) {
  std::optional<asl::Value> value = valueOf(op.getValue());
  if (!value)
    return {};
  auto holds = [&] {
    switch (op.getTest()) {
    case ir::TypeTest::Present:
      return true;
    case ir::TypeTest::Null:
      return value->tag == ASL_NULL;
    case ir::TypeTest::Numeric:
      return asl::isNumber(*value);
    case ir::TypeTest::String:
      return asl::isString(*value);
    case ir::TypeTest::Boolean:
      return asl::isBoolean(*value);
    case ir::TypeTest::Timestamp:
      return asl_test_is_timestamp(*value) != 0;
    }
    llvm_unreachable("all tests are handled");
  };
  return mlir::BoolAttr::get(op->getContext(), holds());
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
