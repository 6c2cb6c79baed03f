// The table of fields, and what follows from it.
#include "compiler/editor/language/schema.h"

#include "compiler/parse/choice_operators.h"

#include <algorithm>
#include <array>

namespace aslc::editor {

namespace {

constexpr FieldInfo table[] = {
#define ASLC_FIELD(owner, name, value, about, page) {Role::owner, name, Role::value, about, page},
#include "compiler/editor/language/fields.def"
#undef ASLC_FIELD
};

/// The operators of rules are those of the parser.
const std::vector<FieldInfo> &operators() {
  static const std::vector<FieldInfo> fields = [] {
    std::vector<FieldInfo> all;
    for (const parse::ChoiceOperator &op : parse::choiceOperators()) {
      using Operand = parse::ChoiceOperator::Operand;
      Role value = op.path                            ? Role::Path
                   : op.operand == Operand::Number    ? Role::Number
                   : op.operand == Operand::Boolean   ? Role::Boolean
                   : op.operand == Operand::Timestamp ? Role::Timestamp
                                                      : Role::Text;
      std::string_view about = op.name.starts_with("Is") ? "Tests what kind of value `Variable` is."
                               : op.path
                                   ? "Compares the value of `Variable` with that of this path."
                                   : "Compares the value of `Variable` with this one.";
      if (op.name == "StringMatches")
        about = "Compares the value of `Variable` with a pattern, in which `*` is any text.";
      if (op.name == "IsPresent")
        about = "Tests whether the path `Variable` leads to something.";
      all.push_back({Role::Rule, op.name, value, about, "state-choice"});
    }
    return all;
  }();
  return fields;
}

Role tableOf(Role owner) {
  return owner == Role::Branch || owner == Role::Processor ? Role::Machine : owner;
}

bool has(Role owner, std::string_view field) {
  constexpr std::array<std::string_view, 3> ofWhole = {"TimeoutSeconds", "Version",
                                                       "QueryLanguage"};
  bool isOfWhole = std::find(ofWhole.begin(), ofWhole.end(), field) != ofWhole.end();
  switch (owner) {
  case Role::Machine:
    return field != "ProcessorConfig";
  case Role::Branch:
    return !isOfWhole && field != "ProcessorConfig";
  case Role::Processor:
    return !isOfWhole;
  default:
    return true;
  }
}

struct Words {
  Role owner;
  std::string_view field;
  std::vector<std::string_view> words;
};

const std::vector<Words> &allWords() {
  static const std::vector<Words> all = {
      {Role::State,
       "Type",
       {"Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}},
      {Role::State, "QueryLanguage", {"JSONPath", "JSONata"}},
      {Role::Machine, "QueryLanguage", {"JSONPath", "JSONata"}},
      {Role::Machine, "Version", {"1.0"}},
      {Role::Retrier, "JitterStrategy", {"FULL", "NONE"}},
      {Role::ProcessorConfig, "Mode", {"INLINE", "DISTRIBUTED"}},
      {Role::ProcessorConfig, "ExecutionType", {"STANDARD", "EXPRESS"}},
      {Role::ReaderConfig, "InputType", {"CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"}},
      {Role::ReaderConfig, "CSVHeaderLocation", {"FIRST_ROW", "GIVEN"}},
      {Role::ReaderConfig, "CSVDelimiter", {"COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"}},
      {Role::ReaderConfig, "Transformation", {"NONE", "LOAD_AND_FLATTEN"}},
      {Role::WriterConfig, "Transformation", {"NONE", "COMPACT", "FLATTEN"}},
      {Role::WriterConfig, "OutputType", {"JSON", "JSONL"}},
  };
  return all;
}

} // namespace

const FieldInfo *findField(Role owner, std::string_view name) {
  if (!has(owner, name))
    return nullptr;
  for (const FieldInfo &field : table)
    if (field.owner == tableOf(owner) && field.name == name)
      return &field;
  if (owner == Role::Rule)
    for (const FieldInfo &field : operators())
      if (field.name == name)
        return &field;
  return nullptr;
}

std::vector<const FieldInfo *> fieldsOf(Role owner) {
  std::vector<const FieldInfo *> fields;
  for (const FieldInfo &field : table)
    if (field.owner == tableOf(owner) && has(owner, field.name))
      fields.push_back(&field);
  if (owner == Role::Rule)
    for (const FieldInfo &field : operators())
      fields.push_back(&field);
  return fields;
}

std::vector<std::string_view> wordsOf(Role owner, std::string_view field) {
  for (const Words &words : allWords())
    if (words.owner == tableOf(owner) && words.field == field)
      return words.words;
  return {};
}

Role roleOfChild(Role owner, std::string_view key) {
  switch (owner) {
  case Role::States:
    return Role::State;
  case Role::Branches:
    return Role::Branch;
  case Role::Retriers:
    return Role::Retrier;
  case Role::Catchers:
    return Role::Catcher;
  case Role::Rules:
    return Role::Rule;
  case Role::ErrorNames:
    return Role::ErrorName;
  case Role::Template:
  case Role::Assign:
    return Role::Template;
  case Role::Literal:
    return Role::Literal;
  default:
    break;
  }
  const FieldInfo *field = findField(owner, key);
  return field ? field->value : Role::None;
}

std::string_view aboutType(std::string_view type) {
  constexpr std::pair<std::string_view, std::string_view> about[] = {
      {"Pass", "Gives its input on, or a result that is written here."},
      {"Task", "Has work done: by a function, an activity, or the action of a service."},
      {"Choice", "Goes on with one of several states, by rules."},
      {"Wait", "Waits for some seconds, or until a moment."},
      {"Succeed", "Ends the flow well."},
      {"Fail", "Ends the execution with an error."},
      {"Parallel", "Runs several flows at the same time, and waits for all of them."},
      {"Map", "Runs a flow for each item of an array."}};
  for (const auto &[name, text] : about)
    if (name == type)
      return text;
  return {};
}

std::string linkOf(std::string_view page) {
  return "https://docs.aws.amazon.com/step-functions/latest/dg/" + std::string(page) + ".html";
}

} // namespace aslc::editor
