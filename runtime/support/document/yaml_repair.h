// Leaves out of a YAML text what cannot be read.
#pragma once

#include "runtime/support/document/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace asl::document {

/// `text`, which is valid UTF-8, with blanks in place of what cannot be read, so that all else
/// keeps its place: from the error on, the rest of its line and the lines after it that are
/// indented more. The errors are added to `faults`. A text with many errors, or a long one with
/// several, is not repaired to its end.
std::string readableYaml(std::string_view text, std::vector<Fault> &faults);

} // namespace asl::document
