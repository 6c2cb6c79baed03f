// What ops of JSONata give for operands that are known: by the functions that would run.
#include "compiler/transform/constant.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/eval/operators.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/value/json.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace aslc;
using namespace aslc::transform;

namespace jsonata = asl::jsonata;

namespace {

/// Longer ranges are not worth their place in the program.
constexpr double kLongestRange = 1000;

/// The entry of the library, where it gives the same for the same arguments.
const jsonata::LibraryFunction *pureFunction(asl_library function) {
  switch (function) {
  case ASL_LIBRARY_millis:
  case ASL_LIBRARY_now:
  case ASL_LIBRARY_random:
  case ASL_LIBRARY_shuffle:
  case ASL_LIBRARY_uuid:
    return nullptr;
  default:
    return &jsonata::libraryEntry(function);
  }
}

/// Whether `read`, which is the constant made of `value`, is the same in every bit that an
/// expression can see: no sequence, nothing undefined inside.
bool isSame(asl::Value value, asl::Value read) {
  if (value.tag != read.tag || value.flags)
    return false;
  switch (value.tag) {
  case ASL_INTEGER:
  case ASL_DOUBLE:
    return value.bits == read.bits;
  case ASL_ARRAY:
    for (uint32_t i = 0; i < jsonata::length(value); ++i)
      if (!isSame(jsonata::item(value, i), jsonata::item(read, i)))
        return false;
    return true;
  case ASL_OBJECT:
    for (uint32_t i = 0; i < value.object->count; ++i)
      if (!isSame(value.object->values[i], read.object->values[i]))
        return false;
    return true;
  default:
    return value.tag >= ASL_NULL && value.tag <= ASL_STRING;
  }
}

} // namespace

std::optional<std::vector<asl::Value>> ConstantFolder::known(mlir::ValueRange operands) {
  std::vector<asl::Value> values;
  for (mlir::Value operand : operands) {
    std::optional<asl::Value> value = known(operand);
    if (!value)
      return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<asl::Value> ConstantFolder::known(mlir::Value value) {
  mlir::Operation *op = value.getDefiningOp();
  if (mlir::isa_and_nonnull<ir::UndefinedOp>(op))
    return asl::undefined();
  // A range is a sequence, which no constant can be.
  if (mlir::isa_and_nonnull<ir::RangeOp, ir::NormalizeOp>(op))
    return evaluate(op);
  return valueOf(value);
}

std::optional<asl::Value> ConstantFolder::evaluate(mlir::Operation *op) {
  if (op->getNumRegions() != 0)
    return std::nullopt;
  if (auto call = mlir::dyn_cast<ir::LibraryOp>(op))
    return evaluate(call);
  auto values = known(op->getOperands());
  if (!values)
    return std::nullopt;
  using Result = std::optional<asl::Value>;
  const std::vector<asl::Value> &given = *values;
  auto result =
      llvm::TypeSwitch<mlir::Operation *, Result>(op)
          .Case([&](ir::ArithmeticOp o) {
            return jsonata::arithmetic(heap_, static_cast<asl_arithmetic>(o.getKind()), given[0],
                                       given[1]);
          })
          .Case([&](ir::OrderOp o) {
            return jsonata::comparison(heap_, static_cast<asl_comparison>(o.getComparison()),
                                       given[0], given[1]);
          })
          .Case([&](ir::EqualityOp o) {
            return jsonata::equality(given[0], given[1],
                                     o.getComparison() == ir::Comparison::NotEqual);
          })
          .Case([&](ir::NegateOp) { return jsonata::negate(heap_, given[0]); })
          .Case([&](ir::ConcatOp) { return jsonata::concatenate(heap_, given[0], given[1]); })
          .Case([&](ir::IncludesOp) { return jsonata::includes(given[0], given[1]); })
          .Case([&](ir::RangeOp) { return range(given[0], given[1]); })
          .Case([&](ir::NormalizeOp o) {
            return o.getKeep() ? Result() : Result(jsonata::normalize(given[0]));
          })
          .Case([&](ir::ListOp o) {
            std::vector<uint8_t> whole(o.getWhole().begin(), o.getWhole().end());
            return asl_jsonata_list(&heap_, given.data(), whole.data(),
                                    static_cast<uint32_t>(given.size()), o.getCons());
          })
          .Case([&](ir::MembersOp o) {
            size_t count = o.getKeys().size();
            return asl_jsonata_members(&heap_, given.data(), given.data() + count,
                                       static_cast<uint32_t>(count));
          })
          .Default(Result());
  return result && asl::isError(*result) ? std::nullopt : result;
}

std::optional<asl::Value> ConstantFolder::range(asl::Value from, asl::Value to) {
  if (from.tag != ASL_INTEGER || to.tag != ASL_INTEGER ||
      asl::toDouble(to) - asl::toDouble(from) > kLongestRange)
    return std::nullopt;
  return jsonata::range(heap_, from, to);
}

namespace {

/// Whether one item that the operation gets stays an array.
bool keepsArray(mlir::Operation *user) {
  auto normalize = mlir::dyn_cast<ir::NormalizeOp>(user);
  return (normalize && normalize.getKeep()) || mlir::isa<ir::KeepArrayOp>(user);
}

} // namespace

std::optional<asl::Value> ConstantFolder::evaluate(ir::LibraryOp op) {
  const jsonata::LibraryFunction *function = pureFunction(op.getFunction());
  auto arguments = known(op.getArguments());
  if (!function || !arguments)
    return std::nullopt;
  auto count = static_cast<uint32_t>(arguments->size());
  // Nothing is taken from the context item.
  if (!jsonata::fitAsTheyAre(function->signature, arguments->data(), count))
    return std::nullopt;
  asl::Value result =
      jsonata::callLibrary(heap_, *function, asl::undefined(), arguments->data(), count);
  // What a sequence becomes is decided where it goes to: to another function, or before `[]`.
  bool isLeft = op.getTail() || llvm::any_of(op.getResult().getUsers(), keepsArray);
  if (asl::isError(result) || (isLeft && jsonata::isSequence(result)))
    return std::nullopt;
  return jsonata::normalize(result);
}

mlir::Attribute ConstantFolder::foldJsonata(mlir::Operation *op) {
  if (auto test = mlir::dyn_cast<ir::IsTrueOp>(op)) {
    std::optional<asl::Value> value = known(test.getValue());
    return value ? mlir::BoolAttr::get(op->getContext(), jsonata::truthy(*value))
                 : mlir::Attribute();
  }
  // Each by itself: what was evaluated before on this thread must not decide what is folded.
  jsonata::Evaluation &evaluation = jsonata::Evaluation::of(heap_);
  evaluation.begin(heap_);
  std::optional<asl::Value> value = evaluate(op);
  bool exceeds = asl::isError(jsonata::limitError(heap_, value.value_or(asl::undefined())));
  evaluation.end();
  if (exceeds || !value || asl::isUndefined(*value) || jsonata::isFunction(*value))
    return {};
  ir::JsonAttr folded = constant(op, *value);
  return folded && isSame(*value, valueOf(folded)) ? folded : ir::JsonAttr();
}
