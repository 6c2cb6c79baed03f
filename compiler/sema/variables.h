// Which variables an expression reads, and which name a member of Assign gives a value to.
#pragma once

#include "compiler/sema/expressions.h"

#include <string>
#include <vector>

namespace aslc::sema {

struct VariableRead {
  std::string name;
  size_t offset;                  ///< of its `$` in the expression
  std::vector<std::string> bound; ///< other names that can be read there
};

/// Each variable once. Nothing for an expression that does not parse.
std::vector<VariableRead> variablesIn(const Expression &expression);

/// In JSONPath without its `.$`.
std::string assignedName(const source::Member &member, ast::QueryLanguage language);

} // namespace aslc::sema
