// The parts of the data that states change.
#pragma once

#include "compiler/analysis/flow/graph.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::analysis::flow {

/// The parts of the document and the variables that may differ after some transitions.
class Writes {
public:
  /// The state is left by this transition.
  void add(const ast::State &state, const Edge &edge);

  /// Whether the rules of a Choice read nothing that may differ, and not the time either.
  bool leavesAlone(const ast::State &choice) const;
  /// Whether an expression reads nothing that may differ.
  bool leavesAlone(const ast::Expression &expression) const;
  bool leavesAlone(const jsonpath::Path &path) const;

private:
  void addResult(const ast::Optional<ast::PathOrNull> &resultPath);

  bool document_ = false;                       ///< all of it
  std::vector<std::vector<std::string>> parts_; ///< by the names that lead to them
  std::set<std::string, std::less<>> variables_;
};

} // namespace aslc::analysis::flow
