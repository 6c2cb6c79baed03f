// Follows a value backwards through states that hand it on.
#include "compiler/analysis/flow/sources.h"

#include <algorithm>
#include <set>

namespace aslc::analysis::flow {

namespace {

/// A search through more states than these is given up.
constexpr size_t mostSteps = 200;

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

const source::Node *within(const source::Node *node, const DataPath &path, size_t from) {
  for (size_t i = from; node && i < path.size(); ++i) {
    const source::Member *member = node->find(path[i]);
    node = member ? member->value : nullptr;
  }
  return node;
}

/// The part of a template's value that `path` leads to from its name number `from` on.
Origin inTemplate(const ast::Template &value, const DataPath &path, size_t from) {
  if (value.kind == ast::Template::Kind::Literal)
    return {within(value.node, path, from), std::nullopt, nullptr};
  if (value.expression) {
    auto input = dataPath(*value.expression);
    if (input)
      input->insert(input->end(), path.begin() + static_cast<ptrdiff_t>(from), path.end());
    return {nullptr, std::move(input), from == path.size() ? &*value.expression : nullptr};
  }
  if (from < path.size())
    for (const ast::Template::Entry &entry : value.entries)
      if (entry.key == path[from])
        return inTemplate(*entry.value, path, from + 1);
  return {};
}

Origin throughJsonata(const ast::State &state, const Edge &edge, const DataPath &path) {
  const ast::TemplateField *output = &state.output;
  if (edge.kind == Edge::Kind::Catch)
    output = &state.catchers[edge.index].output;
  if (const auto *choice = state.as<ast::ChoiceState>(); choice && edge.kind == Edge::Kind::Rule)
    output = &choice->rules[edge.index].output;
  if (*output)
    return inTemplate(*(*output)->value, path, 0);
  bool handsOn =
      state.as<ast::PassState>() || state.as<ast::WaitState>() || state.as<ast::ChoiceState>();
  return handsOn ? Origin{nullptr, path, nullptr} : Origin{};
}

/// What a Pass makes, or any state whose result is not known, goes to ResultPath.
Origin throughJsonPath(const ast::State &state, const Edge &edge, const DataPath &path) {
  const auto *pass = state.as<ast::PassState>();
  bool makes = pass ? pass->result || state.parameters
                    : !state.as<ast::WaitState>() && !state.as<ast::ChoiceState>();
  const auto &resultPath =
      edge.kind == Edge::Kind::Catch ? state.catchers[edge.index].resultPath : state.resultPath;
  // ResultPath is a place in the whole input, whatever InputPath says.
  bool isPart = !isWhole(state.inputPath);
  if (!isWhole(state.outputPath) || (isPart && !resultPath))
    return {};
  if (!makes && !isPart)
    return {nullptr, path, nullptr};
  if (resultPath && !resultPath->value.path)
    return {nullptr, path, nullptr};
  DataPath at;
  if (resultPath) {
    auto names =
        resultPath->value.path->parsed() ? dataPath(resultPath->value.path->path()) : std::nullopt;
    if (!names)
      return {};
    at = std::move(*names);
  }
  size_t common = std::min(at.size(), path.size());
  if (!std::equal(at.begin(), at.begin() + static_cast<ptrdiff_t>(common), path.begin()))
    return {nullptr, path, nullptr};
  if (at.size() > path.size() || !pass || edge.kind == Edge::Kind::Catch)
    return {};
  if (pass->result)
    return {within(pass->result->value, path, at.size()), std::nullopt, nullptr};
  if (isPart)
    return {};
  return inTemplate(*state.parameters->value, path, at.size());
}

} // namespace

Origin originOf(const ast::State &state, const Edge &edge, const DataPath &path) {
  return state.language == ast::QueryLanguage::Jsonata ? throughJsonata(state, edge, path)
                                                       : throughJsonPath(state, edge, path);
}

std::optional<DataPath> dataPath(const jsonpath::Path &path) {
  return path.root == jsonpath::Root::Document ? namesOf(path) : std::nullopt;
}

std::optional<DataPath> namesOf(const jsonpath::Path &path) {
  DataPath names;
  for (const jsonpath::Step &step : path.steps) {
    const auto *each = std::get_if<jsonpath::NamesStep>(&step.kind);
    if (!each || each->names.size() != 1)
      return std::nullopt;
    names.push_back(each->names[0]);
  }
  return names;
}

std::optional<VariablePath> variablePath(const jsonata::Node &node) {
  using enum jsonata::NodeKind;
  if (node.kind != Path || node.items.size() < 2 || node.group || node.items[0]->kind != Variable ||
      !node.items[0]->predicates.empty() || !node.items[0]->stages.empty())
    return std::nullopt;
  VariablePath path{node.items[0]->text, {}};
  for (size_t i = 1; i < node.items.size(); ++i) {
    const jsonata::Node &step = *node.items[i];
    if (step.kind != Name || !step.predicates.empty() || !step.stages.empty())
      return std::nullopt;
    path.names.push_back(step.text);
  }
  return path;
}

std::optional<DataPath> dataPath(const jsonata::Node &node) {
  auto path = variablePath(node);
  if (!path || path->variable != "states" || path->names[0] != "input")
    return std::nullopt;
  path->names.erase(path->names.begin());
  return std::move(path->names);
}

std::optional<DataPath> dataPath(const ast::Expression &expression) {
  if (!expression.parsed() || expression.unresolved ||
      expression.kind == ast::Expression::Kind::Intrinsic)
    return std::nullopt;
  return expression.kind == ast::Expression::Kind::Jsonata ? dataPath(expression.jsonata())
                                                           : dataPath(expression.path());
}

std::optional<std::vector<Source>> sourcesOf(const Graph &graph, uint32_t state,
                                             const DataPath &path) {
  std::vector<Source> sources;
  std::set<std::pair<uint32_t, DataPath>> seen{{state, path}};
  std::vector<std::pair<uint32_t, DataPath>> work{{state, path}};
  while (!work.empty()) {
    auto [at, names] = std::move(work.back());
    work.pop_back();
    if (at == graph.start() || seen.size() > mostSteps)
      return std::nullopt; // it may come from the input of the flow
    for (uint32_t before : graph.before(at))
      for (const Edge &edge : graph.out(before)) {
        if (edge.to != at || !graph.isReached(before))
          continue;
        Origin origin = originOf(graph.state(before), edge, names);
        if (origin.constant)
          sources.push_back({before, origin.constant});
        else if (!origin.input)
          return std::nullopt;
        else if (seen.insert({before, *origin.input}).second)
          work.emplace_back(before, std::move(*origin.input));
      }
  }
  return sources;
}

} // namespace aslc::analysis::flow
