// JSON text as the values of a host program.
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace asl::embed {

/// `text`, which is JSON that the runtime wrote, as a value. A number that no double can hold
/// becomes the largest that one can.
nlohmann::json parseJson(std::string_view text);

} // namespace asl::embed
