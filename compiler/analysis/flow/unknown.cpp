// Looks at what a task answers and at what is assigned.
#include "compiler/analysis/flow/unknown.h"

#include "compiler/catalogue/catalogue.h"

#include <algorithm>

namespace aslc::analysis::flow {

namespace {

DataPath joined(DataPath path, const DataPath &rest) {
  path.insert(path.end(), rest.begin(), rest.end());
  return path;
}

/// The names of a path field, none where it is left out; nullopt for `null` and other paths.
std::optional<DataPath> namesOfField(const ast::Optional<ast::PathOrNull> &field) {
  if (!field)
    return DataPath();
  const auto &path = field->value.path;
  return path && path->parsed() ? dataPath(path->path()) : std::nullopt;
}

/// Whether nobody knows if the answer of a task has a value at `path`. What the tables describe is
/// known.
bool isUnknownIn(const ast::TaskState &task, const DataPath &path) {
  if (!task.resource || path.empty())
    return false;
  catalogue::Integration integration = catalogue::integrationOf(task.resource->value);
  if (integration.pattern == catalogue::Pattern::WaitForTaskToken)
    return true;
  catalogue::Type type = integration.result();
  for (const std::string &name : path) {
    if (type.kind() == catalogue::Type::Kind::Any)
      return !type.isTime();
    auto member = type.find(name);
    if (!member)
      return false;
    type = member->type;
  }
  return false;
}

/// The expression of a template that makes the value at the first names of a path, and the names
/// that lead on into it. An expression fails where it finds nothing, so that its value is there.
struct Made {
  const ast::Expression *expression = nullptr;
  DataPath rest;
};

Made madeIn(const ast::Template &value, const DataPath &path, size_t from = 0) {
  if (value.expression && from < path.size())
    return {&*value.expression, DataPath(path.begin() + static_cast<ptrdiff_t>(from), path.end())};
  if (from < path.size())
    for (const ast::Template::Entry &entry : value.entries)
      if (entry.key == path[from])
        return madeIn(*entry.value, path, from + 1);
  return {};
}

/// The names of a path into the result of a state.
std::optional<DataPath> namesInResult(const ast::Expression &expression) {
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
    return dataPath(*path);
  const auto *tree = std::get_if<jsonata::NodePtr>(&expression.tree);
  auto path = tree ? variablePath(**tree) : std::nullopt;
  if (!path || path->variable != "states" || path->names[0] != "result")
    return std::nullopt;
  path->names.erase(path->names.begin());
  return std::move(path->names);
}

bool isUnknownIn(const ast::TaskState &task, const Made &made) {
  auto names = made.expression ? namesInResult(*made.expression) : std::nullopt;
  return names && isUnknownIn(task, joined(std::move(*names), made.rest));
}

/// Whether a task leaves an unknown value at `path` of its output.
bool answersUnknown(const ast::State &state, const ast::TaskState &task, const DataPath &path) {
  if (state.language == ast::QueryLanguage::Jsonata)
    return state.output ? isUnknownIn(task, madeIn(*state.output->value, path))
                        : isUnknownIn(task, path);
  auto output = namesOfField(state.outputPath), at = namesOfField(state.resultPath);
  if (!output || !at)
    return false;
  DataPath whole = joined(std::move(*output), path);
  if (whole.size() <= at->size() || !std::equal(at->begin(), at->end(), whole.begin()))
    return false;
  DataPath rest(whole.begin() + static_cast<ptrdiff_t>(at->size()), whole.end());
  return state.resultSelector ? isUnknownIn(task, madeIn(*state.resultSelector->value, rest))
                              : isUnknownIn(task, rest);
}

/// Whether a variable gets a value with an unknown part at `names`: of what a task answered, or of
/// the input of the flow.
bool assignsUnknown(const Graph &graph, uint32_t state, const ast::Template &assign,
                    const Place &place) {
  Made made = madeIn(assign, joined({place.variable}, place.names));
  if (!made.expression)
    return false;
  const ast::State &from = graph.state(state);
  if (const auto *task = from.as<ast::TaskState>())
    return !from.resultSelector && isUnknownIn(*task, made);
  const auto *pass = from.as<ast::PassState>();
  bool seesInput = from.language == ast::QueryLanguage::Jsonata ||
                   (!from.inputPath && !(pass && (pass->result || from.parameters)));
  auto read = placeOf(*made.expression);
  return state == graph.start() && seesInput && read && read->root == Place::Root::Input;
}

} // namespace

bool bringsUnknown(const Graph &graph, uint32_t state, const Edge &edge, const Place &place) {
  if (edge.kind == Edge::Kind::Catch || place.root == Place::Root::Execution)
    return false;
  if (place.root == Place::Root::Variable)
    return edge.assign && *edge.assign &&
           assignsUnknown(graph, state, *(*edge.assign)->value, place);
  const auto *task = graph.state(state).as<ast::TaskState>();
  return task && answersUnknown(graph.state(state), *task, place.names);
}

} // namespace aslc::analysis::flow
