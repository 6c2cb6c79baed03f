#include "compiler/project/template_names.h"

#include "compiler/project/functions.h"
#include "compiler/project/resource_types.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <array>

namespace aslc::project {

using source::Member;
using source::Node;
using source::Range;

namespace {

constexpr std::array<std::string_view, 8> pseudoParameters = {
    "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition",
    "AWS::Region",    "AWS::StackId", "AWS::StackName",        "AWS::URLSuffix"};

bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_.:-").find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view name) {
  size_t begin = std::min(name.find_first_not_of(' '), name.size());
  size_t end = name.find_last_not_of(' ');
  return end == name.npos ? std::string_view() : name.substr(begin, end + 1 - begin);
}

void addKeys(const Node *object, std::vector<std::string> &names) {
  for (const Member &member : membersOf(object))
    names.push_back(member.key);
}

/// `; did you mean ...?`, or nothing.
std::string meant(std::string_view name, const std::vector<std::string> &names) {
  auto closest = asl::closest(name, names);
  return closest ? "; did you mean `" + *closest + "`?" : "";
}

/// The attribute of `names` that was meant: one with almost that name, or `TopicArn` for `Arn`.
std::optional<std::string> meantAttribute(const std::string &name,
                                          const std::vector<std::string> &names) {
  constexpr size_t most = 2; // letters that are wrong: types have attributes that are not listed
  if (auto closest = asl::closest(name, names, most))
    return closest;
  for (const std::string &each : names)
    if (name.size() >= 3 && each.ends_with(name))
      return each;
  return std::nullopt;
}

} // namespace

void forEachVariable(std::string_view text,
                     const std::function<void(std::string name, size_t begin, size_t end)> &visit) {
  for (size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 1)) {
    size_t end = std::min(text.find('}', at), text.size());
    std::string_view name = trimmed(text.substr(at + 2, end - at - 2));
    bool isLiteral = text.substr(at + 2, 1) == "!";
    bool isName = end < text.size() && !name.empty() &&
                  std::all_of(name.begin() + (isLiteral ? 1 : 0), name.end(), isNameByte);
    if (isName)
      visit(std::string(name), at, end + 1);
  }
}

// ---- What the template has ----

std::string Template::unknownName(std::string_view name) const {
  if (size_t dot = name.find('.'); dot != name.npos && dot > 0 && !given_.find(name))
    return unknownAttribute(name.substr(0, dot), name.substr(dot + 1));
  if (name == "AWS::NoValue" || reference(name))
    return {};
  std::vector<std::string> names;
  addKeys(resources_, names);
  addKeys(parameters_, names);
  for (const auto &[function, called] : functions)
    names.push_back(function);
  names.insert(names.end(), certain.begin(), certain.end());
  names.insert(names.end(), pseudoParameters.begin(), pseudoParameters.end());
  return "`" + std::string(name) + "` is neither a parameter nor a resource of this " +
         (onText ? "configuration" : "template") + meant(name, names);
}

std::string Template::unknownAttribute(std::string_view id, std::string_view attribute) const {
  if (given_.find(std::string(id) + "." + std::string(attribute)))
    return {};
  if (!this->attribute(id, attribute)) {
    std::vector<std::string> names;
    addKeys(resources_, names);
    for (const auto &[function, called] : functions)
      names.push_back(function);
    names.insert(names.end(), certain.begin(), certain.end());
    return "`" + std::string(id) + "` is not a resource of this " +
           (onText ? "configuration" : "template") + meant(id, names);
  }
  std::vector<std::string> names;
  if (auto nested = outputs.find(id); nested != outputs.end())
    for (const std::string &output : nested->second)
      names.push_back("Outputs." + output);
  std::string_view all = functions.contains(id)     ? attributesOf("AWS::Lambda::Function")
                         : objectIn(resources_, id) ? attributesOf(typeOf(id))
                                                    : "";
  for (size_t at = 0; at < all.size();) {
    size_t end = std::min(all.find(' ', at), all.size());
    names.emplace_back(all.substr(at, end - at));
    at = end + 1;
  }
  std::string name(attribute);
  if (std::find(names.begin(), names.end(), name) != names.end())
    return {};
  bool isOutput = name.starts_with("Outputs.") && outputs.contains(id);
  if (isOutput)
    return "the template of `" + std::string(id) + "` has no output `" + name.substr(8) + "`" +
           meant(name.substr(8), outputs.find(id)->second);
  auto close = meantAttribute(name, names);
  std::string type(functions.contains(id) ? "a function" : typeOf(id));
  return close ? "`" + std::string(id) + "`, which is " + type + ", has no attribute `" + name +
                     "`; did you mean `" + *close + "`?"
               : "";
}

