// What names the ways through an expression, for those who watch which of them are taken.
#pragma once

#include "compiler/ast/expression.h"

#include <string>

namespace aslc::ast {

/// What names the conditional `condition` of `expression` within its machine.
inline std::string wayKey(const Expression &expression, const jsonata::Node &condition) {
  uint32_t at = expression.node ? expression.node->range.begin : 0;
  return std::to_string(at) + "+" + std::to_string(expression.offset + condition.begin);
}

} // namespace aslc::ast
