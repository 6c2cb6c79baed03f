#include "compiler/analysis/bounds/calculator.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

std::string nameOf(size_t number) {
  constexpr std::string_view letters = "nmpqrst";
  return number < letters.size() ? std::string(1, letters[number])
                                 : "n" + std::to_string(number + 1);
}

/// What gives the items of a Map, as written.
std::string pathOf(const ast::MapState &map) {
  if (map.itemsPath)
    return map.itemsPath->value.text;
  if (map.items && map.items->value->expression)
    return map.items->value->expression->text;
  return map.itemReader ? "" : "$";
}

double mostItemsRead(const ast::MapState &map) {
  if (!map.itemReader || !map.itemReader->maxItems || map.itemReader->maxItems->value.expression)
    return infinite;
  double most = map.itemReader->maxItems->value.constant;
  return most > 0 ? most : infinite;
}

} // namespace

Calculator::Calculator(const ast::Machine &root, const DataFacts &data, const Prices &prices)
    : data_(data), prices_(prices), root_(root), flows_(flow::flowsOf(root)), constants_(root) {
  for (const Flow &flow : flows_)
    for (const ast::State &state : flow.graph.machine().states)
      if (const auto *map = state.as<ast::MapState>())
        addSymbol(state, *map);
}

void Calculator::addSymbol(const ast::State &state, const ast::MapState &map) {
  Count count;
  const DataRange &items = dataOf(state, &StateData::items);
  if (!items.isEmpty()) {
    count.least = items.least;
    count.most = std::min(items.most, mostItemsRead(map));
  }
  if (map.items && !map.itemReader)
    if (auto known = constants_.lengthOf(*map.items->value))
      count.least = count.most = static_cast<double>(*known);
  if (count.least == count.most) {
    count.exactly = count.least;
  } else {
    count.symbol = static_cast<uint32_t>(symbols_.size());
    std::string path = pathOf(map);
    std::string what = map.itemReader ? "items that the reader of `" + state.name + "` gives"
                                      : "items of `" + path + "` in `" + state.name + "`";
    symbols_.push_back(
        {nameOf(symbols_.size()), path, std::move(what), &state, count.least, count.most});
  }
  counts_[&state] = count;
}

double Calculator::limitOf(const Flow &flow) const {
  double limit = flow.express ? 300 : infinite;
  if (root_.timeoutSeconds && root_.timeoutSeconds->value > 0)
    limit = std::min(limit, static_cast<double>(root_.timeoutSeconds->value));
  return limit;
}

Formula Calculator::of(const Flow &flow, Metric metric, Side side) {
  auto key = std::tuple(&flow, metric, side);
  if (auto found = totals_.find(key); found != totals_.end())
    return found->second;
  Formula total = Formula::none(side);
  if (auto start = flow.graph.start(); start && isEntered(flow.graph.state(*start)))
    total = side == Side::Worst ? longest(flow, metric) : shortest(flow, metric);
  totals_.emplace(key, total);
  return total;
}

Formula Calculator::of(const Flow &flow, uint32_t state, Metric metric, Side side) {
  Passage all = passage(flow, state, metric, side);
  Formula visit = side == Side::Worst ? all.done | all.caught | all.stopped : all.done;
  return visit.isNone() ? all.stopped : visit;
}

bool Calculator::succeeds(const Flow &flow) {
  of(flow, Metric::Events, Side::Best);
  return !failing_.contains(&flow);
}

Formula Calculator::childrenOf(const ast::State &state, Side side) {
  const Count &count = counts_.at(&state);
  const auto *map = state.as<ast::MapState>();
  bool isBatched = map && map->itemBatcher;
  if (side == Side::Best && isBatched)
    return Formula::of(side, count.least > 0);
  Formula one = Formula::of(side, attemptsOf(state, side));
  return count.exactly ? one.times(*count.exactly) : one.times(Factor{count.symbol, 1});
}

double Calculator::concurrencyOf(const Flow &flow) {
  double most = 1;
  for (uint32_t i = 0; i < flow.graph.size(); ++i) {
    const ast::State &state = flow.graph.state(i);
    if (!flow.graph.isReached(i) || !isEntered(state))
      continue;
    double sum = 0;
    for (const Flow::Inner &inner : flow.inner)
      if (inner.state == i)
        sum += concurrencyOf(*inner.flow);
    if (const auto *map = state.as<ast::MapState>()) {
      double limit = map->distributed ? 10000 : 40;
      const DataRange &range = dataOf(state, &StateData::concurrency);
      if (map->maxConcurrency && !range.isEmpty() && range.least >= 1)
        limit = std::min(limit, range.most);
      sum *= std::min(limit, counts_.at(&state).most);
    }
    most = std::max(most, sum);
  }
  return most;
}

} // namespace aslc::analysis::bounds
