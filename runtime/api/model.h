// The API as its public model describes it: operations, and the shapes of requests and responses.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace asl::api::model {

enum class Kind : uint8_t {
  String,
  Integer, ///< 32 bits
  Long,    ///< 64 bits
  Float,
  Boolean,
  Timestamp,
  List,
  Map,
  Structure
};

/// For a bound that a shape does not have.
inline constexpr int64_t kNone = INT64_MIN;

struct Member {
  std::string_view name;
  uint16_t shape;
  bool isRequired;
};

struct Shape {
  std::string_view name;
  Kind kind;
  int64_t min, max;         ///< of the value of a number; of the length of all else
  std::string_view pattern; ///< a regular expression of Java; empty: any text
  uint16_t firstMember, memberCount;
  uint16_t firstValue, valueCount;
  uint16_t item;    ///< of a list's elements and a map's values
  bool isSensitive; ///< error messages do not show its values
};

struct Operation {
  std::string_view name;
  uint16_t input, output;
  uint16_t firstError, errorCount;
};

/// All operations, sorted by name.
std::span<const Operation> operations();
/// Null when there is none of that name.
const Operation *findOperation(std::string_view name);

std::span<const Shape> shapes();
const Shape &shapeOf(uint16_t index);
std::span<const Member> membersOf(const Shape &shape);
const Member *findMember(const Shape &shape, std::string_view name);
/// The values of an enumeration; empty when all are allowed.
std::span<const std::string_view> valuesOf(const Shape &shape);
/// The errors that the model lists for an operation. Any may also fail with those that all services
/// have, such as `ValidationException` and `ThrottlingException`.
std::span<const std::string_view> errorsOf(const Operation &operation);

} // namespace asl::api::model
