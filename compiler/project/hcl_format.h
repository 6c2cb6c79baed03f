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
/// where Terraform refuses the verbs or the kinds of the values. A wrong number of values, or a
/// fraction for an integer, is a failure only if `isExact`.
asl::Expected<std::string> formattedText(std::string_view form,
                                         std::span<const source::Node *const> values, bool isExact);

} // namespace aslc::project
