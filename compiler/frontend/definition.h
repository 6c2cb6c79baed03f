// From the text of a definition to a checked machine.
#pragma once

#include "compiler/analysis/properties/check.h"
#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::frontend {

/// How a definition is read.
struct ReadingOptions {
  source::Definitions definitions;          ///< values of placeholders
  std::optional<source::Notation> notation; ///< by default what the file's name asks for
  ast::MachineType type = ast::MachineType::Standard;
  /// Whether a definition without errors is analysed further; see compiler/analysis.
  bool analyze = false;
  /// The JSON Schema of the input of executions, for the analysis; null when there is none.
  std::shared_ptr<const source::Tree> inputSchema;
  /// Properties that the analysis checks.
  std::vector<analysis::properties::GivenProperty> properties;
};

/// The name of standard input as a file.
inline constexpr const char *standardInput = "<stdin>";

/// The notation by the name of the file; that of standard input is YAML unless it begins with `{`
/// or with a comment of JSON.
source::Notation notationOf(const source::File &file);

/// A definition, as far as it could be read.
struct Definition {
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics;
  std::optional<ast::Machine> machine; ///< owns the expressions; shares `tree`
  bool isSound = false; ///< the language's rules hold: further analyses may look at the machine
  std::string name;     ///< of the machine in its template; empty for a definition by itself
  std::vector<std::string> files; ///< that were read besides the definition's own

  /// Whether code can be generated for it.
  bool ok() const { return machine && !diagnostics->hasErrors(); }
};

/// Reads, parses and checks `file`; all problems are in the diagnostics. With
/// `forCodegen`, what this version cannot compile is an error too. By default the notation is that
/// of `notationOf`.
Definition check(std::shared_ptr<const source::File> file, const ReadingOptions &options,
                 bool forCodegen);

/// Like the above, for a definition that was read already. `diagnostics` is for the tree's file,
/// and may hold diagnostics from reading it.
Definition check(std::shared_ptr<const source::Tree> tree,
                 std::shared_ptr<diag::Engine> diagnostics, const ReadingOptions &options,
                 bool forCodegen);

} // namespace aslc::frontend
