// Lower bounds of the duration of states and flows.
#pragma once

#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/sources.h"

#include <map>
#include <vector>

namespace aslc::analysis::flow {

/// The most seconds that a retrier waits in total.
double waitsOf(const ast::Retrier &retrier);

/// Lower bounds in seconds, from constant Waits alone: tasks may answer at once. Infinite for a
/// state that cannot be reached.
class Durations {
public:
  explicit Durations(const Constants &constants) : constants_(constants) {}

  /// From the start of the flow to the moment when each state is entered.
  std::vector<double> entered(const Flow &flow);
  /// From entering a state to leaving it without an error.
  double of(const Flow &flow, uint32_t state);

  /// Of a number field of that state; nullopt when it is not known.
  std::optional<Bounds> secondsOf(const Flow &flow, uint32_t state,
                                  const ast::Quantity &quantity) const;

private:
  std::optional<size_t> itemsOf(const Flow &flow, uint32_t state, const ast::MapState &map) const;
  /// From the start of the flow to its end without an error.
  double of(const Flow &flow);
  double ofMap(const Flow &flow, uint32_t state, const ast::MapState &map);

  const Constants &constants_;
  std::map<const Flow *, double> flows_; ///< those already computed
};

} // namespace aslc::analysis::flow
