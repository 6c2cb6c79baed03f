// The shortest and the longest ways through a flow.
#include "compiler/analysis/bounds/calculator.h"
#include "compiler/analysis/flow/components.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Edge;
using flow::Flow;
using flow::Graph;

namespace {

const Formula &byEdge(const Passage &passage, const Edge &edge) {
  return edge.kind == Edge::Kind::Catch ? passage.caught : passage.done;
}

void join(Formula &total, const Formula &other) { total = total | other; }

} // namespace

/// The longest ways from entries to all states. In a loop they go through the head as often as its
/// bound allows, each time by the longest way back.
class Longest {
public:
  Longest(Calculator &calculator, const Flow &flow, Metric metric)
      : calculator_(calculator), flow_(flow), metric_(metric), limit_(calculator.limitOf(flow)) {
    passages_.reserve(graph().size());
    for (uint32_t i = 0; i < graph().size(); ++i)
      passages_.push_back(calculator.passage(flow, i, metric, Side::Worst));
  }

  Formula run() {
    std::vector<uint32_t> states;
    for (uint32_t i = 0; i < graph().size(); ++i)
      if (graph().isReached(i) && calculator_.isEntered(graph().state(i)))
        states.push_back(i);
    Totals totals = enter(states, {{*graph().start(), zero()}});
    Formula all = Formula::none(Side::Worst);
    for (const auto &[state, total] : totals) {
      if (graph().isOpen(state)) {
        calculator_.note(metric_, graph().state(state), "where it goes on is not known");
        return Formula::unbounded();
      }
      join(all, total + passages_[state].stopped);
      join(all, total + passages_[state].done);
    }
    return all;
  }

private:
  using Totals = Calculator::Totals;

  const Graph &graph() const { return flow_.graph; }
  static Formula zero() { return Formula::of(Side::Worst, 0); }
  static void add(Totals &totals, uint32_t state, const Formula &total) {
    if (!total.isNone())
      join(totals.try_emplace(state, Formula::none(Side::Worst)).first->second, total);
  }

  /// What has been added up where each of `states`, which is sorted, is entered for the last time,
  /// on ways that stay in them.
  Totals enter(const std::vector<uint32_t> &states, Totals totals) {
    constexpr uint32_t none = flow::Components::none;
    work_ += states.size();
    auto inside = [&](const Edge &edge) {
      return std::binary_search(states.begin(), states.end(), edge.to) ? edge.to : none;
    };
    std::vector<uint32_t> starts;
    for (const auto &[state, total] : totals)
      starts.push_back(state);
    flow::Components found = flow::findComponents(
        graph().size(), starts, [&](uint32_t state) { return graph().out(state); }, inside);
    std::vector<std::vector<uint32_t>> members(found.loops.size());
    for (uint32_t state : states)
      if (found.of[state] != none)
        members[found.of[state]].push_back(state);
    for (size_t i = members.size(); i-- > 0;) {
      if (found.loops[i])
        goRound(members[i], totals);
      for (uint32_t state : members[i])
        for (const Edge &edge : graph().out(state))
          if (uint32_t to = inside(edge); to != none && found.of[to] != i && totals.contains(state))
            add(totals, to, totals.at(state) + byEdge(passages_[state], edge));
    }
    return totals;
  }

  /// Adds a loop to the totals of its states.
  void goRound(const std::vector<uint32_t> &loop, Totals &totals) {
    Totals entries;
    bool isFree = true; // nothing in it adds anything
    for (uint32_t state : loop) {
      if (auto total = totals.find(state); total != totals.end())
        entries.insert(*total);
      isFree &= passages_[state].done == zero() && passages_[state].caught.isNone();
    }
    if (isFree) {
      Formula all = Formula::none(Side::Worst);
      for (const auto &[state, total] : entries)
        join(all, total);
      for (uint32_t state : loop)
        add(totals, state, all);
      return;
    }
    if (work_ <= mostWork)
      for (const Turns &turns : turnsOf(flow_, loop, calculator_.data_, limit_))
        if (work_ <= mostWork && goRound(loop, turns, entries, totals))
          return;
    calculator_.note(metric_, graph().state(loop[0]), whyUnbounded(flow_, loop));
    for (uint32_t state : loop)
      add(totals, state, Formula::unbounded());
  }

  /// False when the rest of the loop has no bound of its own.
  bool goRound(const std::vector<uint32_t> &loop, const Turns &turns, const Totals &entries,
               Totals &totals) {
    uint32_t head = turns.head;
    std::vector<uint32_t> rest = loop;
    std::erase(rest, head);
    Totals before = entries;
    before.erase(head);
    before = enter(rest, std::move(before));
    Formula first = entries.contains(head) ? entries.at(head) : Formula::none(Side::Worst);
    Formula turn = Formula::none(Side::Worst);
    Totals after;
    auto follow = [&](uint32_t state, const Formula &total, Formula &atHead, Totals *others) {
      for (const Edge &edge : graph().out(state)) {
        if (edge.to == head)
          join(atHead, total + byEdge(passages_[state], edge));
        else if (others && std::binary_search(rest.begin(), rest.end(), edge.to))
          add(*others, edge.to, total + byEdge(passages_[state], edge));
      }
    };
    for (const auto &[state, total] : before)
      follow(state, total, first, nullptr);
    follow(head, zero(), turn, &after);
    after = enter(rest, std::move(after));
    for (const auto &[state, total] : after)
      follow(state, total, turn, nullptr);
    auto isUnbounded = [](const Totals &all) {
      return std::any_of(all.begin(), all.end(),
                         [](const auto &each) { return each.second.isUnbounded(); });
    };
    if (isUnbounded(after) && !turn.isNone() && !calculatorAddsForEver())
      return false;
    add(totals, head, turn.isNone() ? first : first + turn.times(turns.count));
    for (const auto &[state, total] : before)
      add(totals, state, total);
    if (turns.count >= 1)
      for (const auto &[state, total] : after)
        add(totals, state, first + turn.times(turns.count - 1) + total);
    return true;
  }

