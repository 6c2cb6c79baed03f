// The fate of values in a flow: whether a state reads them, and whether they still exist after it.
// A value counts as read unless the contrary is proved.
#pragma once

#include "compiler/analysis/flow/graph.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace aslc::analysis::flow {

/// The uses of all variables in a flow, made once so that the fate of each value is found without
/// going through the expressions again.
class VariableUses {
public:
  explicit VariableUses(const Graph &graph);

  struct Uses {
    std::vector<const ast::State *> readers;         ///< also by states within them; sorted
    std::vector<const ast::TemplateField *> assigns; ///< sorted
  };
  /// Those of a name; empty when it has none.
  const Uses &of(std::string_view name) const;
  /// Whether the state may read any variable: one of its expressions is not known.
  bool isUnclear(const ast::State &state) const { return unclear_.contains(&state); }

private:
  void addReads(const ast::State &outer, const ast::State &state);

  std::unordered_map<std::string, Uses> byName_;
  std::unordered_set<const ast::State *> unclear_;
};

/// The value of a variable.
class VariableValue {
public:
  VariableValue(const VariableUses &all, std::string_view name) : all_(all), own_(all.of(name)) {}

  bool isReadBy(const ast::State &state) const;
  /// Whether the value is kept on this way out of the state; null: at the end of the flow.
  bool survives(const ast::State &state, const Edge *edge) const;
  bool isReadAtEnd() const { return false; }

private:
  const VariableUses &all_;
  const VariableUses::Uses &own_;
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
