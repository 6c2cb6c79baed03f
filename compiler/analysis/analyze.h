// Proofs about a machine before it runs, beyond the rules of the language, which sema checks.
#pragma once

#include "compiler/analysis/properties/check.h"
#include "compiler/analysis/shapes/data.h"
#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::analysis {

struct Options {
  /// The JSON Schema of the input of executions (see shape/literal.h); null when nothing is known
  /// of it.
  const source::Node *inputSchema = nullptr;
  /// Properties to check in addition to those in the machine's comments.
  std::span<const properties::GivenProperty> properties{};
};

/// Reports states that fail, rules and handlers that are never used, and fields without an effect.
/// `machine` was checked by sema without an error.
void analyze(const ast::Machine &machine, const Options &options, diag::Engine &diags);

/// Computes the facts about the data of each state, without diagnostics.
DataFacts dataOf(const ast::Machine &machine, const Options &options);

} // namespace aslc::analysis
