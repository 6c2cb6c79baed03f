// Parallel and Map: flows side by side.
#include "compiler/analysis/properties/runs.h"

#include <algorithm>
#include <array>

namespace aslc::analysis::properties {

namespace {

constexpr size_t mostNodes = 100'000;  ///< of flows side by side
constexpr size_t mostDetailed = 5'000; ///< above, they are reduced first

size_t productOf(const std::vector<Runs> &flows) {
  size_t product = 1;
  for (const Runs &flow : flows)
    product = std::min(product * flow.nodes.size(), mostNodes + 1);
  return product;
}

/// The endings that each node is the end of.
std::vector<const Ending *> endingsOf(const Runs &runs) {
  std::vector<const Ending *> endings(runs.nodes.size());
  for (const auto &[ending, node] : runs.ends)
    endings[node] = &ending;
  return endings;
}

bool isConstant(const ast::Optional<ast::Quantity> &field, double value) {
  return field && !field->value.expression && field->value.constant == value;
}

/// Flows that do nothing that the property is about.
struct Others {
  bool mayEnd = true;                                ///< all of them may end well
  std::vector<std::pair<Ending, uint32_t>> failures; ///< with the number of the last step to each

  void add(const Runs &flow) {
    bool ends = false;
    for (const Runs::Edge &edge : flow.nodes[flow.start])
      for (const auto &[ending, node] : flow.ends)
        if (node == edge.to && ending.kind == Ending::Kind::Success)
          ends = true;
        else if (node == edge.to)
          failures.emplace_back(ending, edge.step);
    mayEnd &= ends;
  }
};

/// All orders of the steps of flows side by side.
class Product {
public:
  Product(const std::vector<Runs> &flows, const Others &others, std::deque<Step> &steps)
      : flows_(flows), others_(others), nothing_(static_cast<uint32_t>(steps.size())) {
    steps.emplace_back();
    for (const Runs &flow : flows)
      endings_.push_back(endingsOf(flow));
  }

  Runs make() {
    std::vector<uint32_t> first;
    for (const Runs &flow : flows_)
      first.push_back(flow.start);
    made_.start = numberOf(std::move(first));
    while (!work_.empty()) {
      std::vector<uint32_t> at = std::move(work_.back());
      work_.pop_back();
      leave(at, numbers_.at(at));
    }
    return std::move(made_);
  }

private:
  /// The node of these nodes of the flows.
  uint32_t numberOf(std::vector<uint32_t> at) {
    auto [place, isNew] = numbers_.try_emplace(at, 0);
    if (isNew) {
      place->second = made_.add();
      work_.push_back(std::move(at));
    }
    return place->second;
  }

  void leave(const std::vector<uint32_t> &at, uint32_t node) {
    bool haveEnded = others_.mayEnd;
    for (size_t i = 0; i < at.size(); ++i) {
      const Ending *ending = endings_[i][at[i]];
      if (ending && ending->kind != Ending::Kind::Success)
        return connect(node, {made_.end(*ending), nothing_});
      haveEnded &= ending != nullptr;
    }
    if (haveEnded)
      connect(node, {made_.end({}), nothing_});
    for (const auto &[ending, step] : others_.failures)
      connect(node, {made_.end(ending), step, 0, true});
    for (size_t i = 0; i < at.size(); ++i)
      for (const Runs::Edge &edge : flows_[i].nodes[at[i]]) {
        std::vector<uint32_t> next = at;
        next[i] = edge.to;
        connect(node, {numberOf(std::move(next)), edge.step, edge.letters, edge.isError});
      }
  }

  void connect(uint32_t node, Runs::Edge edge) { made_.nodes[node].push_back(edge); }

