// Texts of requests that must be JSON.
#pragma once

#include <string>
#include <string_view>

namespace asl::api {

/// Why `text` is not JSON, in the service's words (runtime/support/jackson.h) without a place;
/// empty when it is. Thread-safe.
std::string jsonProblem(std::string_view text);

} // namespace asl::api
