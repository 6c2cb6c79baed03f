// Walking sub-workflows, and the ways out of a state.
#include "compiler/sema/checker.h"

namespace aslc::sema {

namespace {

void visitScopes(const Scope &scope, const std::function<void(const Scope &)> &visit) {
  visit(scope);
  for (const ast::State &state : scope.machine->states)
    forEachInner(state, [&](const ast::Machine &machine, bool distributed) {
      visitScopes({&machine, &scope, &state, distributed}, visit);
    });
}

} // namespace

source::Range Checker::within(const source::Node &node, size_t begin, size_t end) const {
  if (begin >= end || end > node.text.size() || !node.is(source::Node::Kind::String))
    return node.range;
  return tree().within(node, begin, end);
}

std::optional<std::string> closeName(std::string_view name,
                                     std::span<const std::string> candidates) {
  constexpr size_t most = 1000;
  return candidates.size() > most ? std::nullopt : diag::closest(name, candidates);
}

bool hasPlaceholder(std::string_view text) {
  size_t begin = text.find("${");
  return begin != std::string_view::npos && text.find('}', begin) != std::string_view::npos;
}

void reportPlaceholder(Checker &checker, const source::Node &node) {
  for (const source::Fault &fault : checker.tree().faults)
    if (fault.kind == source::FaultKind::UndefinedPlaceholder)
      return; // reported, with the others
  size_t begin = node.text.find("${"), end = node.text.find('}', begin);
  std::string name = node.text.substr(begin + 2, end - begin - 2);
  checker.diags
      .emit(checker.within(node, begin, end + 1), diag::Kind::PlaceholderNotCompiled, {name})
      .hint("give it with --define " + name + "=...");
}

void forEachScope(const ast::Machine &root, const std::function<void(const Scope &)> &visit) {
  visitScopes({&root}, visit);
}

void forEachInner(const ast::State &state,
                  const std::function<void(const ast::Machine &, bool)> &visit) {
  if (const auto *parallel = state.as<ast::ParallelState>())
    for (const auto &branch : parallel->branches)
      visit(*branch, false);
  if (const auto *map = state.as<ast::MapState>(); map && map->processor)
    visit(*map->processor, map->distributed);
}

std::vector<Transition> transitionsOf(const ast::State &state) {
  using enum Transition::Kind;
  std::vector<Transition> transitions;
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    for (const ast::ChoiceRule &rule : choice->rules)
      if (rule.next)
        transitions.push_back({Rule, &*rule.next, &rule.assign});
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
