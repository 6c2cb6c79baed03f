// JSON as a host program sees it.
#pragma once

#include <nlohmann/json.hpp>

namespace asl {

/// What goes into tasks and executions and comes out of them. Everything that nlohmann/json says
/// holds: `value["id"]`, `value.get<Order>()`, own types by `to_json` and `from_json` or by
/// NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE. Members are in the order of their names.
using Json = nlohmann::json;

} // namespace asl
