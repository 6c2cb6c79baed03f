// Values that a state reads before a Choice tests whether they are there: the reader fails where
// they are not, so that the test comes too late.
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/unknown.h"

#include <algorithm>
#include <array>
#include <map>

namespace aslc::analysis::flow {

namespace {

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

/// Whether a catcher of `state` may be meant for a value that is absent for a state in JSONPath or
/// JSONata.
bool catchesAbsence(const ast::State &state, bool isJsonata) {
  constexpr std::array<std::string_view, 4> names = {
      "States.ALL", "States.Runtime", "States.ParameterPathFailure", "States.QueryEvaluationError"};
  return std::any_of(state.catchers.begin(), state.catchers.end(), [&](const auto &catcher) {
    return std::any_of(catcher.errorEquals.begin(), catcher.errorEquals.end(),
                       [&](const auto &name) {
                         return (isJsonata && name.value == "States.TaskFailed") ||
                                std::find(names.begin(), names.end(), name.value) != names.end();
                       });
  });
}

/// Whether absence that makes `state` fail is caught by it or around it.
bool isAbsenceCaught(const Flow &flow, const ast::State &state) {
  bool isJsonata = state.language == ast::QueryLanguage::Jsonata;
  bool isCaught = catchesAbsence(state, isJsonata);
  for (const Flow *at = &flow; at->owner; at = at->outer)
    isCaught |= catchesAbsence(*at->owner, isJsonata);
  return isCaught;
}

/// Whether the transition hands the value on as it is.
bool keeps(const Graph &graph, uint32_t state, const Edge &edge, const Place &place) {
  if (place.root == Place::Root::Execution)
    return true;
  if (place.root == Place::Root::Input)
    return originOf(graph.state(state), edge, place.names).input == place.names;
  if (!edge.assign || !*edge.assign)
    return true;
  const auto &entries = (*edge.assign)->value->entries;
  return std::none_of(entries.begin(), entries.end(),
                      [&](const auto &entry) { return entry.key == place.variable; });
}

bool has(const std::vector<uint32_t> &list, uint32_t state) {
  return std::find(list.begin(), list.end(), state) != list.end();
}

/// The states that those of `from` lead to while `place` leads to the same value. The ways end at
/// `ends`, which are among them.
std::vector<bool> reachable(const Graph &graph, const std::vector<uint32_t> &from,
                            const Place &place, const std::vector<uint32_t> &ends) {
  std::vector<bool> seen(graph.size());
  std::vector<uint32_t> work;
  auto enter = [&](uint32_t state) {
    if (!seen[state])
      work.push_back(state);
    seen[state] = true;
  };
  for (uint32_t state : from)
    enter(state);
  while (!work.empty()) {
    uint32_t index = work.back();
    work.pop_back();
    if (has(ends, index))
      continue;
    for (const Edge &edge : graph.out(index))
      if (!(edge.kind == Edge::Kind::Catch && has(from, index)) && keeps(graph, index, edge, place))
        enter(edge.to);
  }
  return seen;
}

/// Whether each transition of a flow is known, and each state.
bool isWhollyKnown(const Graph &graph) {
  for (uint32_t i = 0; i < graph.size(); ++i)
    if (graph.isOpen(i) || graph.state(i).broken)
      return false;
  return graph.start().has_value();
}

std::vector<uint32_t> choicesOf(const Graph &graph) {
  std::vector<uint32_t> choices;
  for (uint32_t i = 0; i < graph.size(); ++i)
    if (graph.state(i).as<ast::ChoiceState>())
      choices.push_back(i);
  return choices;
}

std::vector<bool> untested(const Flow &flow, const Place &place);

/// The place in the input of a Parallel or Map that `place` of the input of its flows is taken
/// from: of the items for a Map. nullopt where the state makes it, or takes it from elsewhere.
std::optional<Place> outerPlace(const ast::State &owner, const Place &place) {
  const auto *map = owner.as<ast::MapState>();
  if (!isWhole(owner.inputPath) || owner.parameters || owner.arguments ||
      (map && (map->itemSelector || map->itemReader || map->itemBatcher)))
    return std::nullopt;
  if (!map)
    return place;
  const ast::Expression *items =
      map->items ? (map->items->value->expression ? &*map->items->value->expression : nullptr)
                 : (map->itemsPath ? &map->itemsPath->value : nullptr);
  return items ? placeOf(*items) : std::nullopt;
}

/// Whether nobody knows, where an inner flow begins, if there is a value at `place`.
bool isUnknownAtStart(const Flow &flow, const Place &place) {
  if (!flow.owner)
    return place.root != Place::Root::Variable;
  if (flow.distributed && place.root == Place::Root::Variable)
    return false;
  std::optional<Place> outer = place;
  if (place.root == Place::Root::Input || flow.distributed) // the input of a child execution
    outer = outerPlace(*flow.owner, place);
  if (!outer || !isWhollyKnown(flow.outer->graph))
    return false;
  auto owner = std::find_if(flow.outer->inner.begin(), flow.outer->inner.end(),
                            [&](const Flow::Inner &each) { return each.flow == &flow; });
  return untested(*flow.outer, *outer)[owner->state];
}

/// The states in which a value begins that may lack what `place` leads to.
std::vector<uint32_t> startsOf(const Flow &flow, const Place &place) {
  std::vector<uint32_t> starts;
  if (isUnknownAtStart(flow, place))
    starts.push_back(*flow.graph.start());
  for (uint32_t i = 0; i < flow.graph.size(); ++i)
    for (const Edge &edge : flow.graph.out(i))
      if (flow.graph.isReached(i) && bringsUnknown(flow.graph, i, edge, place))
        starts.push_back(edge.to);
  return starts;
}

/// The states that may be entered without a value at `place`. Any Choice on the way may know by
/// something else that the value is there.
std::vector<bool> untested(const Flow &flow, const Place &place) {
  return reachable(flow.graph, startsOf(flow, place), place, choicesOf(flow.graph));
}

class PresenceChecker {
public:
  PresenceChecker(FlowChecker &checker, const Flow &flow)
      : checker_(checker), flow_(flow), graph_(flow.graph) {}