  const std::vector<Runs> &flows_;
  const Others &others_;
  uint32_t nothing_; ///< the number of a step that no counter-example shows
  std::vector<std::vector<const Ending *>> endings_;
  std::map<std::vector<uint32_t>, uint32_t> numbers_;
  std::vector<std::vector<uint32_t>> work_;
  Runs made_;
};

} // namespace

bool RunMaker::isRelevant(const Runs &runs) const {
  return std::any_of(runs.nodes.begin(), runs.nodes.end(), [](const auto &edges) {
    return std::any_of(edges.begin(), edges.end(),
                       [](const Runs::Edge &edge) { return edge.letters != 0; });
  });
}

Runs RunMaker::attemptOf(const ast::State &state) {
  const auto *parallel = state.as<ast::ParallelState>();
  return parallel ? attemptOf(state, *parallel) : attemptOf(state, *state.as<ast::MapState>());
}

Runs RunMaker::attemptOf(const ast::State &, const ast::ParallelState &parallel) {
  std::vector<Runs> branches;
  for (const auto &branch : parallel.branches)
    branches.push_back(of(*branch).value_or(Runs{}));
  return together(std::move(branches));
}

/// Any number of iterations. Two of them side by side show every order of two steps. More than two
/// are the same as one after the other, but when one fails, any number of others have begun.
Runs RunMaker::attemptOf(const ast::State &state, const ast::MapState &map) {
  Runs runs;
  runs.start = runs.add();
  Step step{.what = Step::What::None, .state = &state, .place = state.nameRange};
  connect(runs, runs.start, runs.end({}), step);
  Step fails{
      .what = Step::What::Uncaught, .state = &state, .place = state.nameRange, .isError = true};
  if (map.itemReader || map.resultWriter)
    connect(runs, runs.start, runs.end({Ending::Kind::Any, {}}), fails);
  if (!map.processor)
    return runs;
  Runs iteration = of(*map.processor).value_or(Runs{});
  bool isSideBySide = isRelevant(iteration) && !isConstant(map.maxConcurrency, 1);
  if (!isRelevant(iteration))
    iteration = reduced(iteration);
  iterate(runs, map, iteration, runs.start);
  if (!isSideBySide)
    return runs;
  iterate(runs, map, together({iteration, iteration}), runs.start);
  uint32_t failing = runs.add(), begun = iterate(runs, map, iteration, failing);
  for (uint32_t node = 0; node < iteration.nodes.size(); ++node)
    connect(runs, begun + node, failing, step);
  connect(runs, runs.start, failing, step);
  return runs;
}

/// Adds iterations after each other, which begin and end at the node `start`. Returns where the
/// nodes of `body` begin.
uint32_t RunMaker::iterate(Runs &runs, const ast::MapState &map, const Runs &body, uint32_t start) {
  uint32_t begin = runs.append(body);
  connect(runs, start, begin + body.start, {});
  bool tolerates = map.toleratedFailureCount || map.toleratedFailurePercentage;
  for (const auto &[ending, node] : body.ends) {
    bool isSuccess = ending.kind == Ending::Kind::Success;
    if (isSuccess || tolerates)
      connect(runs, begin + node, start, {});
    Ending error = ending;
    if (map.distributed)
      error = {Ending::Kind::Named, "States.ExceedToleratedFailureThreshold"};
    if (!isSuccess && !isConstant(map.toleratedFailurePercentage, 100))
      connect(runs, begin + node, runs.end(error), {});
  }
  return begin;
}

Runs RunMaker::together(std::vector<Runs> flows) {
  std::vector<Runs> relevant;
  Others others;
  for (Runs &flow : flows)
    if (isRelevant(flow))
      relevant.push_back(std::move(flow));
    else
      others.add(reduced(flow));
  if (productOf(relevant) > mostDetailed)
    for (Runs &flow : relevant)
      flow = reduced(flow);
  if (productOf(relevant) <= mostNodes)
    return Product(relevant, others, steps_).make();
  isTooLarge_ = true;
  Runs none;
  none.start = none.add();
  return none;
}

/// A copy of the step `number`, with those before it, that comes after the step `last`.
uint32_t RunMaker::after(uint32_t last, uint32_t number) {
  if (last == Step::none)
    return number;
  Step step = steps_[number];
  step.previous = step.previous == Step::none ? last : after(last, step.previous);
  steps_.push_back(step);
  return static_cast<uint32_t>(steps_.size() - 1);
}

Runs RunMaker::reduced(const Runs &runs) {
  Runs made;
  std::vector<const Ending *> endings = endingsOf(runs);
  std::map<uint32_t, uint32_t> numbers;
  std::vector<uint32_t> work;
  auto numberOf = [&](uint32_t node) {
    auto [place, isNew] = numbers.try_emplace(node, 0);
    if (isNew) {
      place->second = endings[node] ? made.end(*endings[node]) : made.add();
      work.push_back(node);
    }
    return place->second;
  };
  made.start = numberOf(runs.start);
  while (!work.empty()) {
    uint32_t from = work.back();
    work.pop_back();
    // What is reached without a step that counts, each with the last of the steps that lead there.
    std::vector<std::pair<uint32_t, uint32_t>> reached{{from, Step::none}};
    std::vector<bool> seen(runs.nodes.size());
    std::vector<bool> isError(runs.nodes.size());
    seen[from] = true;
    for (size_t i = 0; i < reached.size(); ++i) {
      auto [at, last] = reached[i];
      for (const Runs::Edge &edge : runs.nodes[at]) {
        bool isKept = edge.letters != 0 || endings[edge.to];
        if (!isKept && seen[edge.to])
          continue;
        uint32_t number = after(last, edge.step);
        bool fails = edge.isError || isError[at];
        if (isKept) {
          uint32_t to = numberOf(edge.to);
          made.nodes[numbers.at(from)].push_back({to, number, edge.letters, fails});
        } else {
          seen[edge.to] = true;
          isError[edge.to] = fails;
          reached.emplace_back(edge.to, number);
        }
      }
    }
  }
  return made;
}

} // namespace aslc::analysis::properties