std::string unknownCondition(const Template &around, std::string_view name) {
  if (around.condition(name))
    return {};
  std::vector<std::string> names;
  addKeys(objectIn(around.tree().root, "Conditions"), names);
  return "there is no condition `" + std::string(name) + "` in this template" + meant(name, names);
}

// ---- What values refer to ----

bool NameCheck::isOfLoop(const std::string &name) const {
  return bound_.contains(name) || (!bound_.empty() && name.find('{') != name.npos);
}

void NameCheck::name(const std::string &name, Range place) {
  if (isOfLoop(name))
    return;
  if (std::string wrong = around_.unknownName(name); !wrong.empty())
    report_(place, wrong);
}

void NameCheck::visit(const Node &value) {
  if (const Member *function = functionIn(value))
    return visitFunction(*function);
  for (const Node *item : value.items)
    visit(*item);
  for (const Member &member : value.members)
    if (member.key.starts_with("Fn::ForEach::"))
      visitLoop(*member.value);
    else
      visit(*member.value);
}

void NameCheck::visitCondition(const Node &condition) {
  const Member *only = condition.members.size() == 1 ? &condition.members[0] : nullptr;
  if (only && only->key == "Condition" && only->value->is(Node::Kind::String)) {
    if (std::string wrong = unknownCondition(around_, only->value->text); !wrong.empty())
      report_(only->value->range, wrong);
    return;
  }
  bool isOfConditions =
      only && (only->key == "Fn::And" || only->key == "Fn::Or" || only->key == "Fn::Not");
  if (!isOfConditions)
    return visit(condition);
  for (const Node *item : only->value->items)
    visitCondition(*item);
}

void NameCheck::visitFunction(const Member &function) {
  const Node &argument = *function.value;
  const std::string &kind = function.key;
  const Node *first = argument.items.empty() ? nullptr : argument.items[0];
  if (kind == "Ref" && argument.is(Node::Kind::String))
    return name(argument.text, argument.range);
  if (kind == "Fn::GetAtt")
    return visitAttribute(argument);
  if (kind == "Fn::Sub" && argument.is(Node::Kind::String))
    return visitText(argument, nullptr);
  if (kind == "Fn::Sub" && argument.items.size() == 2 && first->is(Node::Kind::String)) {
    visitText(*first, argument.items[1]);
    return visit(*argument.items[1]);
  }
  bool hasDefault = argument.items.size() > 3;
  bool isWhole = !around_.onText && !around_.isOpen; // all mappings are in the template
  bool isName = first && first->is(Node::Kind::String) && !isOfLoop(first->text);
  if (isWhole && kind == "Fn::FindInMap" && isName && !hasDefault &&
      !around_.hasMapping(first->text))
    report_(first->range, "there is no mapping `" + first->text + "` in this template");
  if (kind == "Fn::Transform") // what it makes is not known here
    return;
  if (kind == "Fn::If" && isName)
    if (std::string wrong = unknownCondition(around_, first->text); !wrong.empty())
      report_(first->range, wrong);
  visit(argument);
}

void NameCheck::visitAttribute(const Node &argument) {
  std::string whole;
  bool isKnown = argument.is(Node::Kind::String) || argument.items.size() >= 2;
  if (argument.is(Node::Kind::String))
    whole = argument.text;
  for (const Node *item : argument.items) {
    isKnown &= item->is(Node::Kind::String);
    whole += (whole.empty() ? "" : ".") + item->text;
  }
  if (!isKnown) // the name is computed
    return visit(argument);
  size_t dot = whole.find('.');
  if (dot == whole.npos || dot == 0 || isOfLoop(whole.substr(0, dot)) || isOfLoop(whole))
    return;
  if (std::string wrong = around_.unknownAttribute(whole.substr(0, dot), whole.substr(dot + 1));
      !wrong.empty())
    report_(argument.range, wrong);
}

void NameCheck::visitText(const Node &text, const Node *values) {
  Decoded decoded = decodedOf(tree_, text);
  forEachVariable(decoded.text, [&](const std::string &variable, size_t begin, size_t end) {
    // Variables of the Serverless Framework begin with their source, such as `self:`.
    bool isName = variable.find(':') == variable.npos || variable.starts_with("AWS::");
    if (isName && !variable.starts_with('!') && !valueIn(values, variable))
      name(variable, decoded.place(begin, end));
  });
}

/// `[Name, [a, b], {...}]`
void NameCheck::visitLoop(const Node &loop) {
  if (loop.items.size() != 3 || !loop.items[0]->is(Node::Kind::String))
    return;
  visit(*loop.items[1]);
  bool isNew = bound_.insert(loop.items[0]->text).second;
  visit(*loop.items[2]);
  if (isNew)
    bound_.erase(loop.items[0]->text);
}

} // namespace aslc::project
