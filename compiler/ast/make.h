// Makes parts of a machine that are not in the definition; they get the place of the part they
// belong to.
#pragma once

#include "compiler/ast/machine.h"

#include <string>

namespace aslc::ast {

/// The value of a field, such as the name of a state in `StartAt`.
Field<std::string> makeText(std::string text, Range range);

/// A state that ends its flow with success; its output is its input.
State makeSucceed(std::string name, Range range);

} // namespace aslc::ast
