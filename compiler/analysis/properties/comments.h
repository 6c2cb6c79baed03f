// Properties in the comments of a definition: `aslc: property never Ship before Charge`.
#pragma once

#include "compiler/analysis/properties/names.h"
#include "compiler/diag/engine.h"

namespace aslc::analysis::properties {

struct CommentProperty {
  Property property;
  source::Range range; ///< of its text
  const source::Tree *tree = nullptr;
  const source::Node *comment = nullptr;
  size_t offset = 0; ///< of the property's text in the comment

  source::Range rangeOf(const StepName &step) const;
};

/// Those of `machine` and its states. A comment may hold several, each in a line of its own or
/// after `aslc:`. What cannot be read is reported.
std::vector<CommentProperty> propertiesInComments(const ast::Machine &machine, diag::Engine &diags);

/// Reports at `range` that `step` names no state.
void reportUnknown(const StepName &step, const StateNames &names, source::Range range,
                   diag::Engine &diags);

} // namespace aslc::analysis::properties
