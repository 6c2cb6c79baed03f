// Checks properties of a machine, and reports those that do not hold.
#pragma once

#include "compiler/analysis/properties/property.h"
#include "compiler/analysis/shapes/feasible.h"
#include "compiler/diag/engine.h"

#include <span>

namespace aslc::analysis::properties {

/// A property and where it was written.
struct GivenProperty {
  Property property;
  std::string origin; ///< a file and a line, for a hint
};

/// Checks the properties in the comments of `machine`, and those of `given` whose names are states
/// of it. A property in a comment that cannot be read or names no state is reported; whoever read
/// the others reports them with StateNames.
void checkProperties(const ast::Machine &machine, const Feasible &feasible,
                     std::span<const GivenProperty> given, diag::Engine &diags);

} // namespace aslc::analysis::properties
