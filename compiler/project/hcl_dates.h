// The dates of Terraform's language.
#pragma once

#include "runtime/support/expected.h"

#include <string>
#include <string_view>

namespace aslc::project {

/// The time now as `timestamp()` gives it: `2018-05-13T07:44:12Z`.
std::string currentTimestamp();

/// `timestamp`, a valid one of RFC 3339, in the form that `form` asks for, as `formatdate` does:
/// `DD MMM YYYY hh:mm ZZZ`. Fails when the form has a letter without a meaning.
asl::Expected<std::string> formattedDate(std::string_view form, std::string_view timestamp);

} // namespace aslc::project
