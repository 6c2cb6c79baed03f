// Follows the ways through a flow. As long as there are few, each is followed by itself, so that a
// message can say which way lacks a value.
#include "compiler/analysis/shapes/flow.h"

#include "compiler/ast/walk.h"

#include <algorithm>
#include <utility>

namespace aslc::analysis {

std::optional<Variables> StateData::variables() const {
  std::optional<Variables> all;
  for (const Variables &each : variablesByWay)
    all = all ? Variables::join(*all, each, join) : each;
  return all;
}

namespace {

bool operator==(const Way &a, const Way &b) {
  return a.input == b.input && a.variables == b.variables;
}

Way join(const Way &a, const Way &b, Shape (*both)(const Shape &, const Shape &)) {
  return {both(a.input, b.input), Variables::join(a.variables, b.variables, both)};
}

void addOnce(std::vector<uint32_t> &states, uint32_t state) {
  if (std::find(states.begin(), states.end(), state) == states.end())
    states.push_back(state);
}

/// How many ways to a state are told apart, by how deep its flow lies and how large it is.
size_t mostWays(unsigned depth, size_t states) {
  if (states > 500)
    return 2;
  return depth == 0 ? 8 : depth == 1 ? 4 : 2;
}

} // namespace

void DataFlow::enter(const ast::State &from, const ast::State &state, Way way) {
  if (isReporting_ || way.input.isNothing())
    return;
  uint32_t index = order_.indexOf(from);
  addOnce(entries_[order_.indexOf(state)].from, index);
  start(state, std::move(way), index);
}

void DataFlow::start(const ast::State &state, Way way, uint32_t from) {
  if (way.input.isNothing())
    return;
  Entry &entry = entries_[order_.indexOf(state)];
  if (entry.isJoined) {
    Way joined = join(entry.ways.front(), way, widen);
    if (joined == entry.ways.front())
      return;
    entry.ways.front() = std::move(joined);
    entry.visited = 0;
  } else {
    auto same = std::find_if(entry.ways.begin(), entry.ways.end(),
                             [&](const Way &each) { return each == way; });
    if (same != entry.ways.end())
      return addOnce(entry.waysFrom[static_cast<size_t>(same - entry.ways.begin())], from);
    entry.ways.push_back(std::move(way));
    entry.waysFrom.push_back({from});
    if (entry.ways.size() > mostWays(context_.depth, machine_.states.size())) {
      Way all = std::move(entry.ways.back());
      for (size_t i = 0; i + 1 < entry.ways.size(); ++i)
        all = join(all, entry.ways[i], analysis::join);
      entry.ways.clear();
      entry.ways.push_back(std::move(all));
      entry.waysFrom.assign(1, {outside});
      entry.visited = 0;
      entry.isJoined = true;
    }
  }
  if (!std::exchange(entry.isWaiting, true))
    waiting_.push(order_.rank(order_.indexOf(state)));
}

void DataFlow::finish(const ast::State &state, const Shape &output) {
  if (isReporting_)
    return;
  entries_[order_.indexOf(state)].ends = true;
  output_ = analysis::join(output_, output);
}

Shape DataFlow::run(std::vector<Way> starts) {
  const ast::State *first = machine_.startAt ? order_.find(machine_.startAt->value) : nullptr;
  if (!first)
    return Shape::any();
  for (Way &start : starts)
    this->start(*first, std::move(start));
  while (!waiting_.empty()) {
    uint32_t index = order_.atRank(waiting_.top());
    waiting_.pop();
    Entry &entry = entries_[index];
    entry.isWaiting = false;
    while (entry.visited < entry.ways.size()) {
      Way way = entry.ways[entry.visited++];
      Problems problems;
      StateVisit(*this, machine_.states[index], way, problems).visit();
    }
  }
  if (reports_)
    report();
  return output_;
}

void DataFlow::report() {
  isReporting_ = true;
  for (const ast::State &state : machine_.states) {
    const std::vector<Way> &ways = entries_[order_.indexOf(state)].ways;
    if (ways.empty())
      continue;
    facts_.feasible.entered.insert(&state);
    Problems problems;
    problems.begin();
    ChoiceFacts facts;
    std::vector<InnerFlow> inner;
    for (const Way &way : ways) {
      problems.beginWay();
      StateVisit visit(*this, state, way, problems);
      visit.keepChoice(facts);
      visit.keepInner(inner);
      if (facts_.data) {
        StateData &data = (*facts_.data)[&state];
        data.input.add(leastBytes(way.input), mostBytes(way.input));
        data.inputShape = analysis::join(data.inputShape, way.input);
        data.variablesByWay.push_back(way.variables);
        visit.keepData(data);
      }
      visit.visit();
    }
    if (const auto *choice = state.as<ast::ChoiceState>()) {
      reportPresence(*choice, problems);
      // A value that stays the same in every turn of a loop was meant to change: it is not a
      // switch.
      facts.bySwitch = facts.bySwitch && !isInLoop(order_.indexOf(state));
      reportChoice(state, *choice, facts, facts_.diags, problems);
      facts_.feasible.choices.insert_or_assign(&state, facts);
    }
    problems.report(facts_.diags, [&] { return firstWays(order_.indexOf(state)); });
    reportInner(state, std::move(inner));
  }
  reportLoops();
}

/// Whether a state is entered again after it, by what is known of the data.
bool DataFlow::isInLoop(uint32_t index) const {
  std::vector<bool> seen(entries_.size());
  std::vector<uint32_t> work{index};
  while (!work.empty()) {
    uint32_t at = work.back();
    work.pop_back();
    for (uint32_t from : entries_[at].from) {
      if (from == index)
        return true;
      if (!seen[from])
        work.push_back(from);
      seen[from] = true;
    }
  }
  return false;
}

/// Whether every way to `from` goes through the state `index`.
bool DataFlow::isOnlyAfter(uint32_t from, uint32_t index) const {
  constexpr size_t mostLooked = 200;
  std::vector<uint32_t> seen{from};
  for (size_t next = 0; next < seen.size(); ++next) {
    if (seen[next] == index)
      continue;
    const Entry &entry = entries_[seen[next]];
    bool isStart = std::any_of(entry.waysFrom.begin(), entry.waysFrom.end(), [](const auto &each) {
      return std::find(each.begin(), each.end(), outside) != each.end();
    });
    if (isStart || seen.size() > mostLooked)
      return false;
    for (uint32_t before : entry.from)
      addOnce(seen, before);
  }
  return true;
}

/// The ways by which a state may be entered before it was entered by any, as bits.
uint32_t DataFlow::firstWays(uint32_t index) const {
  const Entry &entry = entries_[index];
  uint32_t ways = 0;
  for (size_t i = 0; i < entry.waysFrom.size() && i < 32; ++i)
    for (uint32_t from : entry.waysFrom[i])
      if (from == outside || !isOnlyAfter(from, index))
        ways |= uint32_t(1) << i;
  return ways;
}

/// Loops that the transitions allow to leave, but the data never does.
void DataFlow::reportLoops() {
  std::vector<bool> ending(entries_.size());
  std::vector<uint32_t> work;
  auto reach = [&](uint32_t index) {
    if (!ending[index])
      work.push_back(index);
    ending[index] = true;
  };
  for (uint32_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].ends)
      reach(i);
  while (!work.empty()) {
    uint32_t index = work.back();
    work.pop_back();
    for (uint32_t from : entries_[index].from)
      reach(from);
  }
  auto isNeverEntered = [&](const ast::Text &next) {
    const ast::State *target = next ? order_.find(next->value) : nullptr;
    return target && entries_[order_.indexOf(*target)].ways.empty();
  };
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    const ast::State &state = machine_.states[i];
    const auto *choice = state.as<ast::ChoiceState>();
    if (!choice || ending[i] || entries_[i].ways.empty() || !isInLoop(i))
      continue;
    if (isNeverEntered(choice->defaultNext) ||
        std::any_of(choice->rules.begin(), choice->rules.end(),
                    [&](const ast::ChoiceRule &rule) { return isNeverEntered(rule.next); }))
      facts_.diags.emit(state.nameRange, diag::Kind::NeverLeaves, {state.name});
  }
}

/// Reports the flows inside of a state once, for all ways that lead into them.
void DataFlow::reportInner(const ast::State &state, std::vector<InnerFlow> flows) {
  size_t branch = 0;
  ast::forEachInner(state, [&](const ast::Machine &machine, bool) {
    if (branch < flows.size() && !flows[branch].starts.empty())
      DataFlow(facts_, machine, flows[branch].context, /*reports=*/true)
          .run(std::move(flows[branch].starts));
    ++branch;
  });
}

} // namespace aslc::analysis
