#include "compiler/analysis/bounds/check.h"

#include "compiler/analysis/bounds/calculator.h"

#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

/// See https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
constexpr double mostEvents = 25000;

class HistoryChecker {
public:
  HistoryChecker(const ast::Machine &machine, const DataFacts &data, diag::Engine &diags)
      : calculator_(machine, data, prices_), diags_(diags) {
    // Retries are rare, and somebody who writes thousands of them knows why.
    calculator_.leaveOutRetries();
  }

  void run() {
    for (const Flow &flow : calculator_.flows())
      if ((!flow.outer || flow.distributed) && !flow.express)
        execution(flow);
  }

private:
  void execution(const Flow &flow) {
    double best = calculator_.of(flow, Metric::Events, Side::Best).value(calculator_.symbols()) + 2;
    if (std::isfinite(best) && best > mostEvents)
      return report(flow, best, Side::Best);
    double worst =
        calculator_.of(flow, Metric::Events, Side::Worst).value(calculator_.symbols()) + 2;
    if (std::isfinite(worst) && worst > mostEvents)
      report(flow, worst, Side::Worst);
  }

  void report(const Flow &flow, double events, Side side) {
    auto [place, own] = largest(flow, side);
    auto made = diags_.emit(
        place->nameRange, diag::Kind::HistoryTooLong,
        {side == Side::Best ? "at least" : "up to", numberText(events), numberText(mostEvents)});
    if (side == Side::Worst)
      made.weaken(diag::Severity::Warning);
    if (own < events / 2)
      made.hint("a child execution, of a distributed Map or another machine, has its own history");
    else
      made.hint("one visit of `" + place->name + "` writes " + numberText(own) +
                " of them; child executions have histories of their own");
  }

  /// The state that adds most.
  std::pair<const ast::State *, double> largest(const Flow &flow, Side side) {
    const ast::State *state = &flow.graph.state(*flow.graph.start());
    double most = -1;
    for (uint32_t i = 0; i < flow.graph.size(); ++i) {
      if (!flow.graph.isReached(i) || !calculator_.isEntered(flow.graph.state(i)))
        continue;
      double own = calculator_.of(flow, i, Metric::Events, side).value(calculator_.symbols());
      if (std::isfinite(own) && own > most)
        state = &flow.graph.state(i), most = own;
    }
    return {state, most};
  }

  Prices prices_;
  Calculator calculator_;
  diag::Engine &diags_;
};

/// Whether there is anything that could add up to so much.
bool mayBeLong(const ast::Machine &machine) {
  for (const ast::State &state : machine.states)
    if (state.as<ast::MapState>() || state.as<ast::ChoiceState>() || !state.catchers.empty())
      return true;
  return machine.states.size() > 1000;
}

} // namespace

void checkBounds(const ast::Machine &machine, const DataFacts &data, diag::Engine &diags) {
  if (mayBeLong(machine))
    HistoryChecker(machine, data, diags).run();
}

} // namespace aslc::analysis::bounds
