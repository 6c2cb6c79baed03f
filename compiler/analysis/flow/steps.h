// Expressions that count: they add a constant to a value.
#pragma once

#include "compiler/analysis/flow/sources.h"

namespace aslc::analysis::flow {

/// The constant that the expression adds to the variable; nullopt when it does anything else.
std::optional<double> stepOf(const ast::Expression &expression, std::string_view variable);
/// The same for a value of the state's input.
std::optional<double> stepOf(const ast::Expression &expression, const DataPath &path);

} // namespace aslc::analysis::flow
