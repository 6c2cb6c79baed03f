// Names of states: their length, and that each is given once in the whole document.
#include "compiler/sema/checker.h"
#include "runtime/support/utf8.h"

#include <map>

namespace aslc::sema {

namespace {

constexpr size_t longestName = 80;

/// A name and the scopes it was found in so far; scopes are copied, outer ones first.
struct Place {
  const ast::State *state;
  std::vector<const ast::Machine *> chain; ///< from the innermost out
};

std::vector<const ast::Machine *> chainOf(const Scope &scope) {
  std::vector<const ast::Machine *> chain;
  for (const Scope *each = &scope; each; each = each->outer)
    chain.push_back(each->machine);
  return chain;
}

bool contains(const std::vector<const ast::Machine *> &chain, const ast::Machine *machine) {
  for (const ast::Machine *each : chain)
    if (each == machine)
      return true;
  return false;
}

} // namespace

void checkNames(Checker &checker) {
  std::map<std::string_view, Place> places;
  forEachScope(checker.root, [&](const Scope &scope) {
    auto chain = chainOf(scope);
    for (const ast::State &state : scope.machine->states) {
      if (asl::utf8::countCodePoints(state.name) > longestName)
        checker.diags.emit(state.nameRange, diag::Kind::LongName, {std::to_string(longestName)});
      auto [place, fresh] = places.try_emplace(state.name, Place{&state, chain});
      if (fresh || place->second.chain.front() == scope.machine)
        continue; // twice in one object is a fault of the text
      bool nested = contains(chain, place->second.chain.front());
      checker.diags
          .emit(state.nameRange, nested ? diag::Kind::DuplicateState : diag::Kind::RepeatedState,
                {state.name})
          .label(place->second.state->nameRange, "the first is here");
    }
  });
}

} // namespace aslc::sema
