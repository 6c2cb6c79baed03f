// Checks of a whole machine, beyond the type of each field.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::sema {

struct Options {
  /// Whether a construct that cannot be compiled is an error instead of a note; set by commands
  /// that compile.
  bool forCodegen = false;
  /// Whether a Choice without Default is judged by its rules alone; else compiler/analysis does it,
  /// which knows the values that come.
  bool judgesChoices = true;
};

/// Checks targets, reachability, duplicate names, language rules, paths, intrinsic calls,
/// templates, Retry and Catch, Choice rules, resources, variables and their scopes. An
/// error is what AWS refuses at creation; a warning is what AWS accepts although it is almost
/// certainly a mistake; a note is what aslc cannot compile. A definition without errors and notes
/// can be compiled.
void check(const ast::Machine &machine, const Options &options, diag::Engine &diags);

} // namespace aslc::sema
