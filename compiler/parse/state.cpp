// One state: its type, what all states share, and the transition out of it.
#include "compiler/parse/state.h"

#include "compiler/parse/state_fields.h"

#include <array>

namespace aslc::parse {

namespace {

std::string article(StateType type) { return "a " + std::string(name(type)) + " state"; }

/// The member of a state without `Type` whose name is probably a misspelt one.
const Member *misspeltType(const Node &object) {
  static const std::vector<std::string> meant = {"Type"};
  for (const Member &member : object.members)
    if (member.value->is(Node::Kind::String) && typesWith(member.key).empty() &&
        diag::closest(member.key, meant))
      return &member;
  return nullptr;
}

/// The type of the state; reports a missing or unknown one.
std::optional<StateType> readType(Context &context, const Member &state) {
  static constexpr std::array<std::string_view, 8> names = {"Task", "Wait",   "Pass",     "Succeed",
                                                            "Fail", "Choice", "Parallel", "Map"};
  auto typeIn = [&](const Member &member) {
    auto word = readWord(context, &member, names);
    return word ? stateTypeOf(*word) : std::nullopt;
  };
  const Node &object = *state.value;
  if (const Member *member = object.find("Type"))
    return typeIn(*member);
  for (const Member &member : object.members)
    if (lacksBlank(context.diags.file(), member, "Type")) {
      reportBlank(context, member, "a state");
      return std::nullopt;
    }
  const Member *misspelt = misspeltType(object);
  if (!misspelt) {
    context.diags.emit(state.keyRange, diag::Kind::MissingField, {"a state", "Type"});
    return std::nullopt;
  }
  auto type = typeIn({"Type", misspelt->keyRange, misspelt->value});
  if (!type) // else its name is reported with the names of the other fields
    context.diags.emit(misspelt->keyRange, diag::Kind::UnknownField, {misspelt->key, "a state"})
        .didYouMean(misspelt->key, "Type");
  return type;
}

std::string otherTypes(std::string_view field) {
  auto types = typesWith(field);
  return types.empty() ? "" : "it is a field of " + listing(types, "and");
}

bool hasTransition(StateType type) {
  return type != StateType::Choice && type != StateType::Succeed && type != StateType::Fail;
}

/// Whether the text of a member stands where it is read: it is not that of an alias.
bool isWrittenIn(const Node &object, const Member &member) {
  return member.keyRange.begin >= object.range.begin &&
         member.value->range.begin >= member.keyRange.end &&
         member.value->range.end <= object.range.end;
}

/// The line break of the file, as it stands before the line.
std::string breakBefore(const source::File &file, uint32_t line) {
  return file.text().substr(0, file.lineBegin(line)).ends_with("\r\n") ? "\r\n" : "\n";
}

/// What separates the last member from one behind it: a line break where it begins a line of its
/// own, else a blank.
std::string separatorBehind(const source::File &file, const Node &object, const Member &last) {
  source::LineColumn key = file.lineColumn(last.keyRange.begin);
  uint32_t begin = file.lineBegin(key.line);
  std::string_view before = file.text().substr(begin, last.keyRange.begin - begin);
  bool hasLine = before.find_first_not_of(" \t") == before.npos && object.range.begin < begin;
  return hasLine ? "," + breakBefore(file, key.line) + std::string(before) : ", ";
}

/// `End: true` as a line of its own behind the last field of a block of YAML that takes one line:
/// the value of another one may go on.
std::optional<diag::Edit> endLine(const source::File &file, const Node &object) {
  for (auto member = object.members.rbegin(); member != object.members.rend(); ++member) {
    source::LineColumn key = file.lineColumn(member->keyRange.begin);
    if (!isWrittenIn(object, *member) || file.lineColumn(member->value->range.end).line != key.line)
      continue;
    auto behind = static_cast<uint32_t>(file.lineBegin(key.line) + file.line(key.line).size());
    std::string_view rest = file.text().substr(behind);
    bool isCrLf = rest.starts_with("\r\n") ||
                  (rest.empty() && file.text().find("\r\n") != std::string_view::npos);
    return diag::Edit{{behind, behind},
                      (isCrLf ? "\r\n" : "\n") + std::string(key.column - 1, ' ') + "End: true"};
  }
  return std::nullopt;
}

/// The change that makes `object`, a state without a transition, end its flow; none where the text
/// has no place for it.
std::optional<diag::Edit> endEdit(const source::File &file, const Node &object, const Member *end) {
  if (end)
    return isWrittenIn(object, *end) ? std::optional(diag::Edit{end->value->range, "true"})
                                     : std::nullopt;
  if (!file.text(object.range).starts_with('{'))
    return endLine(file, object);
  const Member &last = object.members.back(); // there is a `Type`
  uint32_t behind = last.value->range.end;
  if (!isWrittenIn(object, last))
    return std::nullopt;
  return diag::Edit{{behind, behind}, separatorBehind(file, object, last) + "\"End\": true"};
}

void readTransition(Fields &fields, ast::State &state) {
  Context &context = fields.context();
  const Member *next = fields.find("Next");
  const Member *end = fields.find("End");
  state.next = readText(context, next);
  state.end = readBoolean(context, end).value_or(false);
  if (next && end && state.end)
    fields.exclusive({"Next", "End"});
  else if (!next && !fields.hasNamed("Next:") && !fields.hasNamed("End:") &&
           (!end || (end->value->is(Node::Kind::Boolean) && !state.end))) {
    auto problem = context.diags.emit(state.nameRange, diag::Kind::MissingTransition, {state.name});
    std::string hint = "a state that ends its flow needs `\"End\": true`";
    if (auto edit = endEdit(context.diags.file(), fields.object(), end))
      problem.hint(std::move(hint), *std::move(edit));
    else
      problem.hint(std::move(hint));
  }
}

void readCommon(Fields &fields, ast::State &state) {
  using Kind = ast::Expression::Kind;
  Context &context = fields.context();
  auto tmpl = [&](std::string_view field, TemplateShape shape) {
    return readTemplate(context, fields.find(field), fields.language(), shape);
  };
  state.comment = readText(context, fields.find("Comment"));
  state.inputPath = readPathOrNull(context, fields.find("InputPath"), Kind::Path);
  state.outputPath = readPathOrNull(context, fields.find("OutputPath"), Kind::Path);
  state.resultPath = readPathOrNull(context, fields.find("ResultPath"), Kind::ReferencePath);
  state.resultSelector = tmpl("ResultSelector", TemplateShape::Any);
  state.arguments = tmpl("Arguments", TemplateShape::Any);
  state.output = tmpl("Output", TemplateShape::Any);
  state.assign = tmpl("Assign", TemplateShape::Object);
  readErrorHandlers(fields, state);
}

void readParticular(Fields &fields, StateType type, ast::State &state) {
  Context &context = fields.context();
  switch (type) {
  case StateType::Pass: {
    ast::PassState pass;
    if (const Member *result = fields.find("Result"))
      pass.result = ast::Field<const Node *>{result->value, result->keyRange, result->value->range,
                                             result->value};
    state.kind = pass;
    break;
  }
  case StateType::Task:
    state.kind = readTask(fields);
    break;
  case StateType::Choice:
    state.kind = readChoice(fields);
    break;
  case StateType::Wait:
    state.kind = readWait(fields);
    break;
  case StateType::Succeed:
    state.kind = ast::SucceedState{};
    break;
  case StateType::Fail:
    state.kind = readFail(fields);
    break;
  case StateType::Parallel:
    state.kind = readParallel(fields);
    break;
  case StateType::Map:
    state.kind = readMap(fields);
    break;
  }
  if (type != StateType::Map) // there it is the old name of ItemSelector
    state.parameters =
        readTemplate(context, fields.find("Parameters"), fields.language(), TemplateShape::Any);
}

/// A state of unknown type: reads what its targets and reachability need.
void readOutline(Context &context, const Node &object, ast::State &state) {
  state.broken = true;
  for (const Member &member : object.members) {
    if (member.key == "Next" && member.value->is(Node::Kind::String))
      state.next = readText(context, &member);
    if (member.key == "End")
      state.end = readBoolean(context, &member).value_or(false);
  }
  context.unread.push_back(object.range);
}

} // namespace

QueryLanguage readLanguage(Context &context, const Node &object, QueryLanguage inherited) {
  static constexpr std::array<std::string_view, 2> names = {"JSONPath", "JSONata"};
  for (const Member &member : object.members) {
    if (member.key != "QueryLanguage")
      continue;
    auto word = readWord(context, &member, names);
    // The service takes an unknown language for JSONata.
    return word == "JSONPath" ? QueryLanguage::JsonPath : QueryLanguage::Jsonata;
  }
  return inherited;
}

ast::State readState(Context &context, const Member &member) {
  ast::State state;
  state.name = member.key;
  state.nameRange = member.keyRange;
  state.range = member.value->range;
  state.node = member.value;
  if (!member.value->is(Node::Kind::Object)) {
    wrongType(context, member, "a state, which is an object");
    state.broken = true;
    return state;
  }
  state.language = readLanguage(context, *member.value, context.language);
  if (state.language == QueryLanguage::JsonPath && context.language == QueryLanguage::Jsonata)
    context.diags.emit(member.value->find("QueryLanguage")->value->range,
                       diag::Kind::LanguageDowngrade);
  auto type = readType(context, member);
  if (!type) {
    readOutline(context, *member.value, state);
    return state;
  }
  Fields fields(context, *member.value, {article(*type), fieldsOf(*type), otherTypes},
                state.language);
  readCommon(fields, state);
  if (hasTransition(*type))
    readTransition(fields, state);
  readParticular(fields, *type, state);
  return state;
}

} // namespace aslc::parse
