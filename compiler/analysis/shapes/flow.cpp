// Follows the ways through a flow. As long as there are few, each is followed by itself, so that a
// message can say which way lacks a value.
#include "compiler/analysis/shapes/flow.h"

#include "compiler/ast/walk.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

bool operator==(const Way &a, const Way &b) {
  return a.input == b.input && a.variables == b.variables;
}

Way join(const Way &a, const Way &b, Shape (*both)(const Shape &, const Shape &)) {
  Way way{both(a.input, b.input), a.variables};
  for (const auto &[name, shape] : b.variables) {
    auto [place, fresh] = way.variables.try_emplace(name, shape);
    if (fresh)
      place->second.known |= Kind::Missing;
    else
      place->second = both(place->second, shape);
  }
  for (auto &[name, shape] : way.variables)
    if (!b.variables.contains(name))
      shape.known |= Kind::Missing;
  return way;
}

/// How many ways to a state are told apart, by how deep its flow lies and how large it is.
size_t mostWays(unsigned depth, size_t states) {
  if (states > 500)
    return 2;
  return depth == 0 ? 8 : depth == 1 ? 4 : 2;
}

} // namespace

void DataFlow::enter(const ast::State &state, Way way) {
  if (isReporting_ || way.input.isNothing())
    return;
  Entry &entry = entries_[&state];
  if (entry.isJoined) {
    Way joined = join(entry.ways.front(), way, widen);
    if (joined == entry.ways.front())
      return;
    entry.ways.front() = joined;
    waiting_.emplace_back(&state, std::move(joined));
    return;
  }
  if (std::any_of(entry.ways.begin(), entry.ways.end(),
                  [&](const Way &each) { return each == way; }))
    return;
  entry.ways.push_back(way);
  if (entry.ways.size() > mostWays(context_.depth, machine_.states.size())) {
    for (size_t i = 0; i + 1 < entry.ways.size(); ++i)
      way = join(way, entry.ways[i], analysis::join);
    entry.ways.assign(1, way);
    entry.isJoined = true;
  }
  waiting_.emplace_back(&state, std::move(way));
}

void DataFlow::finish(const Shape &output) {
  if (!isReporting_)
    output_ = analysis::join(output_, output);
}

Shape DataFlow::run(std::vector<Way> starts) {
  const ast::State *first = machine_.startAt ? machine_.find(machine_.startAt->value) : nullptr;
  if (!first)
    return Shape::any();
  for (Way &start : starts)
    enter(*first, std::move(start));
  while (!waiting_.empty()) {
    auto [state, way] = std::move(waiting_.front());
    waiting_.pop_front();
    Problems problems;
    StateVisit(*this, *state, way, problems).visit();
  }
  if (reports_)
    report();
  return output_;
}

void DataFlow::report() {
  isReporting_ = true;
  for (const ast::State &state : machine_.states) {
    auto found = entries_.find(&state);
    if (found == entries_.end())
      continue;
    facts_.feasible.entered.insert(&state);
    Problems problems;
    problems.begin();
    ChoiceFacts facts;
    std::vector<InnerFlow> inner;
    for (const Way &way : found->second.ways) {
      problems.beginWay();
      StateVisit visit(*this, state, way, problems);
      visit.keepChoice(facts);
      visit.keepInner(inner);
      if (facts_.data) {
        StateData &data = (*facts_.data)[&state];
        data.input.add(leastBytes(way.input), mostBytes(way.input));
        visit.keepData(data);
      }
      visit.visit();
    }
    if (const auto *choice = state.as<ast::ChoiceState>()) {
      reportPresence(*choice, problems);
      reportChoice(state, *choice, facts, facts_.diags, problems);
      facts_.feasible.choices.insert_or_assign(&state, facts);
    }
    problems.report(facts_.diags);
    reportInner(state, std::move(inner));
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
