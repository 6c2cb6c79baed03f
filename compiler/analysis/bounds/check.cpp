#include "compiler/analysis/bounds/check.h"

#include "compiler/analysis/bounds/calculator.h"
#include "compiler/analysis/bounds/loop_time.h"
#include "compiler/ast/walk.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

/// See https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
constexpr double mostEvents = 25000;

/// Whether a state was reported before that lasts longer than the execution may.
bool isTimeTold(const diag::Engine &diags) {
  return std::any_of(diags.all().begin(), diags.all().end(), [](const diag::Diagnostic &each) {
    return each.kind == diag::Kind::LongerThanTimeout;
  });
}

/// Reports states that last longer than the execution may, by what is known of the data. What
/// constants of the definition tell was reported before.
class TimeChecker {
public:
  TimeChecker(const ast::Machine &machine, const DataFacts &data, diag::Engine &diags)
      : calculator_(machine, data, prices_), diags_(diags) {}

  void run() {
    for (const Flow &flow : calculator_.flows())
      if (double limit = calculator_.limitOf(flow);
          (!flow.outer || (flow.distributed && flow.express)) && std::isfinite(limit))
        execution(flow, limit);
    if (!isTimeTold(diags_))
      checkLoopTime(calculator_, diags_);
  }

private:
  void execution(const Flow &flow, double limit) {
    for (uint32_t i = 0; i < flow.graph.size(); ++i) {
      const ast::State &state = flow.graph.state(i);
      if (!flow.graph.isReached(i) || !calculator_.isEntered(state))
        continue;
      double own =
          calculator_.of(flow, i, Metric::Seconds, Side::Best).value(calculator_.symbols());
      if (std::isfinite(own) && own > limit)
        diags_.emit(state.nameRange, diag::Kind::LongerThanTimeout,
                    {state.name,
                     "ends " + numberText(own) + " seconds after the start at the earliest",
                     numberText(limit)});
    }
  }

  Prices prices_;
  Calculator calculator_;
  diag::Engine &diags_;
};

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

/// Whether the time of the execution is limited, and states in it may take a time that data tells.
bool mayTakeLong(const ast::Machine &machine) {
  bool found = false;
  ast::forEachMachine(machine, [&](const ast::Machine &each) {
    for (const ast::State &state : each.states)
      found |= state.as<ast::WaitState>() != nullptr;
  });
  return found;
}

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
  if (mayTakeLong(machine) && !isTimeTold(diags))
    TimeChecker(machine, data, diags).run();
}

} // namespace aslc::analysis::bounds
