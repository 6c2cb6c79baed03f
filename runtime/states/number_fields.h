// Reads number fields of states from data. JSONPath states accept what AWS's service, written in
// Java, accepts.
#pragma once

#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <string>

namespace asl::states {

/// What Java's Long.parseLong accepts: an integer, also inside a string.
std::optional<int64_t> integerOf(Value value);
/// What JSONata states accept: a number with an integral value in any spelling (`3.0`).
std::optional<int64_t> wholeNumberOf(Value value);
/// What Java's Double.parseDouble accepts.
std::optional<double> doubleOf(Value value);
/// The form of a value in messages: strings without quotes, other values as JSON.
std::string plainText(Value value);

} // namespace asl::states
