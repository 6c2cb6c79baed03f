// The JSON type of host programs.
#pragma once

#include <nlohmann/json.hpp>

namespace asl {

/// Inputs and outputs of tasks and executions. The documentation of nlohmann/json applies:
/// `value["id"]`, `value.get<Order>()`, own types by `to_json` and `from_json` or by
/// NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE. Members of objects are sorted by name.
using Json = nlohmann::json;

} // namespace asl
