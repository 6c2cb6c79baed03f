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

/// Whether a catcher may be meant for the value that is absent.
bool catchesAbsence(const ast::State &state) {
  constexpr std::array<std::string_view, 4> names = {
      "States.ALL", "States.Runtime", "States.ParameterPathFailure", "States.QueryEvaluationError"};
  return std::any_of(state.catchers.begin(), state.catchers.end(), [&](const auto &catcher) {
    return std::any_of(catcher.errorEquals.begin(), catcher.errorEquals.end(),
                       [&](const auto &name) {
                         return std::find(names.begin(), names.end(), name.value) != names.end();
                       });
  });
}

class PresenceChecker {
public:
  PresenceChecker(FlowChecker &checker, const Flow &flow)
      : checker_(checker), graph_(flow.graph), isInner_(flow.owner) {}

  void run() {
    for (uint32_t i = 0; i < graph_.size(); ++i) {
      if (graph_.isOpen(i) || graph_.state(i).broken)
        return;
      const auto *choice = graph_.state(i).as<ast::ChoiceState>();
      if (choice)
        choices_.push_back(i);
      if (choice && graph_.isReached(i) && isWhole(graph_.state(i).inputPath)) // else `$` is a part
        for (const ast::ChoiceRule &rule : choice->rules)
          addTests(rule, i);
    }
    if (tests_.empty() || !graph_.start())
      return;
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (!catchesAbsence(graph_.state(i)))
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

  /// Whether the transition hands the value on as it is.
  bool keeps(uint32_t state, const Edge &edge, const Place &place) const {
    if (place.root == Place::Root::Execution)
      return true;
    if (place.root == Place::Root::Input)
      return originOf(graph_.state(state), edge, place.names).input == place.names;
    if (!edge.assign || !*edge.assign)
      return true;
    const auto &entries = (*edge.assign)->value->entries;
    return std::none_of(entries.begin(), entries.end(),
                        [&](const auto &entry) { return entry.key == place.variable; });
  }

  /// The states in which a value begins that may lack what `place` leads to.
  std::vector<uint32_t> startsOf(const Place &place) const {
    std::vector<uint32_t> starts;
    if (isInner_ || place.root != Place::Root::Variable)
      starts.push_back(*graph_.start());
    for (uint32_t i = 0; i < graph_.size(); ++i)
      for (const Edge &edge : graph_.out(i))
        if (graph_.isReached(i) && bringsUnknown(graph_, i, edge, place))
          starts.push_back(edge.to);
    return starts;
  }

  /// The states that those of `from` lead to while `place` leads to the same value. The ways end at
  /// `ends`, which are among them.
  std::vector<bool> reachable(const std::vector<uint32_t> &from, const Place &place,
                              const std::vector<uint32_t> &ends) const {
    std::vector<bool> seen(graph_.size());
    auto has = [](const std::vector<uint32_t> &list, uint32_t state) {
      return std::find(list.begin(), list.end(), state) != list.end();
    };
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
      for (const Edge &edge : graph_.out(index))
        if (!(edge.kind == Edge::Kind::Catch && has(from, index)) && keeps(index, edge, place))
          enter(edge.to);
    }
    return seen;
  }

  void check(const Place &place, const std::vector<uint32_t> &testers,
             const std::vector<Reader> &readers) {
    // Any other Choice on the way may know by something else that the value is there.
    std::vector<bool> untested = reachable(startsOf(place), place, choices_);
    for (const Reader &reader : readers) {
      if (!untested[reader.state])
        continue;
      std::vector<bool> after = reachable({reader.state}, place, testers);
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
  const Graph &graph_;
  bool isInner_; ///< variables may have been assigned outside of the flow
  std::vector<uint32_t> choices_;
  std::map<Place, std::vector<uint32_t>> tests_; ///< the Choices that test for a value
  std::map<Place, std::vector<Reader>> readers_; ///< of the values that are tested for
};

} // namespace

void checkPresence(FlowChecker &checker) {
  for (const Flow &flow : checker.flows) {
    bool isCaught = false;
    for (const Flow *at = &flow; at->owner; at = at->outer)
      isCaught |= catchesAbsence(*at->owner);
    if (!isCaught)
      PresenceChecker(checker, flow).run();
  }
}

} // namespace aslc::analysis::flow
