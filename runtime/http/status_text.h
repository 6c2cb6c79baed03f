// The words of statuses.
#pragma once

#include <string_view>

namespace asl::http {

/// The words that belong to a status: `Not Found`. Empty for one that is not registered.
std::string_view statusText(unsigned status);

} // namespace asl::http
