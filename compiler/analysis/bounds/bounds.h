// The best and the worst case of executions: history events, state transitions, seconds, cost, and
// concurrency.
#pragma once

#include "compiler/analysis/bounds/formula.h"
#include "compiler/analysis/bounds/prices.h"
#include "compiler/analysis/shapes/data.h"

#include <array>
#include <optional>
#include <string_view>

namespace aslc::analysis::bounds {

/// The quantities that are bounded.
enum class Metric : uint8_t { Events, Transitions, Seconds, Cost };
inline constexpr size_t metricCount = 4;

/// The best case is over the runs that succeed; if no run can succeed, over all runs that end.
struct Amount {
  Formula best = Formula::none(Side::Best), worst = Formula::none(Side::Worst);
};
struct Amounts {
  std::array<Amount, metricCount> all;
  Amount &operator[](Metric metric) { return all[static_cast<size_t>(metric)]; }
  const Amount &operator[](Metric metric) const { return all[static_cast<size_t>(metric)]; }
};

/// Why there is no bound.
struct Reason {
  Metric metric;
  const ast::State *state;
  std::string text;
};

/// The bounds of one visit of a state, from entering to leaving it, including the flows inside.
struct StateBounds {
  const ast::State *state = nullptr;
  std::string path;     ///< names joined by `/`
  DataRange inputBytes; ///< of its input; empty when it is never entered
  std::string input;    ///< what is known of its input, in words; empty when it is never entered
  Amounts amounts;
};

/// The bounds of an execution: of the machine, or of a child of a distributed Map.
struct ExecutionBounds {
  const ast::State *map = nullptr; ///< null for the machine
  std::string path;                ///< of the Map
  bool express = false;
  bool succeeds = true;          ///< whether a run may succeed
  Amount count;                  ///< how many executions in one of the machine
  Amounts amounts;               ///< cost with that of the children
  double mostSeconds = infinite; ///< the time limit after which it is stopped
  double concurrency = 1;        ///< most states that work at once
  std::vector<Reason> reasons;   ///< of its own states
};

struct Bounds {
  std::vector<Symbol> symbols;
  std::vector<ExecutionBounds> executions; ///< the machine first
  std::vector<StateBounds> states;         ///< in the order of the definition, outer ones first
};

/// An assumption of the user about a symbol: `n<=100`, `$.orders<=100`, `n=3`, `n>=1`.
struct Assumption {
  std::string name; ///< of the symbol, its path, or its Map
  double least = 0, most = infinite;
};
std::optional<Assumption> parseAssumption(std::string_view text);

/// `machine` must have been checked without an error; `data` are its facts.
Bounds boundsOf(const ast::Machine &machine, const DataFacts &data, const Prices &prices);

/// Applies assumptions to the symbols. Returns the name of the first that fits none.
std::optional<std::string> assume(Bounds &bounds, const std::vector<Assumption> &assumptions);

} // namespace aslc::analysis::bounds
