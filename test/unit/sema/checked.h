// Checking a definition for a test.
#pragma once

#include "compiler/parse/parse.h"
#include "compiler/sema/check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace aslc::sema {

/// The kinds of all diagnostics of the definition, sorted.
inline std::vector<std::string> check(std::string text, const Options &options = {}) {
  auto file = std::make_shared<const source::File>("test.asl.json", std::move(text));
  auto tree = std::make_shared<const source::Tree>(source::read(file, source::Notation::Json));
  diag::Engine diags(file);
  if (auto machine = parse::parseMachine(tree, diags))
    check(*machine, options, diags);
  std::vector<std::string> kinds;
  for (const diag::Diagnostic &diagnostic : diags.all())
    kinds.emplace_back(diag::slug(diagnostic.kind));
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

/// The same of a machine with these states, which starts at `A`.
inline std::vector<std::string> checkStates(const std::string &states,
                                            const Options &options = {}) {
  return check("{\"StartAt\": \"A\", \"States\": {" + states + "}}", options);
}

} // namespace aslc::sema
