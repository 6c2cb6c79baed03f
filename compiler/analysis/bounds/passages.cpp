// What one visit of a state adds. See docs/verification.md for the events that states write.
#include "compiler/analysis/bounds/calculator.h"

#include "compiler/analysis/evaluate/text.h"
#include "compiler/analysis/flow/durations.h"
#include "compiler/ast/walk.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

bool isWorst(Side side) { return side == Side::Worst; }

/// An expression of JSONata may fail, which is an event of its own.
bool mayFailToEvaluate(const ast::State &state) {
  bool found = false;
  ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
    found |= field.expression.kind == ast::Expression::Kind::Jsonata;
  });
  return found;
}

bool hasExpressions(const ast::State &state) {
  bool found = false;
  ast::forEachExpression(state, [&](const ast::ExpressionField &) { found = true; });
  return found;
}

/// The events of one attempt of a Task: scheduled, started, submitted where it waits, and its end.
double eventsOfCall(const ast::TaskState &task) {
  std::string_view resource = task.resource ? std::string_view(task.resource->value) : "";
  bool waits = resource.ends_with(".waitForTaskToken") || resource.ends_with(".sync") ||
               resource.find(".sync:") != resource.npos;
  return waits ? 4 : 3;
}

/// The events of a distributed Map beyond those of every state: it and its run start, and its run
/// ends.
constexpr double eventsOfRun = 3;

} // namespace

double Calculator::attemptsOf(const ast::State &state, Side side) const {
  double attempts = 1;
  if (isWorst(side) && withRetries_)
    for (const ast::Retrier &retrier : state.retriers)
      attempts += static_cast<double>(retrier.maxAttempts);
  return attempts;
}

Passage Calculator::passage(const Flow &flow, uint32_t state, Metric metric, Side side) {
  switch (metric) {
  case Metric::Events:
    return events(flow, state, side);
  case Metric::Transitions:
    return transitions(flow, state, side);
  case Metric::Seconds:
    return seconds(flow, state, side);
  case Metric::Cost:
    return cost(flow, state, side);
  }
  return {Formula::none(side), Formula::none(side), Formula::none(side)};
}

Passage Calculator::events(const Flow &flow, uint32_t index, Side side) {
  const ast::State &state = flow.graph.state(index);
  auto number = [&](double count) { return Formula::of(side, count); };
  bool isInner = flow.outer && !flow.distributed;
  double failing = isWorst(side) && mayFailToEvaluate(state) ? 1 : 0;
  if (state.as<ast::FailState>())
    return {Formula::none(side), Formula::none(side), number(1 + failing)};
  const auto *task = state.as<ast::TaskState>();
  bool works = task || state.as<ast::ParallelState>() || state.as<ast::MapState>();
  if (!works) {
    double aborted = isInner && state.as<ast::WaitState>() ? 1 : 0;
    return {number(2), Formula::none(side), number(1 + failing + aborted)};
  }
  Formula attempt = task ? number(eventsOfCall(*task)) : inside(flow, index, Metric::Events, side);
  if (!isWorst(side)) {
    double atOnce = !hasExpressions(state) && task ? 4 : mayFailToEvaluate(state) ? 3 : 2;
    return {attempt + (task ? 2 : 3), number(atOnce), number(1)};
  }
  double attempts = attemptsOf(state, side);
  Formula all = attempt.times(attempts);
  // Those before the last one failed.
  Formula good = all + (attempts - 1) * failing, bad = all + attempts * failing;
  // One that has done its work, and then fails to make its output, has told of its success.
  double closing = task ? 0 : hasExpressions(state) ? attempts : 1;
  double aborted = isInner ? 1 : 0;
  return {good + (2 + closing), bad + (2 + closing), bad + (1 + closing + aborted)};
}

Passage Calculator::transitions(const Flow &flow, uint32_t index, Side side) {
  const ast::State &state = flow.graph.state(index);
  auto number = [&](double count) { return Formula::of(side, count); };
  if (state.as<ast::FailState>())
    return {Formula::none(side), Formula::none(side), number(1)};
  double attempts = attemptsOf(state, side);
  Formula all = inside(flow, index, Metric::Transitions, side).times(attempts) + attempts;
  return {all, isWorst(side) ? all : number(1), isWorst(side) ? all : number(1)};
}

Passage Calculator::seconds(const Flow &flow, uint32_t index, Side side) {
  const ast::State &state = flow.graph.state(index);
  auto number = [&](double count) { return Formula::of(side, count); };
  if (state.as<ast::FailState>())
    return {Formula::none(side), Formula::none(side), number(0)};
  Formula one = number(0);
  if (const auto *wait = state.as<ast::WaitState>()) {
    const DataRange &range = dataOf(state, &StateData::seconds);
    bool isKnown = wait->form == ast::WaitState::Form::Seconds && !range.isEmpty();
    one = number(isWorst(side) ? isKnown ? std::max(0.0, range.most) : infinite
                 : isKnown     ? std::max(0.0, range.least)
                               : 0);
    if (one.isUnbounded())
      note(Metric::Seconds, state, whyUnbounded(state, *wait));
  } else if (const auto *task = state.as<ast::TaskState>()) {
    one = number(isWorst(side) ? secondsOfTask(state, *task) : 0);
  } else {
    one = inside(flow, index, Metric::Seconds, side);
  }
  if (!isWorst(side))
    return {one, number(0), number(0)};
  Formula all = one.times(attemptsOf(state, side));
  for (const ast::Retrier &retrier : state.retriers)
    all = all + flow::waitsOf(retrier);
  return {all, all, all};
}

