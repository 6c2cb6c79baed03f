// Names for the branches of an expression, for observers of coverage.
#pragma once

#include "compiler/ast/expression.h"

#include <string>

namespace aslc::ast {

/// The name of the conditional `condition` of `expression` within its machine.
inline std::string wayKey(const Expression &expression, const jsonata::Node &condition) {
  uint32_t at = expression.node ? expression.node->range.begin : 0;
  return std::to_string(at) + "+" + std::to_string(expression.offset + condition.begin);
}

} // namespace aslc::ast
