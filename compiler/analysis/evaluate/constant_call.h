// Calls of JSONata's library whose arguments are known: by the functions that would run.
#pragma once

#include "compiler/analysis/shape/shape.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::analysis {

struct CallResult {
  /// Missing: the call gives nothing. nothing(): what it gives is not looked at.
  Shape value;
  std::string failure; ///< not empty: the call fails with this message
};

/// What the function called `name` gives for constants. Nullopt where an argument is not known, or
/// where the function does not always give the same. `hasContext`: there may be a context item,
/// which stands in for an argument.
std::optional<CallResult> callWithConstants(std::string_view name,
                                            const std::vector<Shape> &arguments, bool hasContext);

/// What `$now(picture, timezone)`, or `$fromMillis` of a time that is not known, gives.
CallResult formatUnknownTime(std::string_view picture, std::string_view timezone);

} // namespace aslc::analysis
