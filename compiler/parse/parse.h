// From the tree to the AST: every field of every state, in both query languages.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::parse {

/// Reports the faults of `tree` (unreadable text) and reads what could be read as a machine.
/// Reports to `diags`; returns nullopt only when the outline cannot be read, so that
/// one run reports as much as it can. The machine shares ownership of `tree`.
std::optional<ast::Machine> parseMachine(std::shared_ptr<const source::Tree> tree,
                                         diag::Engine &diags,
                                         ast::MachineType type = ast::MachineType::Standard);

} // namespace aslc::parse
