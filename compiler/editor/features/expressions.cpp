#include "compiler/editor/features/expressions.h"

#include "compiler/catalogue/catalogue.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/document/json_words.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cctype>

namespace aslc::editor {

namespace {

struct FunctionText {
  std::string_view name, parameters, gives, about;
};

constexpr FunctionText functions[] = {
#define ASLC_FUNCTION(name, parameters, gives, about) {name, parameters, gives, about},
#include "compiler/editor/language/functions.def"
#undef ASLC_FUNCTION
};

constexpr FunctionText intrinsics[] = {
#define ASLC_INTRINSIC(name, parameters, about) {name, parameters, "", about},
#include "compiler/editor/language/intrinsics.def"
#undef ASLC_INTRINSIC
};

template <size_t size>
const FunctionText *find(const FunctionText (&table)[size], std::string_view name) {
  for (const FunctionText &function : table)
    if (function.name == name)
      return &function;
  return nullptr;
}

bool isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c < 0;
}

} // namespace

std::string expressionBefore(const Snapshot &snapshot, const Where &where) {
  const Place &place = where.place;
  std::string text = place.before;
  std::string_view all = snapshot.file().text();
  char quote = place.isQuoted && place.word.begin < all.size() ? all[place.word.begin] : '\0';
  if (quote == '"')
    text = asl::document::readJsonString("\"" + text, 0).decoded.text;
  for (size_t at = text.find("''"); quote == '\'' && at != text.npos; at = text.find("''", at + 1))
    text.erase(at, 1);
  size_t begin = text.find_first_not_of(" \t\r\n");
  bool isMarked = begin != text.npos && text.compare(begin, 2, "{%") == 0;
  return isMarked ? text.substr(begin + 2) : text;
}

std::string_view throughName(std::string_view text, size_t cursor) {
  size_t end = std::min(cursor, text.size());
  while (end < text.size() && (isNameByte(text[end]) || (text[end] == '$' && end == cursor)) &&
         text[end] != '-')
    ++end;
  return text.substr(0, end);
}

analysis::Scope scopeAt(const Snapshot &snapshot, const Where &where) {
  using analysis::Shape;
  analysis::Scope scope;
  scope.input = scope.context = Shape::unknown();
  scope.result = Shape::unknown();
  scope.errorOutput = Shape::object(
      {{"Error", Shape::of(analysis::Kind::Text)}, {"Cause", Shape::of(analysis::Kind::Text)}});
  const analysis::StateData *data = dataAt(snapshot, where);
  if (!data)
    return scope;
  if (!data->inputShape.isNothing())
    scope.input = data->inputShape;
  if (!data->resultShape.isNothing())
    scope.result = data->resultShape;
  if (auto variables = data->variables())
    scope.variables = *variables;
  return scope;
}

analysis::Shape shapeOf(const PathCursor &path, const Snapshot &snapshot, const Where &where) {
  using analysis::Shape;
  const analysis::StateData *data = dataAt(snapshot, where);
  if (!data)
    return Shape::nothing();
  Shape shape;
  bool isOfResult = where.holder == "ResultSelector" || where.holder == "Assign";
  if (path.root == "$" && where.holder == "OutputPath")
    shape = data->outputShape.isNothing() ? data->inputShape : data->outputShape;
  else if (path.root == "$")
    shape = isOfResult ? data->resultShape : data->inputShape;
  else if (path.root.size() > 1 && path.root[0] == '$')
    if (auto variables = data->variables())
      if (const Shape *found = variables->find(std::string_view(path.root).substr(1)))
        shape = *found;
  for (const std::string &name : path.names)
    if (name == "[]" || name == "*")
      shape = name == "*" && shape.objects ? shape.anyMember() : shape.anyElement();
    else
      shape = shape.member(name);
  return shape;
}

analysis::Shape itemOf(analysis::Shape shape) {
  while (!shape.objects && shape.arrays)
    shape = shape.anyElement();
  return shape;
}

std::string wordsOf(const analysis::Shape &shape) {
  if (auto text = shape.constantText())
    return "the text `" + std::string(*text) + "`";
  if (auto number = shape.constantNumber())
    return "the number " + asl::shortestText(*number);
  return analysis::describe(shape);
}

std::vector<NamedText> statesMembers(const Where &where) {
  std::string_view type = textOf(where.state, "Type");
  bool givesResult = type == "Task" || type == "Parallel" || type == "Map" || type.empty();
  return {{"input", "the input of the state"},
          {"context", "the context object: execution, state, task"},
          {"result", "what the state's work gave",
           givesResult && (where.holder == "Output" || where.holder == "Assign")},
          {"errorOutput", "the error: an object of `Error` and `Cause`",
           where.holder == "Catch" && (where.field == "Output" || where.field == "Assign")}};
}

