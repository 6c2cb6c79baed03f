// Sums the quantities of states along the paths through flows.
#pragma once

#include "compiler/analysis/bounds/bounds.h"
#include "compiler/analysis/flow/checks.h"

#include <array>
#include <deque>
#include <map>
#include <set>

namespace aslc::analysis::bounds {

/// The quantity of one visit of a state, by how the visit ends.
struct Passage {
  Formula done;    ///< the flow continues or succeeds
  Formula caught;  ///< it failed, and a catcher took the error
  Formula stopped; ///< the flow ends here without success
};

/// How often a loop reaches one of its states.
struct Turns {
  uint32_t head = 0; ///< the state
  double count = 0;  ///< how often it is left for another turn
};

class Calculator {
public:
  Calculator(const ast::Machine &root, const DataFacts &data, const Prices &prices);

  /// From now on, bounds are computed as if no state were retried.
  void leaveOutRetries() { withRetries_ = false; }

  const std::deque<flow::Flow> &flows() const { return flows_; }
  std::vector<Symbol> &symbols() { return symbols_; }
  std::vector<Reason> &reasons() { return reasons_; }

  /// From the start of a flow to its end.
  Formula of(const flow::Flow &flow, Metric metric, Side side);
  /// One visit of a state.
  Formula of(const flow::Flow &flow, uint32_t state, Metric metric, Side side);
  /// What an execution of this flow costs.
  Formula costOf(const flow::Flow &execution, Side side);
  /// Whether a run of the flow may succeed.
  bool succeeds(const flow::Flow &flow);
  /// How many executions a distributed Map starts.
  Formula childrenOf(const ast::State &state, Side side);
  /// The most states that work at once in a flow.
  double concurrencyOf(const flow::Flow &flow);
  /// The time after which the execution of a flow is stopped.
  double limitOf(const flow::Flow &flow) const;

  /// Whether the state may be entered, as far as data tells.
  bool isEntered(const ast::State &state) const { return data_.contains(&state); }

private:
  friend class Longest;
  using Totals = std::map<uint32_t, Formula>; ///< by state

  /// How many items a Map has: a number that is known, or a symbol.
  struct Count {
    std::optional<double> exactly;
    uint32_t symbol = 0;
    double least = 0, most = infinite;
  };
  /// How many items are worked on at once.
  struct Width {
    double least = 0, most = infinite;
  };
  Width widthOf(const ast::State &state, const ast::MapState &map) const;
  void addSymbol(const ast::State &state, const ast::MapState &map);
  const DataRange &dataOf(const ast::State &state, DataRange StateData::*member) const;

  /// How often a state may begin its work in one visit.
  double attemptsOf(const ast::State &state, Side side) const;
  Passage passage(const flow::Flow &flow, uint32_t state, Metric metric, Side side);
  Passage events(const flow::Flow &flow, uint32_t state, Side side);
  Passage transitions(const flow::Flow &flow, uint32_t state, Side side);
  Passage seconds(const flow::Flow &flow, uint32_t state, Side side);
  /// What the flows inside of a state add in one attempt, apart from the state's own.
  Formula inside(const flow::Flow &flow, uint32_t state, Metric metric, Side side);
  Formula insideMap(const flow::Flow &flow, uint32_t state, const ast::MapState &map, Metric metric,
                    Side side);
  Formula secondsOfMap(const Formula &one, const ast::State &state, const ast::MapState &map,
                       Side side) const;
  double secondsOfTask(const ast::State &state, const ast::TaskState &task);
  std::string whyUnbounded(const ast::State &state, const ast::WaitState &wait) const;
  Passage cost(const flow::Flow &flow, uint32_t state, Side side);
  Formula costOfChildren(const flow::Flow &child, const ast::State &state, const ast::MapState &map,
                         Side side);
  double megabytesOf(const flow::Flow &flow, Side side);

  Formula shortest(const flow::Flow &flow, Metric metric);
  Formula longest(const flow::Flow &flow, Metric metric);
  void note(Metric metric, const ast::State &state, std::string text);

  const DataFacts &data_;
  const Prices &prices_;
  const ast::Machine &root_;
  bool withRetries_ = true;
  std::deque<flow::Flow> flows_;
  flow::Constants constants_;
  std::map<const ast::State *, Count> counts_;
  std::vector<Symbol> symbols_;
  std::vector<Reason> reasons_;
  std::set<std::pair<Metric, const ast::State *>> noted_;
  std::map<std::tuple<const flow::Flow *, Metric, Side>, Formula> totals_;
  std::set<const flow::Flow *> failing_; ///< executions that cannot succeed
};

/// The bounds that a loop has: its states, of which each lies on a way back to itself. Those that
/// hold it fewest times first. `seconds`: after this time it is stopped.
std::vector<Turns> turnsOf(const flow::Flow &flow, const std::vector<uint32_t> &loop,
                           const DataFacts &data, double seconds);
/// Heads that leave the loop only after so many turns; it may be left elsewhere before.
std::vector<Turns> leastTurnsOf(const flow::Flow &flow, const std::vector<uint32_t> &loop);
/// A head whose counter ends the loop.
struct LoopEnd {
  uint32_t head = 0;
  double least = 0; ///< turns, before which the head does not leave the loop
  double toEnd = 0; ///< turns, before which the counter alone does not end it
};
std::vector<LoopEnd> endsOf(const flow::Flow &flow, const std::vector<uint32_t> &loop);
/// Explains why a loop has no bound.
std::string whyUnbounded(const flow::Flow &flow, const std::vector<uint32_t> &loop);

} // namespace aslc::analysis::bounds
