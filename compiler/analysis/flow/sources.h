// Where a value of a state's input was written.
#pragma once

#include "compiler/analysis/flow/graph.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::analysis::flow {

/// Names that lead from the input of a state to a value.
using DataPath = std::vector<std::string>;

/// The names of `$.a.b` or `$states.input.a.b`; nullopt for any other expression.
std::optional<DataPath> dataPath(const ast::Expression &expression);
std::optional<DataPath> dataPath(const jsonpath::Path &path);
std::optional<DataPath> dataPath(const jsonata::Node &node);

/// `$variable.a.b`, also of `$states`; has a name at least.
struct VariablePath {
  std::string variable;
  DataPath names;
};
std::optional<VariablePath> variablePath(const jsonata::Node &node);

/// The names of a path, whatever it begins with; nullopt where it has other steps.
std::optional<DataPath> namesOf(const jsonpath::Path &path);

/// A constant that a state writes.
struct Source {
  uint32_t state;
  const source::Node *value;
};

/// Where a state takes a value from: a constant, its own input, or an expression. If none is set,
/// the source is unknown.
struct Origin {
  const source::Node *constant = nullptr;
  std::optional<DataPath> input;
  const ast::Expression *expression = nullptr;
};
/// Where the value comes from that `path` leads to when `state` has been left by `edge`.
Origin originOf(const ast::State &state, const Edge &edge, const DataPath &path);

/// Every constant that `path` may lead to in the input of `state`. nullopt unless it is a constant
/// on each way that leads there.
std::optional<std::vector<Source>> sourcesOf(const Graph &graph, uint32_t state,
                                             const DataPath &path);

} // namespace aslc::analysis::flow
