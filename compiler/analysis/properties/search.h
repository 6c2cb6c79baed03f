// Looks for a run that breaks a property.
#pragma once

#include "compiler/analysis/properties/runs.h"

namespace aslc::analysis::properties {

struct CounterExample {
  std::vector<uint32_t> steps; ///< numbers of the steps of the run, in their order
  /// The step after which the property can no longer be kept, by its place in `steps`.
  size_t decisive = 0;
  /// Whether it is broken by its last step; otherwise by the end of the run.
  bool isBrokenByStep = false;
};

/// A shortest run that breaks the property, one without errors if there is one; nullopt when there
/// is none.
std::optional<CounterExample> findCounterExample(const Runs &runs, const Monitor &monitor);

} // namespace aslc::analysis::properties
