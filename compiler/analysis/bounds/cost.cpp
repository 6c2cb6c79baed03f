// What executions cost: those of the machine with the children that they start.
#include "compiler/analysis/bounds/calculator.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

/// The largest payload, in megabytes.
constexpr double payloadMegabytes = 0.25;

} // namespace

/// The memory that an express execution is charged for. AWS estimates it as a base, the definition,
/// and the payload of each branch or item that is worked on at once.
double Calculator::megabytesOf(const Flow &flow, Side side) {
  double least = prices_.chunkMegabytes, memory = prices_.baseMegabytes;
  if (side == Side::Worst) {
    const ast::Machine &machine = flow.graph.machine();
    memory += static_cast<double>(machine.range.end - machine.range.begin) / (1 << 20);
    memory += concurrencyOf(flow) * payloadMegabytes;
  }
  return std::max(least, std::ceil(memory / least) * least);
}

Formula Calculator::costOf(const Flow &execution, Side side) {
  if (!execution.express)
    return of(execution, Metric::Cost, side);
  Formula seconds = of(execution, Metric::Seconds, side);
  double limit = limitOf(execution);
  if (seconds.isUnbounded() || (seconds.isConstant() && seconds.at({}) > limit))
    seconds = Formula::of(side, limit);
  bool isRounded = seconds.isConstant();
  if (isRounded) {
    double chunks = std::max(1.0, std::ceil(seconds.at({}) / prices_.chunkSeconds - 1e-9));
    seconds = Formula::of(side, chunks * prices_.chunkSeconds);
  } else if (side == Side::Worst) {
    seconds = seconds + prices_.chunkSeconds;
  }
  double rate = prices_.gigabyteSecond * megabytesOf(execution, side) / 1024;
  return seconds.times(rate) + prices_.request;
}

Passage Calculator::cost(const Flow &flow, uint32_t index, Side side) {
  const ast::State &state = flow.graph.state(index);
  double each = flow.express ? 0 : prices_.transition;
  auto number = [&](double count) { return Formula::of(side, count); };
  if (state.as<ast::FailState>())
    return {Formula::none(side), Formula::none(side), number(each)};
  double attempts = attemptsOf(state, side);
  Formula all = inside(flow, index, Metric::Cost, side).times(attempts) + attempts * each;
  bool isWorst = side == Side::Worst;
  return {all, isWorst ? all : number(each), isWorst ? all : number(each)};
}

/// Of all children that a distributed Map starts in one attempt.
Formula Calculator::costOfChildren(const Flow &child, const ast::State &state,
                                   const ast::MapState &map, Side side) {
  Formula one = costOf(child, side);
  const Count &count = counts_.at(&state);
  if (side == Side::Best && (map.itemBatcher || one.isNone()))
    return count.least > 0 ? one : Formula::of(side, 0);
  return count.exactly ? one.times(*count.exactly) : one.times(Factor{count.symbol, 1});
}

} // namespace aslc::analysis::bounds
