// Names of the errors that Step Functions and the services it calls are known to raise.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aslc::sema {

/// Whether `name` is one of the reserved names, `States.` included.
bool isReservedError(std::string_view name);

/// The known error that `name` is a misspelling of: it differs in case or by a typing error.
/// `resource` is that of the task which handles the error, or empty. None for a known name, and for
/// a name that may be the user's own.
std::optional<std::string> meantError(std::string_view name, std::string_view resource);

/// The reserved name closest to `name`, which begins with `States.`.
std::optional<std::string> closestReserved(std::string_view name);

} // namespace aslc::sema
