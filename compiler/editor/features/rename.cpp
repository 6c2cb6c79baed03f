// Gives a state or a variable another name, everywhere.
#include "compiler/editor/features/features.h"

#include "compiler/expr/jsonata/check.h"
#include "runtime/support/utf8.h"

#include <cctype>

namespace aslc::editor {

namespace {

constexpr size_t mostCharacters = 80;

bool isVariableName(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])))
    return false;
  for (char c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c >= 0)
      return false;
  return true;
}

/// The name as a key of Assign, or `$name`, is written: without quotes, `.$` and `$`.
Json renameVariable(const Query &query, const VariableUse &use, const std::string &name,
                    std::string &failure) {
  const VariableIndex &variables = query.snapshot.variables();
  std::string wanted = name.starts_with('$') ? name.substr(1) : name;
  if (!isVariableName(wanted) || wanted.size() > mostCharacters)
    failure = "`" + wanted + "` is not a valid variable name";
  else if (wanted == "states")
    failure = "`$states` is reserved";
  for (const VariableUse &each : variables.uses())
    if (failure.empty() && each.name == wanted && each.assigns)
      failure = "there is a variable `$" + wanted + "` already";
  if (failure.empty() && jsonata::findLibraryFunction(wanted))
    failure = "`$" + wanted + "` is a function of JSONata";
  if (!failure.empty())
    return nullptr;
  Json edits = Json::array();
  for (const VariableUse *each : variables.sameAs(use))
    edits.push_back(query.edit(each->range, wanted));
  return {{"changes", {{query.snapshot.uri(), edits}}}};
}

Json renameState(const Query &query, size_t state, const std::string &name, std::string &failure) {
  const StateIndex &states = query.snapshot.states();
  const StateEntry &entry = states.states()[state];
  if (name.empty() || asl::utf8::countCodePoints(name) > mostCharacters)
    failure = "the name of a state has 1 to 80 characters";
  else if (name.find_first_of("\n\r\t") != name.npos)
    failure = "a line break cannot be part of a state's name";
  // A name stands once in a flow and in those around it and inside of it.
  for (size_t i = 0; i < states.states().size() && failure.empty(); ++i)
    if (i != state && states.states()[i].name == name)
      failure = "there is a state `" + name + "` already";
  if (!failure.empty())
    return nullptr;
  std::string text = spelled(query.snapshot, name);
  auto written = [&](source::Range range) {
    char first = query.snapshot.file().text()[range.begin];
    bool isQuoted = first == '"' || first == '\'';
    return isQuoted && text[0] != '"' ? "\"" + text + "\"" : text;
  };
  Json edits = Json::array();
  edits.push_back(query.edit(entry.nameRange, written(entry.nameRange)));
  for (const StateUse &use : states.uses())
    if (use.scope == entry.scope && states.target(use) == state)
      edits.push_back(query.edit(use.node->range, written(use.node->range)));
  return {{"changes", {{query.snapshot.uri(), edits}}}};
}

} // namespace

Json prepareRename(const Query &query, uint32_t cursor) {
  const Snapshot &snapshot = query.snapshot;
  if (size_t state = snapshot.states().at(cursor); state != none) {
    source::Range range = whereIs(snapshot, cursor).place.word;
    char first = snapshot.file().text()[range.begin];
    if ((first == '"' || first == '\'') && range.end - range.begin >= 2)
      range = {range.begin + 1, range.end - 1};
    return {{"range", query.range(range)},
            {"placeholder", std::string(snapshot.states().states()[state].name)}};
  }
  if (const VariableUse *use = snapshot.variables().at(cursor); use && use->owner)
    return {{"range", query.range(use->range)}, {"placeholder", use->name}};
  return nullptr;
}

Json renameAt(const Query &query, uint32_t cursor, const std::string &name, std::string &failure) {
  const Snapshot &snapshot = query.snapshot;
  if (size_t state = snapshot.states().at(cursor); state != none)
    return renameState(query, state, name, failure);
  if (const VariableUse *use = snapshot.variables().at(cursor); use && use->owner)
    return renameVariable(query, *use, name, failure);
  failure = "this is neither the name of a state nor a variable";
  return nullptr;
}

} // namespace aslc::editor
