// The variables that an expression reads, and the variable that a member of Assign assigns.
#pragma once

#include "compiler/ast/machine.h"

#include <string>
#include <vector>

namespace aslc::sema {

struct VariableRead {
  std::string name;
  size_t offset;                  ///< of its `$` in the expression
  std::vector<std::string> bound; ///< other names that can be read there
  bool isTested = false;          ///< only where a test of the expression found that it is there
  bool mayBeFunction = false;     ///< a function to call stands there in JSONata
};

/// Each variable once. Nothing for an expression that was not parsed. A name in JSONata that no
/// state assigns may be a function's of its library, which stands there without a call.
std::vector<VariableRead> variablesIn(const ast::Expression &expression);
/// Every use of each.
std::vector<VariableRead> variableUsesIn(const ast::Expression &expression);

/// In JSONPath without its `.$`.
std::string assignedName(const source::Member &member, ast::QueryLanguage language);

} // namespace aslc::sema
