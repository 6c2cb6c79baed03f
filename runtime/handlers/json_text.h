// JSON text as the values of a host program, and back.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace asl::handlers {

/// `text`, which is JSON that the runtime wrote, as a value. A number that no double can hold
/// becomes the largest that one can.
nlohmann::json parseJson(std::string_view text);

/// `value` as compact JSON text, as its `dump` writes it, whatever its depth. Throws what `dump`
/// throws: a text in it is not valid UTF-8.
std::string writeJson(const nlohmann::json &value);

} // namespace asl::handlers
