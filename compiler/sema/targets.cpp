// Transitions: that each target exists, each state is reachable, and every flow can end.
#include "compiler/diag/faults.h"
#include "compiler/sema/checker.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace aslc::sema {

namespace {

class TargetChecker {
public:
  explicit TargetChecker(Checker &checker) : checker_(checker) {}

  void check(const SubWorkflow &scope) {
    const ast::Machine &machine = *scope.machine;
    machine_ = &machine;
    names_.clear();
    findTransitions(machine);
    if (machine.startAt && !find(machine.startAt->value))
      unknown(*machine.startAt);
    for (const Way &way : ways_)
      if (!way.to)
        unknown(*way.target);
    if (!machine.startAt || machine.states.empty())
      return;
    bool terminal = hasTerminal(machine);
    std::vector<bool> reached(machine.states.size());
    // When the whole workflow cannot end, unreachable states are not reported too.
    if (terminal || scope.outer)
      reached = reachability(machine);
    if (terminal)
      endlessLoops(machine, reached);
  }

private:
  /// A transition of a state, and the state that it leads to, where there is one.
  struct Way {
    const ast::Field<std::string> *target;
    std::optional<size_t> to;
  };

  void findTransitions(const ast::Machine &machine) {
    states_.clear();
    states_.reserve(machine.states.size());
    for (size_t i = 0; i < machine.states.size(); ++i)
      states_.emplace_back(machine.states[i].name, i);
    std::sort(states_.begin(), states_.end());
    ways_.clear();
    first_.assign(1, 0);
    for (const ast::State &state : machine.states) {
      for (const Transition &transition : transitionsOf(state))
        ways_.push_back({transition.target, find(transition.target->value)});
      first_.push_back(ways_.size());
    }
  }

  /// The first state of that name.
  std::optional<size_t> find(std::string_view name) const {
    auto place = std::lower_bound(states_.begin(), states_.end(), std::pair(name, size_t(0)));
    if (place == states_.end() || place->first != name)
      return std::nullopt;
    return place->second;
  }

  std::span<const Way> waysOf(size_t state) const {
    return std::span(ways_).subspan(first_[state], first_[state + 1] - first_[state]);
  }

  void unknown(const ast::Field<std::string> &field) {
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

  bool leadsAnywhere(size_t state) const {
    std::span<const Way> ways = waysOf(state);
    return std::any_of(ways.begin(), ways.end(), [](const Way &way) {
      return !way.to && source::holdsPlaceholder(way.target->value);
    });
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

  /// Whether it is not fully known where the flow goes from a state.
  bool isUnclear(size_t index) const {
    const ast::State &state = machine_->states[index];
    return state.broken || leadsAnywhere(index) || lacksTarget(state);
  }

  /// Reports a machine without a terminal state, unless a state is not fully known.
  bool hasTerminal(const ast::Machine &machine) {
    for (size_t i = 0; i < machine.states.size(); ++i)
      if (isTerminal(machine.states[i]) || isUnclear(i))
        return true;
    source::Range head{machine.range.begin, machine.range.begin + 1};
    checker_.diags
        .emit(machine.startAt ? machine.startAt->keyRange : head, diag::Kind::NoTerminalState)
        .hint("a flow ends with `\"End\": true`, a Succeed or a Fail state");
    return false;
  }

  /// Reports states that are never reached. Returns those that are; nothing when that is not known.
  std::vector<bool> reachability(const ast::Machine &machine) {
    std::vector<bool> reached(machine.states.size());
    auto start = find(machine.startAt->value);
    if (!start)
      return reached;
    std::vector<size_t> work{*start};
    reached[*start] = true;
    while (!work.empty()) {
      size_t state = work.back();
      work.pop_back();
      if (isUnclear(state))
        return std::vector<bool>(machine.states.size());
      for (const Way &way : waysOf(state))
        if (way.to && !reached[*way.to]) {
          reached[*way.to] = true;
          work.push_back(*way.to);
        }
    }
    for (size_t i = 0; i < machine.states.size(); ++i)
      if (!reached[i])
        checker_.diags.emit(machine.states[i].nameRange, diag::Kind::UnreachableState,
                            {machine.states[i].name});
    return reached;
  }

  /// Reports a state that is reached and from which no path reaches an end, when the machine has
  /// one.
  void endlessLoops(const ast::Machine &machine, const std::vector<bool> &reached) {
    std::vector<std::pair<size_t, size_t>> before; // what leads to a state, by that state
    std::vector<bool> ending(machine.states.size());
    std::vector<size_t> work;
    for (size_t i = 0; i < machine.states.size(); ++i) {
      const ast::State &state = machine.states[i];
      bool complete = !state.broken && !lacksTarget(state);
      for (const Way &way : waysOf(i)) {
        if (way.to)
          before.emplace_back(*way.to, i);
        else
          complete = false;
      }
      if (isTerminal(state) || !complete || waysOf(i).empty()) {
        ending[i] = true;
        work.push_back(i);
      }
    }
    std::sort(before.begin(), before.end());
    while (!work.empty()) {
      auto each = std::lower_bound(before.begin(), before.end(), std::pair(work.back(), size_t(0)));
      size_t to = work.back();
      work.pop_back();
      for (; each != before.end() && each->first == to; ++each)
        if (!ending[each->second]) {
          ending[each->second] = true;
          work.push_back(each->second);
        }
    }
    for (size_t i = 0; i < machine.states.size(); ++i)
      if (!ending[i] && reached[i]) {
        checker_.diags.emit(machine.states[i].nameRange, diag::Kind::EndlessLoop,
                            {machine.states[i].name});
        return;
      }
  }

  Checker &checker_;
  const ast::Machine *machine_ = nullptr;                   ///< that is checked
  std::vector<std::pair<std::string_view, size_t>> states_; ///< of it, sorted by name
  std::vector<Way> ways_;                                   ///< of its states
  std::vector<size_t> first_;                               ///< of each state's ways
  std::vector<std::string> names_; ///< of the states, once they were asked for
  /// All states of the definition, once they were asked for.
  std::map<std::string_view, const ast::State *> everywhere_;
};

} // namespace

void checkTargets(Checker &checker) {
  TargetChecker targets(checker);
  forEachScope(checker.root, [&](const SubWorkflow &scope) { targets.check(scope); });
}

} // namespace aslc::sema
