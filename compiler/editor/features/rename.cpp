// Gives a state or a variable another name, everywhere.
#include "compiler/editor/features/features.h"

#include "compiler/editor/language/locals.h"
#include "compiler/expr/jsonata/check.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/utf8.h"

#include <algorithm>
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

/// ` in line 3, column 7`.
std::string placeText(const Query &query, source::Range range) {
  source::LineColumn place =
      query.snapshot.document().lineColumn(query.snapshot.outer(range).begin);
  return " in line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

/// Why a use of a variable would mean something else under the name `wanted`; empty when it would
/// not.
std::string whyHidden(const Query &query, const VariableUse &use, const std::string &wanted) {
  if (!use.expression || use.expression->kind != ast::Expression::Kind::Jsonata)
    return {};
  const ast::Expression &expression = *use.expression;
  Locals locals(expression.text);
  const Local *local = locals.find(wanted, use.offset);
  if (!local)
    return {};
  source::Range place = query.snapshot.variables().tree().within(
      *expression.node, expression.offset + local->begin,
      expression.offset + local->begin + wanted.size() + 1);
  return "the expression binds `$" + wanted + "` itself" + placeText(query, place) +
         ", which would hide the variable" + placeText(query, use.range);
}

std::string whyNoVariable(const Query &query, const VariableUse &use, const std::string &wanted) {
  if (!isVariableName(wanted) || asl::utf8::countCodePoints(wanted) > mostCharacters)
    return "`" + wanted + "` is not a valid variable name";
  if (wanted == "states")
    return "`$states` is reserved";
  if (wanted == use.name)
    return {};
  const VariableIndex &variables = query.snapshot.variables();
  for (const VariableUse &each : variables.uses())
    if (each.name == wanted)
      return each.assigns ? "there is a variable `$" + wanted + "` already"
                          : "`$" + wanted + "` is read already" + placeText(query, each.range);
  if (jsonata::findLibraryFunction(wanted))
    return "`$" + wanted + "` is a function of JSONata";
  for (const VariableUse *each : variables.sameAs(use))
    if (std::string why = whyHidden(query, *each, wanted); !why.empty())
      return why;
  return {};
}

/// Why a name of an expression cannot be called `wanted`; empty when it can. Each name of the
/// expression must be bound where it was before.
std::string whyNoLocal(const Query &query, const LocalName &local, const std::string &wanted) {
  if (!isVariableName(wanted))
    return "`" + wanted + "` is not a valid variable name";
  if (wanted == "states")
    return "`$states` is reserved";
  if (jsonata::findLibraryFunction(wanted))
    return "`$" + wanted + "` is a function of JSONata";
  std::string text = local.expression->text;
  for (auto offset = local.offsets.rbegin(); offset != local.offsets.rend(); ++offset)
    text.replace(*offset + 1, local.name.size(), wanted);
  std::vector<Locals::Use> before = Locals(local.expression->text).uses();
  std::vector<Locals::Use> after = Locals(text).uses();
  for (size_t i = 0; i < before.size() && i < after.size(); ++i) {
    if (before[i].scope == after[i].scope)
      continue;
    const ast::Expression &expression = *local.expression;
    size_t begin = expression.offset + before[i].begin;
    source::Range place = query.snapshot.variables().tree().within(
        *expression.node, begin, begin + before[i].name.size() + 1);
    return "`$" + before[i].name + "`" + placeText(query, place) + " would mean something else";
  }
  // Two variables of one scope would become one.
  auto isOther = [&](const Locals::Use &use) {
    return use.name == wanted && std::any_of(before.begin(), before.end(), [&](const auto &own) {
             return own.begin == local.offsets[0] && own.scope == use.scope;
           });
  };
  if (wanted != local.name && std::any_of(before.begin(), before.end(), isOther))
    return "there is a variable `$" + wanted + "` already";
  return {};
}

Json renameLocal(const Query &query, const LocalName &local, const std::string &name,
                 std::string &failure) {
  std::string wanted = name.starts_with('$') ? name.substr(1) : name;
  failure = whyNoLocal(query, local, wanted);
  if (!failure.empty())
    return nullptr;
  Json edits = Json::array();
  for (const std::vector<source::Range> *ranges : {&local.definitions, &local.uses})
    for (source::Range range : *ranges)
      edits.push_back(query.edit(range, wanted));
  return {{"changes", {{query.snapshot.uri(), edits}}}};
}

/// The name as a key of Assign, or `$name`, is written: without quotes, `.$` and `$`.
Json renameVariable(const Query &query, const VariableUse &use, const std::string &name,
                    std::string &failure) {
  std::string wanted = name.starts_with('$') ? name.substr(1) : name;
  failure = whyNoVariable(query, use, wanted);
  if (!failure.empty())
    return nullptr;
  Json edits = Json::array();
  for (const VariableUse *each : query.snapshot.variables().sameAs(use)) {
    std::string text = wanted;
    if (each->wholeKey)
      text = source::writeScalar(wanted + each->wholeKey->key.substr(use.name.size()),
                                 query.snapshot.scalarAt(each->range));
    edits.push_back(query.edit(each->range, text));
  }
  return {{"changes", {{query.snapshot.uri(), edits}}}};
}

/// A placeholder `${...}` of `name` that `before` does not have; empty when there is none.
std::string_view newPlaceholder(std::string_view name, std::string_view before) {
  for (size_t begin = name.find("${"); begin != name.npos; begin = name.find("${", begin + 1)) {
    size_t end = name.find('}', begin);
    if (end == name.npos)
      break;
    std::string_view found = name.substr(begin, end + 1 - begin);
    if (before.find(found) == before.npos)
      return found;
  }
  return {};
}

Json renameState(const Query &query, size_t state, const std::string &name, std::string &failure) {
  const StateIndex &states = query.snapshot.states();
  StateIndex::Names names = states.namesOf(state);
  if (name.empty() || asl::utf8::countCodePoints(name) > mostCharacters)
    failure = "the name of a state has 1 to 80 characters";
  // A name stands once in a flow and in those around it and inside of it.
  auto isRenamed = [&](size_t i) {
    return std::find(names.states.begin(), names.states.end(), i) != names.states.end();
  };
  for (size_t i = 0; i < states.states().size() && failure.empty(); ++i)
    if (states.states()[i].name == name && !isRenamed(i))
      failure = "there is a state `" + name + "` already" +
                placeText(query, states.states()[i].nameRange);
  std::string_view before = query.snapshot.file().text(states.states()[state].nameRange);
  std::string text = source::escapedLike(name, before);
  if (std::string_view placeholder = newPlaceholder(text, before);
      failure.empty() && !placeholder.empty())
    failure = "`" + std::string(placeholder) +
              "` would be replaced by a value where the definition is deployed";
  if (!failure.empty())
    return nullptr;
  Json edits = Json::array();
  for (const std::vector<source::Range> *ranges : {&names.keys, &names.uses})
    for (source::Range range : *ranges)
      edits.push_back(query.edit(range, source::writeScalar(text, query.snapshot.scalarAt(range))));
  return {{"changes", {{query.snapshot.uri(), edits}}}};
}

} // namespace

