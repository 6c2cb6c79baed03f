// What tells whether two definitions are the same for executions that are kept in a journal.
#pragma once

#include "compiler/ast/machine.h"

namespace aslc::lower {

/// SHA-256 of the definition, as hexadecimal digits; empty when `machine` was not read from a text.
/// It does not depend on the notation, on comments, on the order of the fields of a state, or on
/// the version of the compiler: a program that is compiled anew goes on with the executions of the
/// old one. It depends on the order of the states, because records name states by their numbers.
std::string definitionHash(const ast::Machine &machine);

} // namespace aslc::lower
