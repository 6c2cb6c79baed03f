// A search through pairs of a node of the runs and a state of the monitor.
#include "compiler/analysis/properties/search.h"

#include <algorithm>

namespace aslc::analysis::properties {

namespace {

constexpr uint32_t none = ~0u;

class Search {
public:
  Search(const Runs &runs, const Monitor &monitor)
      : runs_(runs), monitor_(monitor), isEnd_(runs.nodes.size()) {
    for (const auto &[ending, node] : runs.ends)
      isEnd_[node] = ending.kind != Ending::Kind::Data;
  }

  std::optional<CounterExample> find() {
    if (search(/*withErrors=*/false) || search(/*withErrors=*/true))
      return example();
    return std::nullopt;
  }

private:
  struct Visit {
    uint32_t before = none; ///< the pair that it was first reached from
    uint32_t edge = 0;      ///< the number of the edge there
    bool isSeen = false;
  };

  uint32_t pairOf(uint32_t node, uint32_t state) const { return node * monitor_.size() + state; }
  uint32_t nodeOf(uint32_t pair) const { return pair / monitor_.size(); }
  uint32_t stateOf(uint32_t pair) const { return pair % monitor_.size(); }

  /// Whether there is a run that breaks the property: `last_`, and perhaps `breaking_`.
  bool search(bool withErrors) {
    visits_.assign(runs_.nodes.size() * monitor_.size(), {});
    std::vector<uint32_t> queue{pairOf(runs_.start, monitor_.start())};
    visits_[queue[0]].isSeen = true;
    for (size_t i = 0; i < queue.size(); ++i) {
      uint32_t pair = queue[i];
      if (isEnd_[nodeOf(pair)] && !monitor_.mayEnd(stateOf(pair))) {
        last_ = pair;
        return true;
      }
      const auto &edges = runs_.nodes[nodeOf(pair)];
      for (uint32_t number = 0; number < edges.size(); ++number) {
        const Runs::Edge &edge = edges[number];
        if (edge.isError && !withErrors)
          continue;
        uint32_t state = monitor_.next(stateOf(pair), edge.letters);
        if (state == Monitor::broken) {
          last_ = pair;
          breaking_ = &edge;
          return true;
        }
        Visit &visit = visits_[pairOf(edge.to, state)];
        if (visit.isSeen)
          continue;
        visit = {pair, number, true};
        queue.push_back(pairOf(edge.to, state));
      }
    }
    return false;
  }

  CounterExample example() {
    CounterExample found;
    std::vector<uint32_t> pairs{last_};
    while (visits_[pairs.back()].before != none)
      pairs.push_back(visits_[pairs.back()].before);
    std::reverse(pairs.begin(), pairs.end());
    for (size_t i = 1; i < pairs.size(); ++i)
      found.steps.push_back(runs_.nodes[nodeOf(pairs[i - 1])][visits_[pairs[i]].edge].step);
    if (breaking_)
      found.steps.push_back(breaking_->step);
    found.isBrokenByStep = breaking_ != nullptr;
    std::vector<bool> keeps = pairsThatMayKeep();
    found.decisive = found.steps.size() - 1;
    for (size_t i = pairs.size(); i-- > 0;)
      if (keeps[pairs[i]]) {
        found.decisive = std::min(i, found.decisive);
        break;
      } else if (i == 0) {
        found.decisive = found.steps.size() - 1;
      }
    return found;
  }

  /// The pairs from which a run comes to an end that keeps the property.
  std::vector<bool> pairsThatMayKeep() const {
    std::vector<std::vector<uint32_t>> before(visits_.size());
    std::vector<bool> keeps(visits_.size());
    std::vector<uint32_t> work;
    for (uint32_t pair = 0; pair < visits_.size(); ++pair) {
      uint32_t node = nodeOf(pair), state = stateOf(pair);
      if (isEnd_[node] && monitor_.mayEnd(state)) {
        keeps[pair] = true;
        work.push_back(pair);
      }
      for (const Runs::Edge &edge : runs_.nodes[node])
        if (uint32_t next = monitor_.next(state, edge.letters); next != Monitor::broken)
          before[pairOf(edge.to, next)].push_back(pair);
    }
    while (!work.empty()) {
      uint32_t pair = work.back();
      work.pop_back();
      for (uint32_t each : before[pair])
        if (!keeps[each]) {
          keeps[each] = true;
          work.push_back(each);
        }
    }
    return keeps;
  }

  const Runs &runs_;
  const Monitor &monitor_;
  std::vector<bool> isEnd_;
  std::vector<Visit> visits_;
  uint32_t last_ = 0;
  const Runs::Edge *breaking_ = nullptr;
};

} // namespace

std::optional<CounterExample> findCounterExample(const Runs &runs, const Monitor &monitor) {
  return Search(runs, monitor).find();
}

} // namespace aslc::analysis::properties
