// Completion inside of expressions: members by the shapes of data, variables, functions.
#include "compiler/editor/features/completion.h"
#include "compiler/editor/features/expressions.h"
#include "compiler/expr/jsonata/check.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using Item = Completions::Item;
using analysis::Shape;

bool isPlainName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos;
}

/// Adds the known members of a shape. In a JSONPath, a name that is not a plain identifier replaces
/// the dot by brackets.
void addMembers(Completions &completions, size_t length, const Shape &shape, bool isJsonata) {
  if (!shape.objects)
    return;
  for (const auto &[name, member] : shape.objects->members) {
    std::string text(name);
    bool isPlain = isPlainName(name);
    if (!isPlain && name.find_first_of(isJsonata ? "`" : "'\\") != name.npos)
      continue; // an expression cannot write it
    if (!isPlain)
      text = isJsonata ? "`" + text + "`" : "['" + text + "']";
    completions.addPart(length + (!isPlain && !isJsonata), {.label = std::string(name),
                                                            .kind = ItemKind::Field,
                                                            .detail = wordsOf(member),
                                                            .about = {},
                                                            .text = text,
                                                            .rank = 0});
  }
}

void addNamed(Completions &completions, size_t length, const std::vector<NamedText> &names) {
  for (const NamedText &each : names)
    if (each.isThere)
      completions.addPart(length, {.label = std::string(each.name),
                                   .kind = ItemKind::Field,
                                   .detail = std::string(each.about),
                                   .about = {}});
}

void addVariables(Completions &completions, size_t length, const std::vector<std::string> &locals) {
  for (const std::string &name : locals)
    completions.addPart(length, {.label = "$" + name,
                                 .kind = ItemKind::Variable,
                                 .detail = "a name of this expression",
                                 .about = {},
                                 .rank = 0});
  const analysis::StateData *data = dataAt(completions.query().snapshot, completions.where());
  auto variables = data ? data->variables() : std::nullopt;
  for (const std::string &name : variablesAt(completions)) {
    if (std::find(locals.begin(), locals.end(), name) != locals.end())
      continue;
    const Shape *shape = variables ? variables->find(name) : nullptr;
    completions.addPart(length, {.label = "$" + name,
                                 .kind = ItemKind::Variable,
                                 .detail = shape ? wordsOf(*shape) : "a variable",
                                 .about = {},
                                 .rank = 0});
  }
}

/// A call with the cursor between its brackets.
Item call(const Completions &completions, std::string name, std::string signature,
          std::string_view about) {
  bool takes = !parametersOf(signature).empty();
  bool snippets = completions.query().snippets;
  std::string text = name;
  if (snippets && text[0] == '$')
    text.insert(0, "\\");
  text += takes && snippets ? "($0)" : "()";
  return {.label = std::move(name),
          .kind = ItemKind::Function,
          .detail = std::move(signature),
          .about = std::string(about),
          .text = snippets ? text : text.substr(0, text.size() - takes),
          .isSnippet = snippets};
}

void addFunctions(Completions &completions, size_t length) {
  for (const jsonata::LibraryFunction &function : jsonata::libraryFunctions())
    if (function.name != "eval")
      completions.addPart(length,
                          call(completions, "$" + std::string(function.name),
                               signatureOfFunction(function.name), aboutFunction(function.name)));
}

void completeMember(Completions &completions, const JsonataCursor &cursor) {
  const Where &where = completions.where();
  std::span<const std::string> path = cursor.path;
  if (path.size() == 1 && path[0] == "$states")
    return addNamed(completions, cursor.length, statesMembers(where));
  if (path.size() > 1 && path[0] == "$states" && path[1] == "context")
    addNamed(completions, cursor.length, contextMembers(where, path.subspan(2)));
  KnownValue value = valueAt(cursor, cursor.receiver, scopeAt(completions.query().snapshot, where));
  addMembers(completions, cursor.length, itemOf(value.shape), true);
}

