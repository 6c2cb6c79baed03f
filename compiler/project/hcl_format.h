// `format` of Terraform's language.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <span>
#include <string>
#include <string_view>

namespace aslc::project {

/// `form` with `values` in place of its verbs, such as `%-10s` and `%[1]d`. A text where a verb
/// needs a number or a boolean stands for a value that is not known here, and stays as it is. Fails
/// where Terraform refuses the call; because of the number of values only when that `isExact`.
asl::Expected<std::string> formattedText(std::string_view form,
                                         std::span<const source::Node *const> values, bool isExact);

} // namespace aslc::project
