// The comparison operators of Choice rules.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace aslc::parse {

struct ChoiceOperator {
  enum class Operand : uint8_t { String, Number, Boolean, Timestamp };
  std::string_view name; ///< `StringEquals`, `StringEqualsPath`, `IsNull`, ...
  Operand operand;       ///< the kind of constant it takes
  bool path;             ///< takes a path to one instead
};

std::span<const ChoiceOperator> choiceOperators();
/// Null when there is no such operator.
const ChoiceOperator *findChoiceOperator(std::string_view name);

} // namespace aslc::parse
