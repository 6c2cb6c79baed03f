// Transitions: that each target exists, each state is reachable, and every flow can end.
#include "compiler/diag/faults.h"
#include "compiler/sema/checker.h"
#include "compiler/source/placeholder.h"

#include <map>
#include <set>

namespace aslc::sema {

namespace {

using States = std::map<std::string_view, const ast::State *>;

class TargetChecker {
public:
  explicit TargetChecker(Checker &checker) : checker_(checker) {}

  void check(const SubWorkflow &scope) {
    const ast::Machine &machine = *scope.machine;
    machine_ = &machine;
    states_.clear();
    names_.clear();
    for (const ast::State &state : machine.states)
      states_.try_emplace(state.name, &state);
    if (machine.startAt)
      target(*machine.startAt);
    for (const ast::State &state : machine.states)
      for (const Transition &transition : transitionsOf(state))
        target(*transition.target);
    if (!machine.startAt || machine.states.empty())
      return;
    bool terminal = hasTerminal(machine);
    // When the whole workflow cannot end, unreachable states are not reported too.
    if (terminal || scope.outer)
      reachability(machine);
    if (terminal)
      endlessLoops(machine);
  }

private:
  void target(const ast::Field<std::string> &field) {
    if (states_.contains(field.value))
      return;
    if (source::holdsPlaceholder(field.value))
      return diag::reportPlaceholder(checker_.tree(), *field.node, checker_.diags);
    auto report = checker_.diags.emit(field.range, diag::Kind::UnknownTarget, {field.value});
    if (const ast::State *other = anywhere(field.value)) {
      report.label(other->nameRange, "it is in another sub-workflow")
          .hint("a transition cannot lead into a sub-workflow or out of one");
      return;
    }
    if (field.value.starts_with("{%"))
      report.hint("names of states are never evaluated; use a Choice state");
    else if (auto close = closeName(field.value, names()))
      report.didYouMean(field.value, *close);
  }

  /// The first state of this name in the whole definition; null when there is none.
  const ast::State *anywhere(std::string_view name) {
    if (everywhere_.empty())
      forEachScope(checker_.root, [&](const SubWorkflow &scope) {
        for (const ast::State &state : scope.machine->states)
          everywhere_.try_emplace(state.name, &state);
      });
    auto found = everywhere_.find(name);
    return found == everywhere_.end() ? nullptr : found->second;
  }

  /// The names of the states beside a transition.
  const std::vector<std::string> &names() {
    if (names_.empty())
      for (const ast::State &state : machine_->states)
        names_.push_back(state.name);
    return names_;
  }

  static bool leadsAnywhere(const ast::State &state) {
    for (const Transition &transition : transitionsOf(state))
      if (source::holdsPlaceholder(transition.target->value))
        return true;
    return false;
  }

  /// Whether a transition is missing, which the parser has reported.
  static bool lacksTarget(const ast::State &state) {
    if (const auto *choice = state.as<ast::ChoiceState>())
      for (const ast::ChoiceRule &rule : choice->rules)
        if (!rule.next)
          return true;
    for (const ast::Catcher &catcher : state.catchers)
      if (!catcher.next)
        return true;
    return !state.as<ast::ChoiceState>() && !state.next && !isTerminal(state);
  }

  /// Whether the flow may end with `state`, which may not be fully known.
  static bool isUnclear(const ast::State &state) {
    return state.broken || leadsAnywhere(state) || lacksTarget(state);
  }

  /// Reports a machine without a terminal state, unless a state is not fully known.
  bool hasTerminal(const ast::Machine &machine) {
    for (const ast::State &state : machine.states)
      if (isTerminal(state) || isUnclear(state))
        return true;
    source::Range head{machine.range.begin, machine.range.begin + 1};
    checker_.diags
        .emit(machine.startAt ? machine.startAt->keyRange : head, diag::Kind::NoTerminalState)
        .hint("a flow ends with `\"End\": true`, a Succeed or a Fail state");
    return false;
  }

  void reachability(const ast::Machine &machine) {
    auto start = states_.find(machine.startAt->value);
    if (start == states_.end())
      return;
    std::set<const ast::State *> reached{start->second};
    std::vector<const ast::State *> work{start->second};
    while (!work.empty()) {
      const ast::State *state = work.back();
      work.pop_back();
      if (state->broken || leadsAnywhere(*state) || lacksTarget(*state))
        return;
      for (const Transition &transition : transitionsOf(*state)) {
        auto next = states_.find(transition.target->value);
        if (next != states_.end() && reached.insert(next->second).second)
          work.push_back(next->second);
      }
    }
    for (const ast::State &state : machine.states)
      if (!reached.contains(&state))
        checker_.diags.emit(state.nameRange, diag::Kind::UnreachableState, {state.name});
    reached_ = std::move(reached);
  }

  /// Reports states from which no path reaches an end, when the machine has one.
  void endlessLoops(const ast::Machine &machine) {
    std::multimap<const ast::State *, const ast::State *> before;
    std::set<const ast::State *> ending;
    std::vector<const ast::State *> work;
    for (const ast::State &state : machine.states) {
      bool complete = !state.broken && !lacksTarget(state);
      for (const Transition &transition : transitionsOf(state)) {
        auto next = states_.find(transition.target->value);
        if (next != states_.end())
          before.emplace(next->second, &state);
        else
          complete = false;
      }
      if (isTerminal(state) || !complete || transitionsOf(state).empty())
        if (ending.insert(&state).second)
          work.push_back(&state);
    }
    while (!work.empty()) {
      auto [first, last] = before.equal_range(work.back());
      work.pop_back();
      for (; first != last; ++first)
        if (ending.insert(first->second).second)
          work.push_back(first->second);
    }
    for (const ast::State &state : machine.states)
      if (!ending.contains(&state) && reached_.contains(&state)) {
        checker_.diags.emit(state.nameRange, diag::Kind::EndlessLoop, {state.name});
        return;
      }
  }

  Checker &checker_;
  const ast::Machine *machine_ = nullptr; ///< that is checked
  States states_;                         ///< of it
  std::vector<std::string> names_;        ///< of them, once they were asked for
  States everywhere_;                     ///< of the definition, once they were asked for
  std::set<const ast::State *> reached_;
};

} // namespace

void checkTargets(Checker &checker) {
  TargetChecker targets(checker);
  forEachScope(checker.root, [&](const SubWorkflow &scope) { targets.check(scope); });
}

} // namespace aslc::sema
