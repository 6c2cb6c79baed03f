// Completion of fields and of values that are no expressions.
#include "compiler/editor/features/completion.h"
#include "compiler/editor/features/expressions.h"
#include "compiler/source/placeholder.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using Item = Completions::Item;

bool isFieldOf(std::string_view type, ast::QueryLanguage language, std::string_view field) {
  auto known = parse::stateTypeOf(type);
  if (!known)
    return true;
  for (const parse::FieldRule &rule : parse::fieldsOf(*known))
    if (rule.name == field)
      return rule.language == parse::FieldLanguage::Both ||
             (rule.language == parse::FieldLanguage::Jsonata) ==
                 (language == ast::QueryLanguage::Jsonata);
  return false;
}

bool isOfLanguage(const Where &where, std::string_view field) {
  constexpr std::array<std::string_view, 3> jsonata = {"Condition", "Output", "Arguments"};
  constexpr std::array<std::string_view, 6> both = {"Next",        "Assign",   "Comment",
                                                    "ErrorEquals", "Resource", "ReaderConfig"};
  if (std::find(jsonata.begin(), jsonata.end(), field) != jsonata.end())
    return where.isJsonata();
  if (std::find(both.begin(), both.end(), field) != both.end() || !where.isJsonata())
    return true;
  bool isPathField = where.owner == Role::Rule || field == "ResultPath" || field == "Parameters" ||
                     (field.ends_with("Path") && where.owner != Role::State);
  return !isPathField;
}

/// Fields of a rule that a rule within another one has not.
bool isOutcome(std::string_view field) {
  return field == "Next" || field == "Assign" || field == "Output";
}

/// Fields that one of a kind needs first.
unsigned rankOf(std::string_view field) {
  constexpr std::array<std::string_view, 12> first = {
      "Type",    "Next",     "End",           "StartAt",     "States",   "Resource",
      "Choices", "Branches", "ItemProcessor", "ErrorEquals", "Variable", "Condition"};
  return std::find(first.begin(), first.end(), field) != first.end() ? 0 : 1;
}

void addFields(Completions &completions) {
  const Where &where = completions.where();
  std::string_view type = textOf(where.container, "Type");
  bool isNestedRule = where.owner == Role::Rule && where.field != "Choices";
  for (const FieldInfo *field : fieldsOf(where.owner)) {
    if (isNestedRule && isOutcome(field->name))
      continue;
    const source::Node *written = memberOf(where.container, field->name);
    // What the cursor is in may be written again.
    if (written && where.place.before != field->name && !where.place.hasColon)
      continue;
    if (written && where.place.hasColon && where.place.before != field->name &&
        !field->name.starts_with(where.place.before))
      continue;
    if (where.owner == Role::State ? !isFieldOf(type, where.language, field->name)
                                   : !isOfLanguage(where, field->name))
      continue;
    completions.addKey(field->name, field->value,
                       {.label = {},
                        .kind = ItemKind::Property,
                        .detail = {},
                        .about = std::string(field->about),
                        .rank = rankOf(field->name)});
  }
}

void addStates(Completions &completions) {
  const Where &where = completions.where();
  const source::Node *states = memberOf(where.flow, "States");
  if (!states || !states->is(source::Node::Kind::Object))
    return;
  bool isMany = states->members.size() > Completions::most;
  if (isMany)
    completions.narrowed();
  for (const source::Member &member : states->members) {
    if (isMany && member.key.find(where.place.before) == member.key.npos)
      continue;
    bool isSelf = member.value == where.state;
    completions.addValue(
        {.label = member.key,
         .kind = ItemKind::Reference,
         .detail = std::string(textOf(member.value, "Type")),
         .about = std::string(textOf(member.value, "Comment")),
         .text = source::escapedLike(member.key, where.tree->file->text(member.keyRange)),
         .rank = isSelf ? 2u : 1u});
  }
}

/// What begins an expression in a place that is evaluated.
void addBegins(Completions &completions) {
  const Where &where = completions.where();
  if (where.isJsonata()) {
    completions.addValue({.label = "{% $states.input %}",
                          .kind = ItemKind::Value,
                          .detail = "the input of the state",
                          .about = {}});
    return;
  }
  completions.addValue(
      {.label = "$", .kind = ItemKind::Value, .detail = "the input of the state", .about = {}});
  if (takesContext(where))
    completions.addValue(
        {.label = "$$.", .kind = ItemKind::Value, .detail = "the context object", .about = {}});
  if (where.role == Role::Template)
    completions.addValue({.label = "States.",
                          .kind = ItemKind::Function,
                          .detail = "an intrinsic function",
                          .about = {}});
  if (where.field == "InputPath" || where.field == "OutputPath" || where.field == "ResultPath")
    completions.addWord({.label = "null",
                         .kind = ItemKind::Constant,
                         .detail = where.field == "ResultPath" ? "drops the result" : "nothing",
                         .about = {}});
}

} // namespace

void completeKey(Completions &completions) {
  const Where &where = completions.where();
  switch (where.owner) {
  case Role::States:
    return; // the author names them
  case Role::Template:
    return completeParameter(completions);
  case Role::Assign:
    for (const std::string &name : variablesAt(completions))
      completions.addKey(
          name, Role::None,
          {.label = {}, .kind = ItemKind::Variable, .detail = "a variable", .about = {}});
    return;
  default:
    addFields(completions);
  }
}

void completeValue(Completions &completions) {
  const Where &where = completions.where();
  std::string_view field = where.place.key;
  std::vector<std::string_view> words = wordsOf(where.owner, field);
  for (std::string_view word : words)
    completions.addValue({.label = std::string(word),
                          .kind = ItemKind::Enum,
                          .detail = {},
                          .about = std::string(field == "Type" ? aboutType(word) : "")});
  switch (where.role) {
  case Role::Target:
    return addStates(completions);
  case Role::Resource:
    return completeResource(completions);
  case Role::ErrorName:
    return completeError(completions);
  case Role::Boolean:
    for (std::string_view word : {"true", "false"})
      completions.addWord(
          {.label = std::string(word), .kind = ItemKind::Constant, .detail = {}, .about = {}});
    return;
  case Role::Path:
  case Role::Reference:
  case Role::Condition:
    return addBegins(completions);
  case Role::Template:
    if (where.isJsonata() || where.place.key.ends_with(".$"))
      addBegins(completions);
    return completeParameterValue(completions);
  default:
    return;
  }
}

} // namespace aslc::editor
