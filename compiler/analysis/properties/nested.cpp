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

/// Any number of iterations. Two of them side by side show every order of two steps, and more than
/// two are the same as one pair after the other.
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
  if (!isRelevant(iteration))
    iteration = reduced(iteration);
  bool tolerates = map.toleratedFailureCount || map.toleratedFailurePercentage;
  auto loop = [&](const Runs &body) {
    uint32_t begin = runs.append(body);
    connect(runs, runs.start, begin + body.start, step);
    for (const auto &[ending, node] : body.ends) {
      bool isSuccess = ending.kind == Ending::Kind::Success;
      if (isSuccess || tolerates)
        connect(runs, begin + node, runs.start, step);
      Ending error = map.distributed ? Ending{Ending::Kind::Named, "States.ExceedToleratedFailureThreshold"}
                                     : ending;
      if (!isSuccess && !isConstant(map.toleratedFailurePercentage, 100))
        connect(runs, begin + node, runs.end(error), step);
    }
  };
  loop(iteration);
  if (isRelevant(iteration) && !isConstant(map.maxConcurrency, 1))
    loop(together({iteration, iteration}));
  return runs;
}

Runs RunMaker::together(std::vector<Runs> flows) {
  Runs made;
  made.start = made.add();
  std::vector<Runs> relevant;
  bool allMayEnd = true;
  std::vector<std::pair<Ending, Runs::Edge>> failures; // of flows that the property is not about
  for (Runs &flow : flows) {
    if (isRelevant(flow)) {
      relevant.push_back(std::move(flow));
      continue;
    }
    Runs small = reduced(flow);
    bool mayEnd = false;
    for (const Runs::Edge &edge : small.nodes[small.start])
      for (const auto &[ending, node] : small.ends)
        if (node == edge.to && ending.kind == Ending::Kind::Success)
          mayEnd = true;
        else if (node == edge.to)
          failures.emplace_back(ending, edge);
    allMayEnd &= mayEnd;
  }
  if (productOf(relevant) > mostDetailed)
    for (Runs &flow : relevant)
      flow = reduced(flow);
  if (productOf(relevant) > mostNodes) {
    isTooLarge_ = true;
    return made;
  }

  std::vector<std::vector<const Ending *>> endings;
  for (const Runs &flow : relevant)
    endings.push_back(endingsOf(flow));
  std::map<std::vector<uint32_t>, uint32_t> numbers;
  std::vector<std::vector<uint32_t>> work;
  auto numberOf = [&](std::vector<uint32_t> at) {
    auto [place, isNew] = numbers.try_emplace(at, 0);
    if (isNew) {
      place->second = work.empty() && numbers.size() == 1 ? made.start : made.add();
      work.push_back(std::move(at));
    }
    return place->second;
  };
  std::vector<uint32_t> first;
  for (const Runs &flow : relevant)
    first.push_back(flow.start);
  numberOf(first);
  while (!work.empty()) {
    std::vector<uint32_t> at = std::move(work.back());
    work.pop_back();
    uint32_t node = numbers.at(at);
    bool haveEnded = allMayEnd;
    const Ending *failed = nullptr;
    for (size_t i = 0; i < at.size(); ++i) {
      const Ending *ending = endings[i][at[i]];
      haveEnded &= ending && ending->kind == Ending::Kind::Success;
      if (ending && ending->kind != Ending::Kind::Success)
        failed = ending;
    }
    if (failed) {
      connect(made, node, made.end(*failed), {});
      continue;
    }
    if (haveEnded)
      connect(made, node, made.end({}), {});
    for (const auto &[ending, edge] : failures)
      made.nodes[node].push_back({made.end(ending), edge.step, 0, true});
    for (size_t i = 0; i < at.size(); ++i)
      for (const Runs::Edge &edge : relevant[i].nodes[at[i]]) {
        std::vector<uint32_t> next = at;
        next[i] = edge.to;
        uint32_t to = numberOf(std::move(next));
        made.nodes[node].push_back({to, edge.step, edge.letters, edge.isError});
      }
  }
  return made;
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
        Step step = steps_[edge.step];
        // A step of a part that was reduced before has steps before it already.
        if (last != Step::none) {
          std::vector<Step> chain{step};
          while (chain.back().previous != Step::none)
            chain.push_back(steps_[chain.back().previous]);
          uint32_t previous = last;
          for (size_t k = chain.size(); k-- > 1;) {
            chain[k].previous = previous;
            previous = static_cast<uint32_t>(steps_.size());
            steps_.push_back(chain[k]);
          }
          step.previous = previous;
        }
        auto number = static_cast<uint32_t>(steps_.size());
        steps_.push_back(step);
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
