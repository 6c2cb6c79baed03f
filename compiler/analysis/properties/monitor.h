// Checks the steps of a run against a property.
#pragma once

#include "compiler/analysis/properties/property.h"

namespace aslc::analysis::properties {

/// What a step of a run is to a property: none, one or both of these.
using Letters = uint8_t;
inline constexpr Letters isOfSteps = 1;  ///< it is one of Property::steps
inline constexpr Letters isOfOthers = 2; ///< it is one of Property::others

/// A finite automaton. Its states are numbers below `size()`, and `broken`.
class Monitor {
public:
  static constexpr uint32_t broken = ~0u;

  /// Not for the properties of soundness.
  explicit Monitor(const Property &property);

  uint32_t size() const { return most_ + 1; }
  uint32_t start() const { return 0; }
  /// The state after a step. `broken` when the property does not hold, whatever comes later.
  uint32_t next(uint32_t state, Letters letters) const;
  /// Whether the property holds of a run that ends in this state.
  bool mayEnd(uint32_t state) const;

private:
  Property::Form form_;
  uint32_t most_; ///< the largest state
};

} // namespace aslc::analysis::properties
