// Applies the changes that the hints of diagnostics propose.
#pragma once

#include "compiler/diag/engine.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace aslc::editor {

/// Which changes are applied without asking.
enum class Fixes : uint8_t {
  Certain, ///< only changes that are certainly right
  Likely   ///< also changes where the author may have meant another repair
};

/// The changes of the diagnostics, which are of one file, in the order of its text. Of those that
/// overlap the first is kept; none replaces a placeholder.
std::vector<diag::Edit> editsOf(std::span<const std::shared_ptr<const diag::Engine>> diagnostics,
                                Fixes which);

/// `text` with `edits`, which are in its order and do not overlap.
std::string applyEdits(std::string_view text, const std::vector<diag::Edit> &edits);

} // namespace aslc::editor
