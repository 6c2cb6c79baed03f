// The tables, as constant data.
#include "runtime/api/model.h"

#include <algorithm>

namespace asl::api::model {
namespace {

#include "runtime/api/model_table.inc"

} // namespace

std::span<const Operation> operations() { return kOperations; }

const Operation *findOperation(std::string_view name) {
  const auto *found = std::lower_bound(
      std::begin(kOperations), std::end(kOperations), name,
      [](const Operation &left, std::string_view right) { return left.name < right; });
  return found != std::end(kOperations) && found->name == name ? found : nullptr;
}

std::span<const Shape> shapes() { return kShapes; }

const Shape &shapeOf(uint16_t index) { return kShapes[index]; }

std::span<const Member> membersOf(const Shape &shape) {
  return {kMembers + shape.firstMember, shape.memberCount};
}

const Member *findMember(const Shape &shape, std::string_view name) {
  for (const Member &member : membersOf(shape))
    if (member.name == name)
      return &member;
  return nullptr;
}

std::span<const std::string_view> valuesOf(const Shape &shape) {
  return {kValues + shape.firstValue, shape.valueCount};
}

std::span<const std::string_view> errorsOf(const Operation &operation) {
  return {kErrors + operation.firstError, operation.errorCount};
}

} // namespace asl::api::model