  /// Whether a single visit of a state may be without a bound.
  bool calculatorAddsForEver() const {
    return std::any_of(passages_.begin(), passages_.end(), [](const Passage &passage) {
      return passage.done.isUnbounded() || passage.caught.isUnbounded();
    });
  }

  /// Loops within loops are given up after this many steps.
  static constexpr size_t mostWork = 20'000;

  Calculator &calculator_;
  const Flow &flow_;
  Metric metric_;
  double limit_;
  size_t work_ = 0;
  std::vector<Passage> passages_;
};

Formula Calculator::longest(const Flow &flow, Metric metric) {
  return Longest(*this, flow, metric).run();
}

/// The shortest ways through a flow. Going round a loop only adds something, so that each state is
/// settled after few steps.
class Shortest {
public:
  using Totals = std::map<uint32_t, Formula>; ///< by state; nothing leads to those that are absent

  Shortest(const Calculator &calculator, const Graph &graph, std::vector<Passage> passages)
      : calculator_(calculator), graph_(graph), passages_(std::move(passages)),
        leaving_(graph.size()) {}

  /// A run that leaves a loop by a counter has gone round as often as that demands.
  void countTurns(const Flow &flow) {
    for (uint32_t i = 0; i < graph_.componentCount(); ++i) {
      if (!graph_.isLoop(i))
        continue;
      for (const Turns &turns : leastTurnsOf(flow, graph_.statesOf(i))) {
        Totals totals = from(turns.head, i);
        if (const Formula &turn = at(totals, turns.head); !turn.isNone())
          leaving_[turns.head] = turn.times(turns.count);
      }
    }
  }

  /// What has been added up where each state is entered.
  Totals fromStart() const {
    return follow({{*graph_.start(), Formula::of(Side::Best, 0)}}, {*graph_.start()}, std::nullopt);
  }

private:
  /// The same from leaving a state on, within its component.
  Totals from(uint32_t state, uint32_t component) const {
    Totals totals;
    std::deque<uint32_t> work;
    for (const Edge &edge : graph_.out(state))
      if (graph_.component(edge.to) == component) {
        join(at(totals, edge.to), byEdge(passages_[state], edge));
        work.push_back(edge.to);
      }
    return follow(std::move(totals), std::move(work), component);
  }

  static Formula &at(Totals &totals, uint32_t state) {
    return totals.try_emplace(state, Formula::none(Side::Best)).first->second;
  }

  Totals follow(Totals totals, std::deque<uint32_t> work, std::optional<uint32_t> component) const {
    while (!work.empty()) {
      uint32_t state = work.front();
      work.pop_front();
      for (const Edge &edge : graph_.out(state)) {
        bool isSame = graph_.component(edge.to) == graph_.component(state);
        if ((component && !isSame) || !calculator_.isEntered(graph_.state(edge.to)))
          continue;
        Formula one = at(totals, state) + byEdge(passages_[state], edge);
        if (!isSame && leaving_[state])
          one = one + *leaving_[state];
        Formula &before = at(totals, edge.to);
        Formula total = before | one;
        if (total == before)
          continue;
        before = std::move(total);
        work.push_back(edge.to);
      }
    }
    return totals;
  }

  const Calculator &calculator_;
  const Graph &graph_;
  std::vector<Passage> passages_;
  std::vector<std::optional<Formula>> leaving_; ///< what the turns before add, by head
};

Formula Calculator::shortest(const Flow &flow, Metric metric) {
  const Graph &graph = flow.graph;
  std::vector<Passage> passages;
  passages.reserve(graph.size());
  for (uint32_t i = 0; i < graph.size(); ++i)
    passages.push_back(passage(flow, i, metric, Side::Best));
  Shortest shortest(*this, graph, passages);
  shortest.countTurns(flow);
  Formula good = Formula::none(Side::Best), bad = good;
  for (const auto &[i, total] : shortest.fromStart()) {
    const ast::State &state = graph.state(i);
    if (state.end || state.as<ast::SucceedState>() || graph.isOpen(i))
      join(good, total + passages[i].done);
    else if (state.as<ast::FailState>())
      join(bad, total + passages[i].stopped);
  }
  // Inside of a state only success lets the state go on.
  bool isWhole = !flow.outer || flow.distributed;
  if (!good.isNone() || !isWhole)
    return good;
  failing_.insert(&flow);
  return bad;
}

} // namespace aslc::analysis::bounds
