// Parses the expressions of fields. No other code of the compiler calls the parsers of expressions
// for a field.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

#include <string>

namespace aslc::parse {

/// Parses `text`, an expression of the given kind. `node` is the string that holds it from byte
/// `offset` on; null outside of definitions. Reports nothing: the error, if any, is in the result.
ast::Expression parseExpression(ast::Expression::Kind kind, std::string text,
                                const source::Node *node = nullptr, size_t offset = 0);

/// The same for the value of a key that ends in `.$`: a path, of the kind `path`, when it begins
/// with
/// `$`; else an intrinsic call.
ast::Expression parseDynamic(ast::Expression::Kind path, std::string text,
                             const source::Node *node);

/// Reports every expression of `machine` that was not parsed, and every one that is unresolved.
void reportUnparsed(const ast::Machine &machine, const source::Tree &tree, diag::Engine &diags);

} // namespace aslc::parse
