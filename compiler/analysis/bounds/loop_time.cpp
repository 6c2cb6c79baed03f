#include "compiler/analysis/bounds/loop_time.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace aslc::analysis::bounds {

using flow::Edge;
using flow::Flow;

namespace {

class LoopTime {
public:
  LoopTime(Calculator &calculator, const Flow &flow, uint32_t component)
      : calculator_(calculator), flow_(flow), loop_(flow.graph.statesOf(component)) {}

  void check(double limit, diag::Engine &diags) const {
    if (std::none_of(loop_.begin(), loop_.end(),
                     [&](uint32_t each) { return secondsOf(each) > 0; }))
      return;
    for (const LoopEnd &end : endsOf(flow_, loop_)) {
      double turn = turnOf(end.head);
      if (!std::isfinite(turn) || end.toEnd * turn <= limit)
        continue;
      if (double least = end.least * turn; least > limit && leavesOnlyBy(end.head))
        diags.emit(place(end.head), diag::Kind::LongerThanTimeout,
                   {name(end.head), "ends its loop after " + numberText(least) + " seconds",
                    numberText(limit)});
      else
        diags.emit(place(end.head), diag::Kind::CountLongerThanTimeout,
                   {name(end.head), numberText(end.toEnd * turn), numberText(limit)});
      return;
    }
  }

private:
  const std::string &name(uint32_t index) const { return flow_.graph.state(index).name; }
  source::Range place(uint32_t index) const { return flow_.graph.state(index).nameRange; }

  bool contains(uint32_t state) const {
    return std::binary_search(loop_.begin(), loop_.end(), state);
  }

  /// Whether no run leaves the loop elsewhere, unless it fails.
  bool leavesOnlyBy(uint32_t head) const {
    return std::all_of(loop_.begin(), loop_.end(), [&](uint32_t each) {
      std::span<const Edge> out = flow_.graph.out(each);
      return each == head || (!flow_.graph.isOpen(each) && !flow_.graph.state(each).end &&
                              std::all_of(out.begin(), out.end(),
                                          [&](const Edge &edge) { return contains(edge.to); }));
    });
  }

  double secondsOf(uint32_t state) const {
    return calculator_.of(flow_, state, Metric::Seconds, Side::Best).value(calculator_.symbols());
  }

  /// The least seconds of one turn, from the head back to it.
  double turnOf(uint32_t head) const {
    std::map<uint32_t, double> at;
    using Entry = std::pair<double, uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> work;
    auto leave = [&](uint32_t state, double time) {
      double own = secondsOf(state);
      for (const Edge &edge : flow_.graph.out(state)) {
        // What fails may fail at once.
        double next = edge.kind == Edge::Kind::Catch ? time : time + own;
        if (!contains(edge.to))
          continue;
        double &before = at.try_emplace(edge.to, infinite).first->second;
        if (next < before) {
          before = next;
          work.push({next, edge.to});
        }
      }
    };
    leave(head, 0);
    while (!work.empty()) {
      auto [time, state] = work.top();
      work.pop();
      if (state == head)
        return time;
      if (time == at[state])
        leave(state, time);
    }
    return infinite;
  }

  Calculator &calculator_;
  const Flow &flow_;
  std::vector<uint32_t> loop_;
};

/// Each counter of a loop takes a look at the whole flow.
constexpr uint32_t mostLoops = 500;

} // namespace

void checkLoopTime(Calculator &calculator, diag::Engine &diags) {
  for (const Flow &flow : calculator.flows()) {
    double limit = calculator.limitOf(flow);
    if (!std::isfinite(limit) || flow.graph.loopCount() > mostLoops)
      continue;
    for (uint32_t component = 0; component < flow.graph.componentCount(); ++component)
      if (flow.graph.isLoop(component))
        LoopTime(calculator, flow, component).check(limit, diags);
  }
}

} // namespace aslc::analysis::bounds
