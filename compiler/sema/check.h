// What must hold of a whole machine, beyond the shape of each field.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::sema {

struct Options {
  /// What cannot be compiled is an error, not a note (set by commands that generate code).
  bool forCodegen = false;
};

/// Checks targets, reachability, duplicate names, language rules, paths, intrinsic calls,
/// templates, Retry and Catch, Choice rules, resources, variables and their scopes. What AWS
/// refuses at creation is an error; what it takes although it is almost surely a mistake is a
/// warning. What aslc cannot compile is a note: a definition without errors and notes can be
/// compiled.
void check(const ast::Machine &machine, const Options &options, diag::Engine &diags);

} // namespace aslc::sema