/// Why nobody knows how long a Wait lasts at most.
std::string Calculator::whyUnbounded(const ast::State &state, const ast::WaitState &wait) const {
  auto found = data_.find(&state);
  if (wait.form == ast::WaitState::Form::Seconds || found == data_.end())
    return "how long it waits depends on the input";
  const Shape &moment = found->second.moment;
  if (auto text = moment.constantText())
    return "it waits until `" + std::string(*text) + "`, " +
           (isFarMoment(moment) ? "more than a year away when it is counted from today"
                                : "so that how long depends on when it is entered");
  return "how long it waits depends on the moment that it is given, and on when it is entered";
}

double Calculator::secondsOfTask(const ast::State &state, const ast::TaskState &task) {
  const DataRange &range = dataOf(state, &StateData::seconds);
  if (!range.isEmpty() && std::isfinite(range.most))
    return std::max(0.0, range.most);
  std::string_view resource = task.resource ? std::string_view(task.resource->value) : "";
  // See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  constexpr double lambdaLimit = 900;
  bool isFunction = resource.find(":lambda:") != resource.npos;
  if (isFunction && !resource.ends_with(".waitForTaskToken"))
    return lambdaLimit;
  note(Metric::Seconds, state, "it has no `TimeoutSeconds`");
  return infinite;
}

Formula Calculator::inside(const Flow &flow, uint32_t index, Metric metric, Side side) {
  const ast::State &state = flow.graph.state(index);
  if (const auto *map = state.as<ast::MapState>())
    return insideMap(flow, index, *map, metric, side);
  Formula all = Formula::of(side, metric == Metric::Events && state.as<ast::ParallelState>());
  for (const Flow::Inner &inner : flow.inner)
    if (inner.state == index) {
      Formula one = of(*inner.flow, metric, side);
      all = metric == Metric::Seconds ? all.along(one) : all + one;
    }
  return all;
}

Formula Calculator::insideMap(const Flow &flow, uint32_t index, const ast::MapState &map,
                              Metric metric, Side side) {
  const ast::State &state = flow.graph.state(index);
  bool isEvents = metric == Metric::Events;
  if (map.distributed && isEvents)
    return Formula::of(side, eventsOfRun);
  if (map.distributed && metric == Metric::Transitions)
    return Formula::of(side, 0);
  Formula one = Formula::of(side, 0);
  for (const Flow::Inner &inner : flow.inner)
    if (inner.state == index && map.distributed && metric == Metric::Cost)
      return costOfChildren(*inner.flow, state, map, side);
    else if (inner.state == index)
      one = of(*inner.flow, metric, side);
  const Count &count = counts_.at(&state);
  bool tolerates = map.toleratedFailureCount || map.toleratedFailurePercentage;
  if (!isWorst(side) && (tolerates || one.isNone())) {
    if (!tolerates && count.least > 0)
      return Formula::none(side); // an item cannot succeed
    one = Formula::of(side, 0);
  }
  if (metric == Metric::Seconds)
    return secondsOfMap(one, state, map, side);
  Formula each = one + (isEvents ? 2 : 0);
  Formula all = count.exactly ? each.times(*count.exactly) : each.times(Factor{count.symbol, 1});
  return all + (isEvents ? 1 : 0);
}

Formula Calculator::secondsOfMap(const Formula &one, const ast::State &state,
                                 const ast::MapState &map, Side side) const {
  const Count &count = counts_.at(&state);
  Width width = widthOf(state, map);
  double atOnce = isWorst(side) ? width.least : width.most;
  if (!isWorst(side) && (std::isinf(atOnce) || map.itemBatcher))
    return count.least > 0 ? one : Formula::of(side, 0);
  if (count.exactly)
    return one.times(std::ceil(*count.exactly / atOnce));
  return one.times(Factor{count.symbol, static_cast<uint32_t>(atOnce)});
}

Calculator::Width Calculator::widthOf(const ast::State &state, const ast::MapState &map) const {
  // What AWS does at once without a limit of the definition, and never exceeds. See
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-inline-vs-distributed-map.html
  double limit = map.distributed ? 10000 : 40;
  if (!map.maxConcurrency)
    return {limit, infinite};
  const DataRange &range = dataOf(state, &StateData::concurrency);
  if (range.most < 1 && !range.isEmpty())
    return {limit, infinite};
  if (range.isEmpty() || range.least < 1)
    return {1, infinite};
  return {std::clamp(std::floor(range.least), 1.0, limit), std::floor(range.most)};
}

const DataRange &Calculator::dataOf(const ast::State &state, DataRange StateData::*member) const {
  static const DataRange none;
  auto found = data_.find(&state);
  return found == data_.end() ? none : found->second.*member;
}

void Calculator::note(Metric metric, const ast::State &state, std::string text) {
  if (noted_.insert({metric, &state}).second)
    reasons_.push_back({metric, &state, std::move(text)});
}

} // namespace aslc::analysis::bounds
