// Shortest paths through flows, with states weighted by what they wait.
#include "compiler/analysis/flow/durations.h"

#include "compiler/analysis/shape/literal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace aslc::analysis::flow {

namespace {
constexpr double never = std::numeric_limits<double>::infinity();
} // namespace

double waitsOf(const ast::Retrier &retrier) {
  constexpr double longest = 1e9;
  double sum = 0, wait = retrier.intervalSeconds;
  double most = retrier.maxDelaySeconds ? static_cast<double>(*retrier.maxDelaySeconds) : longest;
  for (int64_t left = retrier.maxAttempts; left > 0; --left) {
    if (wait >= most || retrier.backoffRate <= 1)
      return sum + std::min(wait, most) * static_cast<double>(left);
    sum += wait;
    wait = std::min(wait * retrier.backoffRate, longest);
  }
  return sum;
}

std::vector<double> Durations::entered(const Flow &flow) {
  const Graph &graph = flow.graph;
  std::vector<double> at(graph.size(), never);
  if (!graph.start())
    return at;
  using Entry = std::pair<double, uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> work;
  at[*graph.start()] = 0;
  work.push({0, *graph.start()});
  while (!work.empty()) {
    auto [time, state] = work.top();
    work.pop();
    if (time > at[state])
      continue;
    double left = time + of(flow, state);
    for (const Edge &edge : graph.out(state)) {
      // What fails may fail at once.
      double next = edge.kind == Edge::Kind::Catch ? time : left;
      if (next < at[edge.to]) {
        at[edge.to] = next;
        work.push({next, edge.to});
      }
    }
  }
  return at;
}

double Durations::of(const Flow &flow) {
  auto [place, isNew] = flows_.try_emplace(&flow, never);
  if (!isNew)
    return place->second;
  std::vector<double> at = entered(flow);
  double shortest = never;
  for (uint32_t i = 0; i < flow.graph.size(); ++i) {
    const ast::State &state = flow.graph.state(i);
    if (at[i] == never || state.as<ast::FailState>())
      continue;
    if (state.end || state.as<ast::SucceedState>() || flow.graph.isOpen(i))
      shortest = std::min(shortest, at[i] + of(flow, i));
  }
  return flows_[&flow] = shortest;
}

double Durations::of(const Flow &flow, uint32_t index) {
  const ast::State &state = flow.graph.state(index);
  if (const auto *wait = state.as<ast::WaitState>()) {
    if (wait->form != ast::WaitState::Form::Seconds)
      return 0;
    auto seconds = secondsOf(flow, index, wait->value);
    return seconds ? std::max(seconds->least, 0.0) : 0;
  }
  if (const auto *map = state.as<ast::MapState>())
    return ofMap(flow, index, *map);
  double longest = 0;
  for (const Flow::Inner &inner : flow.inner)
    if (inner.state == index)
      longest = std::max(longest, of(*inner.flow));
  return longest;
}

std::optional<Bounds> Durations::secondsOf(const Flow &flow, uint32_t state,
                                           const ast::Quantity &quantity) const {
  if (auto known = constants_.of(quantity))
    return known;
  std::optional<DataPath> path = dataPath(*quantity.expression);
  auto sources = path ? sourcesOf(flow.graph, state, *path) : std::nullopt;
  if (!sources || sources->empty())
    return std::nullopt;
  Bounds all{never, -never};
  for (const Source &source : *sources) {
    if (!source.value->is(source::Node::Kind::Number))
      return std::nullopt;
    double seconds = numberOf(*source.value);
    all = {std::min(all.least, seconds), std::max(all.most, seconds)};
  }
  return all;
}

std::optional<size_t> Durations::itemsOf(const Flow &flow, uint32_t state,
                                         const ast::MapState &map) const {
  std::optional<DataPath> path;
  if (map.items) {
    if (auto known = constants_.lengthOf(*map.items->value))
      return known;
    if (map.items->value->expression)
      path = dataPath(*map.items->value->expression);
  } else if (map.itemsPath) {
    path = dataPath(map.itemsPath->value);
  }
  auto sources = path ? sourcesOf(flow.graph, state, *path) : std::nullopt;
  if (!sources || sources->empty())
    return std::nullopt;
  size_t least = SIZE_MAX;
  for (const Source &source : *sources)
    least = std::min(least, source.value->items.size());
  return least;
}

double Durations::ofMap(const Flow &flow, uint32_t index, const ast::MapState &map) {
  if (map.itemBatcher || map.itemReader)
    return 0;
  auto items = itemsOf(flow, index, map);
  if (!items || *items == 0)
    return 0;
  double rounds = 1;
  if (auto most = constants_.of(map.maxConcurrency); most && most->most >= 1)
    rounds = std::ceil(static_cast<double>(*items) / most->most);
  // Where failures are tolerated, an iteration may end early.
  if (map.toleratedFailureCount || map.toleratedFailurePercentage)
    return 0;
  for (const Flow::Inner &inner : flow.inner)
    if (inner.state == index)
      if (double one = of(*inner.flow); one != never)
        return one * rounds;
  return 0;
}

} // namespace aslc::analysis::flow
