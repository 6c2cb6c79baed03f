// Walking sub-workflows, and the transitions of a state.
#include "compiler/sema/checker.h"

namespace aslc::sema {

namespace {

void visitScopes(const SubWorkflow &scope, const std::function<void(const SubWorkflow &)> &visit) {
  visit(scope);
  for (const ast::State &state : scope.machine->states)
    ast::forEachInner(state, [&](const ast::Machine &machine, bool distributed) {
      visitScopes({&machine, &scope, &state, distributed}, visit);
    });
}

} // namespace

std::optional<std::string> closeName(std::string_view name,
                                     std::span<const std::string> candidates) {
  constexpr size_t most = 1000;
  return candidates.size() > most ? std::nullopt : diag::closest(name, candidates);
}

void forEachScope(const ast::Machine &root, const std::function<void(const SubWorkflow &)> &visit) {
  visitScopes({&root}, visit);
}

std::vector<Transition> transitionsOf(const ast::State &state) {
  using enum Transition::Kind;
  std::vector<Transition> transitions;
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    for (const ast::ChoiceRule &rule : choice->rules)
      if (rule.next)
        transitions.push_back({Rule, &*rule.next, &rule.assign, &rule});
    if (choice->defaultNext)
      transitions.push_back({Default, &*choice->defaultNext, &state.assign});
  }
  if (state.next)
    transitions.push_back({Next, &*state.next, &state.assign});
  for (const ast::Catcher &catcher : state.catchers)
    if (catcher.next)
      transitions.push_back({Catch, &*catcher.next, &catcher.assign});
  return transitions;
}

bool isTerminal(const ast::State &state) {
  return state.end || state.as<ast::SucceedState>() || state.as<ast::FailState>();
}

} // namespace aslc::sema
