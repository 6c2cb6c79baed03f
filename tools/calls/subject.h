// The state that TestState is about.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/catalogue/catalogue.h"

#include <optional>
#include <string>
#include <string_view>

namespace aslc::calls {

/// A state taken out of its machine: alone, with an end in place of each state that it may go on
/// to. Where it holds flows (branches, a processor) they are empty: their work is mocked.
struct Subject {
  ast::Machine machine;
  size_t branches = 0;          ///< of a Parallel state
  bool readsItems = false;      ///< has ItemReader
  bool writesResults = false;   ///< has ResultWriter
  std::string_view type;        ///< `Task`, `Map`, ...
  catalogue::Integration calls; ///< of a Task: what its Resource means

  const ast::State &state() const { return machine.states.front(); }
  bool isJsonata() const { return state().language == ast::QueryLanguage::Jsonata; }
  template <typename T> bool is() const { return state().as<T>() != nullptr; }
};

/// Moves the state `name`, at any depth, out of `machine`, which must not be used afterwards. The
/// machine was checked without errors. Returns nullopt when there is no such state.
std::optional<Subject> takeState(ast::Machine machine, std::string_view name);

} // namespace aslc::calls
