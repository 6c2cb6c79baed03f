// The fate of values in a flow: whether a state reads them, and whether they still exist after it.
// A value counts as read unless the contrary is proved.
#pragma once

#include "compiler/analysis/flow/graph.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::analysis::flow {

/// The value of a variable.
class VariableValue {
public:
  explicit VariableValue(std::string_view name) : name_(name) {}

  bool isReadBy(const ast::State &state) const;
  /// Whether the value is kept on this way out of the state; null: at the end of the flow.
  bool survives(const ast::State &state, const Edge *edge) const;
  bool isReadAtEnd() const { return false; }

private:
  std::string_view name_;
};

/// Members of the document that goes from state to state, or all of it.
class DocumentPart {
public:
  /// No names: the whole document.
  explicit DocumentPart(std::vector<std::string> names) : names_(std::move(names)) {}

  bool isReadBy(const ast::State &state) const;
  bool survives(const ast::State &state, const Edge *edge) const;
  bool isReadAtEnd() const { return true; }
  /// Whether it is the whole document.
  bool isAll() const { return names_.empty(); }

private:
  bool holds(std::string_view name) const;
  bool isReadBy(const ast::Expression &expression) const;
  bool isIn(const jsonpath::Path &path) const;
  bool isOverwrittenAt(const ast::Optional<ast::PathOrNull> &resultPath) const;

  std::vector<std::string> names_;
};

/// Where a Task puts its result; nullopt when that is not clear.
std::optional<DocumentPart> partOfResult(const ast::State &task);

} // namespace aslc::analysis::flow
