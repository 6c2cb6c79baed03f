// Conversions between JSON text and nlohmann/json values.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace asl::handlers {

/// Parses JSON text that the runtime has written. A number outside the range of doubles becomes the
/// nearest double. Any depth.
nlohmann::json parseJson(std::string_view text);

/// Writes compact JSON text, equal to the result of `dump`, for values of any depth. Throws as
/// `dump` does for strings that are not valid UTF-8.
std::string writeJson(const nlohmann::json &value);

} // namespace asl::handlers
