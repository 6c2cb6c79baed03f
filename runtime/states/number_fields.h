// Numbers that fields of states take from data, read as AWS (Java) reads them.
#pragma once

#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <string>

namespace asl::states {

/// The value as Java's Long.parseLong takes its text: an integer, also inside a string.
std::optional<int64_t> integerOf(Value value);
/// A number that is an integer however it is written (`3.0`), as JSONata, which knows doubles only,
/// sees it.
std::optional<int64_t> wholeNumberOf(Value value);
/// As Double.parseDouble takes it.
std::optional<double> doubleOf(Value value);
/// As messages print a value: strings bare, the rest as JSON.
std::string plainText(Value value);

} // namespace asl::states
