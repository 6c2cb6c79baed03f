// Reading a definition for a test, and what became of it.
#pragma once

#include "compiler/parse/parse.h"

#include <memory>
#include <string>
#include <vector>

namespace aslc::parse {

struct Parsed {
  std::shared_ptr<diag::Engine> diags;
  std::optional<ast::Machine> machine;

  /// The kinds of all diagnostics, in the order of their emission.
  std::vector<std::string> kinds() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic &diagnostic : diags->all())
      result.emplace_back(diag::slug(diagnostic.kind));
    return result;
  }
  const ast::State &state(std::string_view name) const { return *machine->find(name); }
};

inline Parsed parseText(std::string text, const source::Definitions &definitions = {}) {
  auto file = std::make_shared<const source::File>("test.asl.json", std::move(text));
  auto tree =
      std::make_shared<const source::Tree>(source::read(file, source::Notation::Json, definitions));
  auto diags = std::make_shared<diag::Engine>(file);
  auto machine = parseMachine(tree, *diags);
  return {std::move(diags), std::move(machine)};
}

/// A machine of the one state `A`, of which the members are given.
inline Parsed parseState(const std::string &members, const std::string &top = "") {
  return parseText("{\"StartAt\": \"A\", " + top + "\"States\": {\"A\": {" + members + "}}}");
}

} // namespace aslc::parse