namespace {

/// Whether the task of the state may have a token: it waits for somebody, or for a job.
bool hasToken(const Where &where) {
  std::string_view resource = textOf(where.state, "Resource");
  catalogue::Integration integration = catalogue::integrationOf(resource);
  bool isKnown = integration.kind != catalogue::Integration::Kind::Unknown &&
                 !source::holdsPlaceholder(resource);
  bool waits = integration.pattern != catalogue::Pattern::RequestResponse;
  return textOf(where.state, "Type") == "Task" && (waits || !isKnown);
}

/// Whether an item of a Map is at work: in its processor, and in what makes the input of that.
bool hasItem(const Where &where) {
  for (const Step &step : where.statePath)
    if (step.isKey && (step.key == "ItemProcessor" || step.key == "Iterator"))
      return true;
  bool isSelector = where.holder == "ItemSelector" || where.holder == "Parameters";
  return isSelector && textOf(where.state, "Type") == "Map";
}

} // namespace

std::vector<NamedText> contextMembers(const Where &where, std::span<const std::string> names) {
  if (names.empty())
    return {{"Execution", "this execution: id, name, input, start"},
            {"State", "this state: name, when it was entered, retries"},
            {"StateMachine", "this machine: id and name"},
            {"Task", "the token of a task that waits for it", hasToken(where)},
            {"Map", "the item of a Map; in `ItemSelector` and in its processor", hasItem(where)}};
  std::string_view type = textOf(where.state, "Type");
  bool isRetried = type == "Task" || type == "Parallel" || type == "Map" || type.empty();
  if (names.size() == 1 && names[0] == "Execution")
    return {{"Id", "the ARN of the execution"},
            {"Input", "the input of the execution"},
            {"Name", "the name of the execution"},
            {"RoleArn", "the ARN of the role"},
            {"StartTime", "when it was started, as a timestamp"},
            {"RedriveCount", "how often it was redriven"},
            {"RedriveTime", "when it was redriven"}};
  if (names.size() == 1 && names[0] == "State")
    return {{"EnteredTime", "when the state was entered, as a timestamp"},
            {"Name", "the name of the state"},
            {"RetryCount", "how often the state was tried again", isRetried}};
  if (names.size() == 1 && names[0] == "StateMachine")
    return {{"Id", "the ARN of the machine"}, {"Name", "the name of the machine"}};
  if (names.size() == 1 && names[0] == "Task")
    return {{"Token", "what completes the task, with `.waitForTaskToken`", hasToken(where)}};
  if (names.size() == 1 && names[0] == "Map")
    return {{"Item", "the item", hasItem(where)}};
  if (names.size() == 2 && names[0] == "Map" && names[1] == "Item")
    return {{"Index", "the number of the item, from 0", hasItem(where)},
            {"Value", "the item itself", hasItem(where)},
            {"Key", "the key of the item, when an object is read", hasItem(where)},
            {"Source", "where the item was read from", hasItem(where)}};
  return {};
}

bool takesContext(const Where &where) {
  return where.role != Role::Reference || where.field == "ItemsPath";
}

std::string signatureOfFunction(std::string_view name) {
  const FunctionText *function = find(functions, name);
  return function ? std::string(name) + "(" + std::string(function->parameters) + ")" : "";
}

std::string_view aboutFunction(std::string_view name) {
  const FunctionText *function = find(functions, name);
  return function ? function->about : std::string_view();
}

std::string signatureOfIntrinsic(std::string_view name) {
  const FunctionText *function = find(intrinsics, name);
  return function ? "States." + std::string(name) + "(" + std::string(function->parameters) + ")"
                  : "";
}

std::string_view aboutIntrinsic(std::string_view name) {
  const FunctionText *function = find(intrinsics, name);
  return function ? function->about : std::string_view();
}

std::vector<std::string_view> intrinsicNames() {
  std::vector<std::string_view> names;
  for (const FunctionText &function : intrinsics)
    names.push_back(function.name);
  return names;
}

std::vector<std::string> parametersOf(std::string_view signature) {
  std::vector<std::string> parameters;
  size_t open = signature.find('('), close = signature.rfind(')');
  if (open == signature.npos || close == signature.npos || close <= open + 1)
    return parameters;
  std::string_view list = signature.substr(open + 1, close - open - 1);
  while (true) {
    size_t comma = std::min(list.find(", "), list.size());
    parameters.emplace_back(list.substr(0, comma));
    if (comma == list.size())
      return parameters;
    list.remove_prefix(comma + 2);
  }
}

} // namespace aslc::editor
