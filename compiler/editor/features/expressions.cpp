#include "compiler/editor/features/expressions.h"

#include <nlohmann/json.hpp>

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

/// Where the name that ends at `end` begins; a hyphen belongs to it only behind a dot.
size_t nameBegin(std::string_view text, size_t end) {
  size_t begin = end;
  while (begin > 0 && isNameByte(text[begin - 1]) && text[begin - 1] != '-')
    --begin;
  return begin;
}

/// Takes `['name']`, `[0]` and the like off the end of `text`.
bool takeBrackets(std::string_view &text, std::vector<std::string> &names) {
  if (!text.ends_with(']'))
    return false;
  size_t open = text.rfind('[');
  if (open == text.npos)
    return false;
  std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  bool isName = inside.size() >= 2 && (inside.front() == '\'' || inside.front() == '"');
  names.emplace_back(isName ? std::string(inside.substr(1, inside.size() - 2)) : "[]");
  text = text.substr(0, open);
  return true;
}

} // namespace

Chain chainAt(std::string_view before) {
  Chain chain;
  size_t begin = nameBegin(before, before.size());
  chain.last = before.substr(begin);
  chain.lastBegin = begin;
  std::string_view rest = before.substr(0, begin);
  if (rest.ends_with("$$")) {
    chain.root = "$$";
    return chain;
  }
  if (rest.ends_with('$')) {
    chain.root = "$";
    --chain.lastBegin;
    chain.last = "$" + chain.last;
    return chain;
  }
  std::vector<std::string> names;
  chain.hasDot = rest.ends_with('.');
  while (rest.ends_with('.')) {
    rest.remove_suffix(1);
    while (takeBrackets(rest, names))
      ;
    size_t from = nameBegin(rest, rest.size());
    std::string name(rest.substr(from));
    rest = rest.substr(0, from);
    if (rest.ends_with('$')) {
      chain.root = (rest.ends_with("$$") ? "$$" : "$") + name;
      break;
    }
    if (name.empty())
      break;
    names.push_back(std::move(name));
  }
  if (chain.root.empty() && names.size() == 1 && names[0] == "States") {
    chain.root = "States";
    names.clear();
  }
  chain.names.assign(names.rbegin(), names.rend());
  return chain;
}

std::string_view throughName(std::string_view text, size_t cursor) {
  size_t end = std::min(cursor, text.size());
  while (end < text.size() && (isNameByte(text[end]) || (text[end] == '$' && end == cursor)) &&
         text[end] != '-')
    ++end;
  return text.substr(0, end);
}

analysis::Shape shapeOf(const Chain &chain, const Snapshot &snapshot, const Where &where) {
  using analysis::Shape;
  const analysis::StateData *data = dataAt(snapshot, where);
  if (!data)
    return Shape::nothing();
  Shape shape;
  std::span<const std::string> names = chain.names;
  bool isStates = chain.root == "$states" && where.isJsonata() && !names.empty();
  if (isStates && names[0] == "input")
    shape = data->inputShape;
  else if (isStates && names[0] == "result")
    shape = data->resultShape;
  else if (chain.root == "$")
    shape = where.holder == "ResultSelector" || where.holder == "Assign" ? data->resultShape
                                                                         : data->inputShape;
  else if (chain.root.size() > 1 && chain.root != "$$" && chain.root != "$states" &&
           chain.root != "States")
    if (const Shape *variable = data->variables
                                    ? data->variables->find(std::string_view(chain.root).substr(1))
                                    : nullptr)
      shape = *variable;
  if (chain.root == "$" && where.holder == "OutputPath")
    shape = data->outputShape.isNothing() ? data->inputShape : data->outputShape;
  if (isStates)
    names = names.subspan(1);
  for (const std::string &name : names) {
    // A path goes into the elements of arrays by itself in JSONata.
    if (name == "[]" || (where.isJsonata() && !shape.may(analysis::Kind::Object) &&
                         shape.may(analysis::Kind::Array)))
      shape = shape.anyElement();
    if (name != "[]")
      shape = shape.member(name);
  }
  if (where.isJsonata() && !shape.may(analysis::Kind::Object) && shape.may(analysis::Kind::Array))
    shape = shape.anyElement();
  return shape;
}

std::string wordsOf(const analysis::Shape &shape) {
  if (auto text = shape.constantText())
    return "the text `" + std::string(*text) + "`";
  if (auto number = shape.constantNumber())
    return "the number " + nlohmann::json(*number).dump();
  return analysis::describe(shape);
}

std::vector<NamedText> statesMembers(const Where &where) {
  std::vector<NamedText> members = {{"input", "the input of the state"},
                                    {"context", "the context object: execution, state, task"}};
  bool inHandler = where.holder == "Catch";
  bool hasResult = where.holder == "Output" || where.holder == "Assign";
  if (hasResult)
    members.push_back({"result", "what the state's work gave"});
  if (inHandler)
    members.push_back({"errorOutput", "the error: an object of `Error` and `Cause`"});
  return members;
}

std::vector<NamedText> contextMembers(const Path &statePath,
                                      const std::vector<std::string> &names) {
  bool inMap = false;
  for (const Step &step : statePath)
    inMap |= step.isKey && (step.key == "ItemProcessor" || step.key == "Iterator");
  if (names.empty()) {
    std::vector<NamedText> members = {{"Execution", "this execution: id, name, input, start"},
                                      {"State", "this state: name, when it was entered, retries"},
                                      {"StateMachine", "this machine: id and name"},
                                      {"Task", "the token of a task that waits for it"},
                                      {"Map", "the item of a Map"}};
    if (!inMap)
      members.back().about = "the item of a Map; in `ItemSelector` and in its processor";
    return members;
  }
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
            {"RetryCount", "how often the state was tried again"}};
  if (names.size() == 1 && names[0] == "StateMachine")
    return {{"Id", "the ARN of the machine"}, {"Name", "the name of the machine"}};
  if (names.size() == 1 && names[0] == "Task")
    return {{"Token", "what completes the task, with `.waitForTaskToken`"}};
  if (names.size() == 1 && names[0] == "Map")
    return {{"Item", "the item"}};
  if (names.size() == 2 && names[0] == "Map" && names[1] == "Item")
    return {{"Index", "the number of the item, from 0"},
            {"Value", "the item itself"},
            {"Key", "the key of the item, when an object is read"},
            {"Source", "where the item was read from"}};
  return {};
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