void completeJsonata(Completions &completions) {
  JsonataCursor cursor =
      jsonataCursorAt(expressionBefore(completions.query().snapshot, completions.where()));
  if (cursor.kind == JsonataCursor::Kind::Nothing)
    return;
  if (!cursor.receiver.empty())
    completeMember(completions, cursor);
  if (cursor.kind == JsonataCursor::Kind::Member)
    return;
  completions.addPart(cursor.length, {.label = "$states",
                                      .kind = ItemKind::Variable,
                                      .detail = "input, result, context",
                                      .about = {},
                                      .rank = 0});
  addVariables(completions, cursor.length, cursor.locals);
  addFunctions(completions, cursor.length);
}

/// What may stand in a bracket of a path.
void addSteps(Completions &completions, const PathCursor &cursor) {
  const Where &where = completions.where();
  std::string_view behind = completions.behind();
  std::string close = behind.starts_with(']') ? "" : "]";
  Shape shape = shapeOf(cursor, completions.query().snapshot, where);
  auto add = [&](std::string label, std::string detail, std::string text, unsigned rank) {
    completions.addPart(cursor.last.size(), {.label = std::move(label),
                                             .kind = ItemKind::Field,
                                             .detail = std::move(detail),
                                             .about = {},
                                             .text = std::move(text),
                                             .rank = rank});
  };
  bool isQuoted = !cursor.last.empty();
  std::string mark = isQuoted ? cursor.last.substr(0, 1) : "'";
  if (isQuoted && behind.starts_with(mark))
    close.clear();
  if (shape.objects)
    for (const auto &[name, member] : shape.objects->members)
      if (std::string text(name); text.find_first_of("'\"\\") == text.npos)
        add(mark + text + mark, wordsOf(member),
            mark + text + (isQuoted && close.empty() ? "" : mark + close), 0);
  if (isQuoted)
    return;
  add("0", "the first item", "0" + close, 1);
  bool isOfOneValue = where.role == Role::Reference || where.owner == Role::Rule ||
                      where.field == "ErrorPath" || where.field == "CausePath";
  if (isOfOneValue)
    return;
  add("*", "all items or members", "*" + close, 1);
  add("?(@.", "the items for which a condition holds", "?(@.", 1);
}

void completePath(Completions &completions) {
  const Where &where = completions.where();
  PathCursor cursor = pathCursorAt(expressionBefore(completions.query().snapshot, where));
  if (cursor.isNothing)
    return;
  size_t length = cursor.last.size();
  bool takesCalls =
      where.role == Role::Template || where.field == "ErrorPath" || where.field == "CausePath";
  if (cursor.root == "States" && takesCalls) {
    for (std::string_view name : intrinsicNames())
      completions.addPart(length, call(completions, std::string(name), signatureOfIntrinsic(name),
                                       aboutIntrinsic(name)));
    return;
  }
  if (cursor.hasBracket)
    return addSteps(completions, cursor);
  if (cursor.hasDot && cursor.root == "$$")
    return addNamed(completions, length, contextMembers(where, cursor.names));
  if (cursor.hasDot)
    return addMembers(completions, length, shapeOf(cursor, completions.query().snapshot, where),
                      false);
  if (cursor.root == "$$")
    return;
  completions.addPart(
      length,
      {.label = "$.", .kind = ItemKind::Value, .detail = "the input of the state", .about = {}});
  if (takesContext(where))
    completions.addPart(
        length,
        {.label = "$$.", .kind = ItemKind::Value, .detail = "the context object", .about = {}});
  addVariables(completions, length, {});
  if (takesCalls)
    completions.addPart(length, {.label = "States.",
                                 .kind = ItemKind::Function,
                                 .detail = "an intrinsic function",
                                 .about = {}});
}

} // namespace

void completeExpression(Completions &completions, bool isJsonata) {
  if (isJsonata)
    completeJsonata(completions);
  else
    completePath(completions);
}

} // namespace aslc::editor
