// Makes the changes that the hints of diagnostics mean.
#pragma once

#include "compiler/diag/engine.h"

#include <string>
#include <vector>

namespace aslc::editor {

/// Which changes are made without asking.
enum class Fixes : uint8_t {
  Certain, ///< those that a tool may make
  Likely   ///< also those for which another repair may be meant
};

/// The changes of the diagnostics, in the order of the text. Of those that overlap the first is
/// kept.
std::vector<diag::Edit> editsOf(const diag::Engine &diagnostics, Fixes which);

/// `text` with `edits`, which are in its order and do not overlap.
std::string applyEdits(std::string_view text, const std::vector<diag::Edit> &edits);

} // namespace aslc::editor
