// Follows ResultPath, Output and Assign.
#include "compiler/analysis/flow/writes.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/variables.h"

#include <algorithm>

namespace aslc::analysis::flow {

namespace {

/// The names at the beginning of a path, before its first index, wildcard or filter.
std::vector<std::string> leadingNames(const jsonpath::Path &path) {
  std::vector<std::string> names;
  for (const jsonpath::Step &step : path.steps) {
    const auto *each = std::get_if<jsonpath::NamesStep>(&step.kind);
    if (!each || each->names.size() != 1)
      break;
    names.push_back(each->names[0]);
  }
  return names;
}

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

/// Whether the output of a Pass can differ from its input.
bool changes(const ast::State &pass) {
  return pass.as<ast::PassState>()->result || pass.parameters || !isWhole(pass.inputPath);
}

} // namespace

void Writes::add(const ast::State &state, const Edge &edge) {
  if (edge.assign && *edge.assign)
    for (const source::Member &member : (*edge.assign)->node->members)
      variables_.insert(sema::assignedName(member, state.language));
  bool hasResult =
      state.as<ast::TaskState>() || state.as<ast::MapState>() || state.as<ast::ParallelState>();
  if (state.language == ast::QueryLanguage::Jsonata) {
    const auto *choice = state.as<ast::ChoiceState>();
    bool shaped = state.output ||
                  (choice && edge.kind == Edge::Kind::Rule && choice->rules[edge.index].output);
    document_ |= shaped || hasResult;
    return;
  }
  if (edge.kind == Edge::Kind::Catch)
    return addResult(state.catchers[edge.index].resultPath);
  document_ |= !isWhole(state.outputPath);
  if (hasResult || (state.as<ast::PassState>() && changes(state)))
    addResult(state.resultPath);
  else
    document_ |= !isWhole(state.inputPath);
}

void Writes::addResult(const ast::Optional<ast::PathOrNull> &resultPath) {
  if (isWhole(resultPath)) {
    document_ = true;
    return;
  }
  if (resultPath->value.path) {
    if (resultPath->value.path->parsed())
      parts_.push_back(leadingNames(resultPath->value.path->path()));
    else
      document_ = true;
  }
}

bool Writes::leavesAlone(const ast::State &choice) const {
  bool alone = isWhole(choice.inputPath);
  ast::forEachExpression(choice, [&](const ast::ExpressionField &field) {
    if (field.field != "Output")
      alone &= leavesAlone(field.expression);
  });
  return alone;
}

bool Writes::leavesAlone(const ast::Expression &expression) const {
  if (!expression.parsed() || expression.unresolved)
    return false;
  if (expression.kind == ast::Expression::Kind::Intrinsic)
    return false;
  if (expression.kind != ast::Expression::Kind::Jsonata)
    return leavesAlone(expression.path());
  for (std::string_view changing : {"$now", "$millis", "$random", "$uuid", "$states.context"})
    if (expression.text.find(changing) != std::string::npos)
      return false;
  if (document_ && expression.text.find("$states") != std::string::npos)
    return false;
  for (const sema::VariableRead &read : sema::variablesIn(expression))
    if (variables_.contains(read.name))
      return false;
  return parts_.empty() || expression.text.find("$states") == std::string::npos;
}

bool Writes::leavesAlone(const jsonpath::Path &path) const {
  if (path.root == jsonpath::Root::Variable)
    return !variables_.contains(path.variable);
  if (path.root != jsonpath::Root::Document || document_)
    return false;
  std::vector<std::string> read = leadingNames(path);
  return std::none_of(parts_.begin(), parts_.end(), [&](const std::vector<std::string> &part) {
    size_t common = std::min(part.size(), read.size());
    return std::equal(part.begin(), part.begin() + static_cast<ptrdiff_t>(common), read.begin());
  });
}

} // namespace aslc::analysis::flow
