// Completion inside of expressions: members by the shapes of data, variables, functions.
#include "compiler/editor/features/completion.h"
#include "compiler/editor/features/expressions.h"
#include "compiler/expr/jsonata/check.h"

namespace aslc::editor {

namespace {

using Item = Completions::Item;
using analysis::Shape;

bool isPlainName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos;
}

/// What is known of the members of a shape.
void addMembers(Completions &completions, const Chain &chain, const Shape &shape, bool isJsonata) {
  if (!shape.objects)
    return;
  for (const auto &[name, member] : shape.objects->members) {
    std::string text(name);
    size_t begin = chain.lastBegin;
    if (!isPlainName(name) && isJsonata)
      text = "`" + text + "`";
    else if (!isPlainName(name))
      text = "['" + text + "']";
    if (text[0] == '[')
      --begin; // the dot goes
    completions.addPart(begin, {.label = std::string(name),
                                .kind = ItemKind::Field,
                                .detail = wordsOf(member),
                                .about = {},
                                .text = text,
                                .rank = 0});
  }
}

void addNamed(Completions &completions, const Chain &chain, const std::vector<NamedText> &names) {
  for (const NamedText &each : names)
    completions.addPart(chain.lastBegin, {.label = std::string(each.name),
                                          .kind = ItemKind::Field,
                                          .detail = std::string(each.about),
                                          .about = {}});
}

void addVariables(Completions &completions, const Chain &chain) {
  const analysis::StateData *data = dataAt(completions.query().snapshot, completions.where());
  for (const std::string &name : variablesAt(completions)) {
    const Shape *shape = data && data->variables ? data->variables->find(name) : nullptr;
    completions.addPart(chain.lastBegin, {.label = "$" + name,
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

void addFunctions(Completions &completions, const Chain &chain) {
  for (const jsonata::LibraryFunction &function : jsonata::libraryFunctions())
    if (function.name != "eval")
      completions.addPart(chain.lastBegin,
                          call(completions, "$" + std::string(function.name),
                               signatureOfFunction(function.name), aboutFunction(function.name)));
}

void completeJsonata(Completions &completions, const Chain &chain) {
  const Where &where = completions.where();
  if (chain.root.empty() || chain.root == "$") {
    if (chain.hasDot)
      return;
    completions.addPart(chain.lastBegin, {.label = "$states",
                                          .kind = ItemKind::Variable,
                                          .detail = "input, result, context",
                                          .about = {},
                                          .rank = 0});
    addVariables(completions, chain);
    addFunctions(completions, chain);
    return;
  }
  if (chain.root == "$states") {
    if (chain.names.empty())
      return addNamed(completions, chain, statesMembers(where));
    if (chain.names[0] == "context")
      return addNamed(
          completions, chain,
          contextMembers(where.statePath, {chain.names.begin() + 1, chain.names.end()}));
    if (chain.names[0] == "errorOutput" && chain.names.size() == 1)
      return addNamed(completions, chain,
                      {{"Error", "the name of the error"}, {"Cause", "a text that explains it"}});
  }
  addMembers(completions, chain, shapeOf(chain, completions.query().snapshot, where), true);
}

void completePath(Completions &completions, const Chain &chain) {
  const Where &where = completions.where();
  bool takesCalls =
      where.role == Role::Template || where.field == "ErrorPath" || where.field == "CausePath";
  if (chain.root == "States" && takesCalls) {
    for (std::string_view name : intrinsicNames())
      completions.addPart(chain.lastBegin, call(completions, std::string(name),
                                                signatureOfIntrinsic(name), aboutIntrinsic(name)));
    return;
  }
  if (chain.root == "$$") {
    if (!chain.hasDot)
      return;
    addNamed(completions, chain, contextMembers(where.statePath, chain.names));
    return;
  }
  if (chain.root.empty() || (chain.root == "$" && !chain.hasDot)) {
    completions.addPart(
        chain.lastBegin,
        {.label = "$.", .kind = ItemKind::Value, .detail = "the input of the state", .about = {}});
    completions.addPart(
        chain.lastBegin,
        {.label = "$$.", .kind = ItemKind::Value, .detail = "the context object", .about = {}});
    addVariables(completions, chain);
    if (takesCalls)
      completions.addPart(chain.lastBegin, {.label = "States.",
                                            .kind = ItemKind::Function,
                                            .detail = "an intrinsic function",
                                            .about = {}});
    return;
  }
  addMembers(completions, chain, shapeOf(chain, completions.query().snapshot, where), false);
}

} // namespace

void completeExpression(Completions &completions, bool isJsonata) {
  Chain chain = chainAt(completions.where().place.before);
  if (isJsonata)
    completeJsonata(completions, chain);
  else
    completePath(completions, chain);
}

} // namespace aslc::editor
