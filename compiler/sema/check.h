// What must hold of a whole machine, beyond the shape of each field.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"
#include "compiler/parse/parse.h"

namespace aslc::sema {

struct Options {
  parse::MachineType type = parse::MachineType::Standard;
  /// What cannot be compiled is an error, not a note (set by commands that generate code).
  bool forCodegen = false;
};

/// Reports everything that AWS refuses at creation as an error, and what it takes but nobody can
/// mean as a warning: targets, reachability, duplicate names, language rules, paths, intrinsic
/// calls, templates, Retry and Catch, Choice rules, resources, variables and their scopes. What no
/// code can be made of is reported too, so that code can be made of all that has no error then.
void check(const ast::Machine &machine, const Options &options, diag::Engine &diags);

} // namespace aslc::sema
