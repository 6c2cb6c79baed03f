// The constraints of the model: lengths, ranges, patterns, enumerations, required members.
#pragma once

#include "runtime/api/call.h"
#include "runtime/api/model.h"

#include <optional>
#include <string_view>

namespace asl::api {

/// Checks a request of the right types. A ValidationException names all members which break a
/// constraint (AWS names ten at most), with the words of AWS.
std::optional<Error> checkConstraints(const model::Operation &operation, const Json &request);

/// Whether `text` matches one of the model's patterns. Every pattern of the model is known.
bool matchesModelPattern(std::string_view pattern, std::string_view text);
/// False for a pattern that `matchesModelPattern` does not know.
bool isKnownPattern(std::string_view pattern);

} // namespace asl::api
