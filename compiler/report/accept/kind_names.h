// Names of kinds where findings are allowed.
#pragma once

#include "compiler/diag/engine.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::report {

/// The names in `text`, which commas separate, without blanks around them.
std::vector<std::string_view> namesIn(std::string_view text);

/// The kind called `name`; reports at `range` when there is none.
std::optional<diag::Kind> kindFor(std::string_view name, source::Range range,
                                  diag::Engine &diagnostics);

/// The names of `kinds`, for a message.
std::string listOf(const std::vector<diag::Kind> &kinds);

} // namespace aslc::report
