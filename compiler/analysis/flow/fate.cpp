// Reads and writes of one state, by its fields.
#include "compiler/analysis/flow/fate.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/variables.h"

#include <algorithm>
#include <cctype>

namespace aslc::analysis::flow {

namespace {

bool isJsonata(const ast::State &state) { return state.language == ast::QueryLanguage::Jsonata; }

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

bool isUnclear(const ast::Expression &expression) {
  return !expression.parsed() || expression.unresolved;
}

/// Whether the state gives a result of its own, which replaces its input.
bool hasResult(const ast::State &state) {
  if (state.as<ast::TaskState>() || state.as<ast::MapState>() || state.as<ast::ParallelState>())
    return true;
  const auto *pass = state.as<ast::PassState>();
  return pass && (pass->result || state.parameters || !isWhole(state.inputPath));
}

/// Whether the state hands its whole input on: to a service, to its branches.
bool handsOnInput(const ast::State &state) {
  if (const auto *map = state.as<ast::MapState>())
    return !map->items && !map->itemsPath && !map->itemReader;
  bool gives = state.as<ast::TaskState>() || state.as<ast::ParallelState>();
  if (isJsonata(state))
    return gives && !state.arguments;
  return gives && !state.parameters && isWhole(state.inputPath);
}

bool anyArgument(const intrinsic::Call &call, const auto &test) {
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value); path && test(*path))
      return true;
    const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value);
    if (inner && anyArgument(**inner, test))
      return true;
  }
  return false;
}

} // namespace

VariableUses::VariableUses(const Graph &graph) {
  for (uint32_t i = 0; i < graph.size(); ++i) {
    const ast::State &state = graph.state(i);
    addReads(state, state);
    for (const Edge &edge : graph.out(i))
      if (edge.assign && *edge.assign)
        for (const source::Member &member : (*edge.assign)->node->members)
          byName_[sema::assignedName(member, state.language)].assigns.push_back(edge.assign);
  }
  auto sort = [](auto &places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
  };
  for (auto &[name, uses] : byName_) {
    sort(uses.readers);
    sort(uses.assigns);
  }
}

void VariableUses::addReads(const ast::State &outer, const ast::State &state) {
  ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
    if (flow::isUnclear(field.expression))
      unclear_.insert(&outer);
    for (const sema::VariableRead &read : sema::variablesIn(field.expression))
      byName_[read.name].readers.push_back(&outer);
  });
  ast::forEachInner(state, [&](const ast::Machine &machine, bool) {
    for (const ast::State &inner : machine.states)
      addReads(outer, inner);
  });
}

const VariableUses::Uses &VariableUses::of(std::string_view name) const {
  static const Uses none;
  auto found = byName_.find(std::string(name));
  return found != byName_.end() ? found->second : none;
}

bool VariableValue::isReadBy(const ast::State &state) const {
  return all_.isUnclear(state) ||
         std::binary_search(own_.readers.begin(), own_.readers.end(), &state);
}

bool VariableValue::survives(const ast::State &, const Edge *edge) const {
  return !edge || !std::binary_search(own_.assigns.begin(), own_.assigns.end(), edge->assign);
}

bool DocumentPart::holds(std::string_view name) const {
  return names_.empty() || std::find(names_.begin(), names_.end(), name) != names_.end();
}

bool DocumentPart::isIn(const jsonpath::Path &path) const {
  if (path.root != jsonpath::Root::Document)
    return false;
  if (path.steps.empty())
    return true;
  const auto *names = std::get_if<jsonpath::NamesStep>(&path.steps.front().kind);
  return !names || names->names.size() != 1 || holds(names->names.front());
}

bool DocumentPart::isReadBy(const ast::Expression &expression) const {
  if (isUnclear(expression))
    return true;
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
    return isIn(*path);
  if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
    return anyArgument(*call, [&](const jsonpath::Path &path) { return isIn(path); });
  constexpr std::string_view root = "$states", input = ".input";
  std::string_view text = expression.text;
  for (size_t at = text.find(root); at != text.npos; at = text.find(root, at + 1)) {
    std::string_view rest = text.substr(at + root.size());
    if (rest.starts_with(".context") || rest.starts_with(".result") ||
        rest.starts_with(".errorOutput"))
      continue;
    if (!rest.starts_with(input) || !rest.substr(input.size()).starts_with('.'))
      return true;
    rest.remove_prefix(input.size() + 1);
    size_t end = std::find_if_not(rest.begin(), rest.end(),
                                  [](unsigned char c) { return std::isalnum(c) || c == '_'; }) -
                 rest.begin();
    if (end == 0 || holds(rest.substr(0, end)))
      return true;
  }
  return false;
}

bool DocumentPart::isReadBy(const ast::State &state) const {
  bool isRead = handsOnInput(state);
  ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
    // A ResultPath is written, and `$` as an InputPath or OutputPath changes nothing.
    bool isPath = field.field == "InputPath" || field.field == "OutputPath";
    if (field.field != "ResultPath" && !(isPath && field.expression.text == "$"))
      isRead = isRead || isReadBy(field.expression);
  });
  return isRead;
}

bool DocumentPart::isOverwrittenAt(const ast::Optional<ast::PathOrNull> &resultPath) const {
  if (isWhole(resultPath))
    return true;
  if (!resultPath->value.path || names_.size() != 1)
    return false;
  const ast::Expression &path = *resultPath->value.path;
  if (isUnclear(path) || path.path().steps.size() != 1)
    return false;
  const auto *names = std::get_if<jsonpath::NamesStep>(&path.path().steps.front().kind);
  return names && names->names.size() == 1 && names->names.front() == names_.front();
}

bool DocumentPart::survives(const ast::State &state, const Edge *edge) const {
  bool isCatch = edge && edge->kind == Edge::Kind::Catch;
  if (isJsonata(state)) {
    const auto *choice = state.as<ast::ChoiceState>();
    bool shaped = choice && edge && edge->kind == Edge::Kind::Rule
                      ? choice->rules[edge->index].output.has_value()
                      : state.output.has_value();
    return !isCatch && !shaped && !hasResult(state);
  }
  if (isCatch)
    return !isOverwrittenAt(state.catchers[edge->index].resultPath);
  if (!isWhole(state.outputPath))
    return false;
  return hasResult(state) ? !isOverwrittenAt(state.resultPath) : isWhole(state.inputPath);
}

std::optional<DocumentPart> partOfResult(const ast::State &task) {
  if (isJsonata(task)) {
    if (!task.output || task.output->value->kind != ast::Template::Kind::Object)
      return DocumentPart({});
    std::vector<std::string> names;
    for (const ast::Template::Entry &entry : task.output->value->entries)
      if (entry.value->node->text.find("$states.input") == std::string::npos)
        names.emplace_back(entry.key);
    return names.empty() ? std::nullopt : std::optional(DocumentPart(std::move(names)));
  }
  if (!isWhole(task.outputPath))
    return std::nullopt;
  if (isWhole(task.resultPath))
    return DocumentPart({});
  if (!task.resultPath->value.path || isUnclear(*task.resultPath->value.path) ||
      task.resultPath->value.path->path().steps.size() != 1)
    return std::nullopt;
  const jsonpath::Step &step = task.resultPath->value.path->path().steps.front();
  const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
  return names && names->names.size() == 1 ? std::optional(DocumentPart({names->names.front()}))
                                           : std::nullopt;
}

} // namespace aslc::analysis::flow