Json prepareRename(const Query &query, uint32_t cursor) {
  const Snapshot &snapshot = query.snapshot;
  auto anchored = snapshot.anchoredAt(cursor);
  uint32_t meant = anchored ? anchored->begin : cursor;
  if (size_t state = snapshot.states().at(meant); state != none) {
    source::Range range =
        anchored ? whereIs(snapshot, cursor).place.word : *snapshot.states().nameAt(cursor);
    char first = snapshot.file().text()[range.begin];
    if ((first == '"' || first == '\'') && range.end - range.begin >= 2)
      range = {range.begin + 1, range.end - 1};
    return {{"range", query.range(range)},
            {"placeholder", std::string(snapshot.states().states()[state].name)}};
  }
  if (const VariableUse *use = snapshot.variables().at(cursor); use && use->owner)
    return {{"range", query.range(use->range)}, {"placeholder", use->name}};
  if (auto local = snapshot.variables().localAt(meant))
    return {{"range", query.range(local->at)}, {"placeholder", local->name}};
  return nullptr;
}

Json renameAt(const Query &query, uint32_t cursor, const std::string &name, std::string &failure) {
  const Snapshot &snapshot = query.snapshot;
  if (auto anchored = snapshot.anchoredAt(cursor))
    cursor = anchored->begin;
  if (size_t state = snapshot.states().at(cursor); state != none)
    return renameState(query, state, name, failure);
  if (const VariableUse *use = snapshot.variables().at(cursor); use && use->owner)
    return renameVariable(query, *use, name, failure);
  if (auto local = snapshot.variables().localAt(cursor))
    return renameLocal(query, *local, name, failure);
  failure = "this is neither the name of a state nor a variable";
  return nullptr;
}

} // namespace aslc::editor