  void run() {
    if (!isWhollyKnown(graph_))
      return;
    for (uint32_t i : choicesOf(graph_))
      if (graph_.isReached(i) && isWhole(graph_.state(i).inputPath)) // else `$` is a part
        for (const ast::ChoiceRule &rule : graph_.state(i).as<ast::ChoiceState>()->rules)
          if (!holdsByData(rule))
            addTests(rule, i);
    if (tests_.empty())
      return;
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (!isAbsenceCaught(flow_, graph_.state(i)))
        addReaders(i);
    for (const auto &[place, testers] : tests_)
      if (auto readers = readers_.find(place); readers != readers_.end())
        check(place, testers, readers->second);
  }

private:
  struct Reader {
    uint32_t state;
    const ast::Expression *expression;
  };

  /// Whether it is reported already that the rule holds always: then its values are there.
  bool holdsByData(const ast::ChoiceRule &rule) const {
    const auto &all = checker_.diags.all();
    return std::any_of(all.begin(), all.end(), [&](const diag::Diagnostic &each) {
      return each.kind == diag::Kind::RuleAlwaysHolds && each.range.begin == rule.range.begin;
    });
  }

  void addTests(const ast::ChoiceRule &rule, uint32_t state) {
    const sema::Condition condition = sema::conditionOf(rule);
    sema::forEachTest(condition, [&](const sema::Condition &test) {
      bool isPresent = test.kind == sema::Condition::Kind::Test &&
                       test.op == sema::Condition::Operator::IsPresent;
      if (auto place = isPresent ? placeOf(test) : std::nullopt)
        tests_[*place].push_back(state);
    });
  }

  /// Who reads a part of a value needs the value.
  void addReaders(uint32_t state) {
    for (const Need &need : needsOf(graph_.state(state)))
      for (Place place = need.place; !place.names.empty(); place.names.pop_back())
        if (tests_.contains(place))
          readers_[place].push_back({state, need.reader});
  }

  /// Whether a state of `testers` may come after one of `readers`, by the order of components
  /// alone: where every test comes first, ways need not be followed.
  bool mayReadFirst(const std::vector<uint32_t> &testers,
                    const std::vector<Reader> &readers) const {
    return std::any_of(readers.begin(), readers.end(), [&](const Reader &reader) {
      return std::any_of(testers.begin(), testers.end(), [&](uint32_t tester) {
        return graph_.component(tester) <= graph_.component(reader.state);
      });
    });
  }

  void check(const Place &place, const std::vector<uint32_t> &testers,
             const std::vector<Reader> &readers) {
    if (!mayReadFirst(testers, readers))
      return;
    std::vector<bool> isUntested = untested(flow_, place);
    for (const Reader &reader : readers) {
      if (!isUntested[reader.state])
        continue;
      std::vector<bool> after = reachable(graph_, {reader.state}, place, testers);
      auto tester =
          std::find_if(testers.begin(), testers.end(), [&](uint32_t each) { return after[each]; });
      if (tester != testers.end())
        return report(place, *reader.expression, graph_.state(*tester));
    }
  }

  void report(const Place &place, const ast::Expression &read, const ast::State &tester) {
    bool isJsonata = read.kind == ast::Expression::Kind::Jsonata;
    checker_.diags
        .emit(read.node->range, diag::Kind::UsedBeforePresent, {spelling(place, isJsonata), "read"})
        .hint("where it is absent, this state fails")
        .label(tester.nameRange, "it is tested here");
  }

  FlowChecker &checker_;
  const Flow &flow_;
  const Graph &graph_;
  std::map<Place, std::vector<uint32_t>> tests_; ///< the Choices that test for a value
  std::map<Place, std::vector<Reader>> readers_; ///< of the values that are tested for
};

} // namespace

void checkPresence(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    PresenceChecker(checker, flow).run();
}

} // namespace aslc::analysis::flow
