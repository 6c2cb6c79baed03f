#include "compiler/project/template_check.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/functions.h"
#include "compiler/project/template_names.h"
#include "runtime/expr/regex.h"
#include "runtime/support/closest.h"
#include "runtime/support/file.h"
#include "runtime/support/number_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <functional>

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

/// `; did you mean ...?`, or nothing.
std::string meant(std::string_view name, const std::vector<std::string> &names) {
  auto closest = asl::closest(name, names);
  return closest ? "; did you mean `" + *closest + "`?" : "";
}

std::vector<std::string> keysOf(const Node *object) {
  std::vector<std::string> keys;
  for (const Member &member : membersOf(object))
    keys.push_back(member.key);
  return keys;
}

/// Why a parameter does not take a value; empty when it does.
class Judgement {
public:
  explicit Judgement(const Node &declaration) : declaration_(declaration) {}

  std::string of(const std::string &value) const {
    std::string_view type = textIn(&declaration_, "Type");
    bool isKept = type.starts_with("AWS::SSM::Parameter::Value"); // the value is a name then
    bool isList = type == "CommaDelimitedList" || type.starts_with("List<");
    if (isKept)
      return "";
    if (!isList)
      return ofOne(value, type == "Number");
    for (const std::string &item : itemsOfList(value))
      if (std::string wrong = ofOne(item, type == "List<Number>"); !wrong.empty())
        return wrong;
    return "";
  }

private:
  std::optional<double> bound(std::string_view field) const {
    const Node *node = valueIn(&declaration_, field);
    return node ? asl::parseNumber<double>(scalarText(*node).value_or("")) : std::nullopt;
  }

  std::string ofOne(const std::string &value, bool isNumber) const {
    std::optional<double> number = asl::parseNumber<double>(value);
    if (isNumber && !number)
      return "must be a number";
    if (std::string wrong = ofAllowed(value, isNumber); !wrong.empty())
      return wrong;
    std::string_view pattern = textIn(&declaration_, "AllowedPattern");
    if (!pattern.empty() && !asl::patternMatches(pattern, value).value_or(true))
      return "must match `" + std::string(pattern) + "`";
    double measured = isNumber ? *number : static_cast<double>(asl::utf8::countCodePoints(value));
    auto least = bound(isNumber ? "MinValue" : "MinLength");
    auto most = bound(isNumber ? "MaxValue" : "MaxLength");
    std::string what = isNumber ? "must be " : "must have a length of ";
    if (least && measured < *least)
      return what + "at least " +
             scalarText(*valueIn(&declaration_, isNumber ? "MinValue" : "MinLength")).value_or("");
    if (most && measured > *most)
      return what + "at most " +
             scalarText(*valueIn(&declaration_, isNumber ? "MaxValue" : "MaxLength")).value_or("");
    return "";
  }

  std::string ofAllowed(const std::string &value, bool isNumber) const {
    const Node *allowed = valueIn(&declaration_, "AllowedValues");
    if (!allowed || !allowed->is(Node::Kind::Array))
      return "";
    std::string names;
    for (const Node *each : allowed->items) {
      std::string text = scalarText(*each).value_or("");
      if (text == value ||
          (isNumber && asl::parseNumber<double>(text) == asl::parseNumber<double>(value)))
        return "";
      names += (names.empty() ? "" : ", ") + text;
    }
    return "must be one of " + names;
  }

  const Node &declaration_;
};

} // namespace

bool hasAllResources(const Template &from) {
  const Node *written = valueIn(from.tree().root, "Transform");
  auto isKnown = [](const Node &transform) {
    return transform.is(Node::Kind::String) && (transform.text.starts_with("AWS::Serverless") ||
                                                transform.text == "AWS::LanguageExtensions");
  };
  for (const char *section : {"Resources", "Parameters", "Conditions", "Outputs"})
    for (const Member &member : membersOf(objectIn(from.tree().root, section)))
      if (member.key.starts_with("Fn::"))
        return false;
  if (!written)
    return true;
  if (!written->is(Node::Kind::Array))
    return isKnown(*written);
  return std::all_of(written->items.begin(), written->items.end(),
                     [&](const Node *each) { return isKnown(*each); });
}

void addParameters(const Template &from, Project &project) {
  const Node *all = objectIn(from.tree().root, "Parameters");
  if (!project.parameters)
    project.parameters.emplace();
  if (const Member *section = from.tree().root->find("Parameters"))
    project.parametersAt = section->keyRange;
  for (const Member &member : membersOf(all)) {
    project.parameters->push_back(member.key);
    Judgement judgement(*member.value);
    auto given = from.given().parameters.find(member.key);
    bool isGiven = given != from.given().parameters.end();
    const Node *fallback = valueIn(member.value, "Default");
    std::optional<std::string> value = isGiven    ? std::optional(given->second)
                                       : fallback ? scalarText(*fallback)
                                                  : std::nullopt;
    if (!value)
      continue;
    if (std::string wrong = judgement.of(*value); !wrong.empty())
      reportProblem(from.file(), isGiven ? member.keyRange : fallback->range, diag::Severity::Error,
                    "the value `" + *value + "` of the parameter `" + member.key + "` " + wrong,
                    project);
  }
}

void checkReferences(const Template &from, Project &project) {
  const Node *conditions = objectIn(from.tree().root, "Conditions");
  auto report = [&](const Node &at, const char *what, const std::vector<std::string> &names) {
    reportProblem(from.file(), at.range, diag::Severity::Error,
                  "there is no " + std::string(what) + " `" + at.text + "` in this template" +
                      meant(at.text, names),
                  project);
  };
  for (const Node *section : {from.resources(), objectIn(from.tree().root, "Outputs")})
    for (const Member &member : membersOf(section)) {
      const Node *condition = valueIn(member.value, "Condition");
      if (condition && condition->is(Node::Kind::String) && !from.condition(condition->text))
        report(*condition, "condition", keysOf(conditions));
    }
  if (!hasAllResources(from))
    return; // a macro may make resources
  for (const Member &member : membersOf(from.resources())) {
    const Node *needed = valueIn(member.value, "DependsOn");
    auto check = [&](const Node &name) {
      if (name.is(Node::Kind::String) && !from.reference(name.text))
        report(name, "resource", keysOf(from.resources()));
    };
    if (needed)
      check(*needed);
    for (const Node *each : itemsOf(needed))
      check(*each);
  }
}

void checkNames(const Template &from, Project &project) {
  if (!hasAllResources(from))
    return; // a macro may make resources
  constexpr std::array<std::string_view, 5> read = {"Definition", "DefinitionS3Location",
                                                    "DefinitionString", "DefinitionSubstitutions",
                                                    "DefinitionUri"};
  NameCheck check(from, from.tree(), [&](source::Range place, const std::string &problem) {
    reportProblem(from.file(), place, diag::Severity::Error, problem, project);
  });
  for (const Member &condition : membersOf(objectIn(from.tree().root, "Conditions")))
    check.visitCondition(*condition.value);
  for (const Member &resource : membersOf(from.resources())) {
    std::string_view type = from.typeOf(resource.key);
    bool isStack = type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application";
    if (!isStack && !isMachineType(type))
      continue;
    for (const Member &property : membersOf(from.properties(resource.key)))
      if (std::find(read.begin(), read.end(), property.key) == read.end())
        check.visit(*property.value);
  }
}

std::optional<std::string> meantKey(const std::string &name,
                                    const std::vector<std::string> &names) {
  constexpr size_t shortest = 4; // of a beginning
  if (std::find(names.begin(), names.end(), name) != names.end())
    return std::nullopt;
  auto meant = asl::closest(name, names);
  auto longer = std::find_if(names.begin(), names.end(),
                             [&](const std::string &each) { return each.starts_with(name); });
  if (!meant && name.size() >= shortest && longer != names.end())
    return *longer;
  return meant;
}

void checkSubstitutions(const Template &from, const Member &machine,
                        const std::string &definitionFile, Project &project) {
  const Node *own = from.properties(machine.key);
  const Node *values = objectIn(own, "DefinitionSubstitutions");
  std::string text;
  for (std::string_view field : {"Definition", "DefinitionString"})
    if (const Node *written = valueIn(own, field))
      text += source::toJson(*written);
  if (!values || functionIn(*values) || text.find("\"Fn::Transform\"") != text.npos)
    return;
  if (auto file = asl::readFile(definitionFile, source::maxBytes))
    text += *file;
  if (text.find("${") == text.npos && text.find("StartAt") == text.npos)
    return; // the definition is elsewhere
  for (const Member &value : values->members) {
    bool isUsed = text.find("${" + value.key + "}") != text.npos ||
                  text.find("${!" + value.key + "}") != text.npos ||
                  value.key.find('$') != value.key.npos || value.key.starts_with("Fn::");
    if (!isUsed)
      reportProblem(from.file(), value.keyRange, diag::Severity::Warning,
                    "the definition of `" + machine.key + "` has no `${" + value.key + "}`",
                    project);
  }
}

namespace {

/// A kind of the events that SAM starts state machines by, and its properties.
struct EventKind {
  std::string name;
  std::vector<std::string> properties;
};

const std::vector<EventKind> &eventKinds() {
  static const std::vector<std::string> rule = {
      "DeadLetterConfig", "EventBusName", "Input",    "InputPath", "InputTransformer",
      "Pattern",          "RetryPolicy",  "RuleName", "State",     "Target"};
  static const std::vector<EventKind> all = {
      {"Api", {"Auth", "Method", "Path", "RestApiId", "UnescapeMappingTemplate"}},
      {"CloudWatchEvent", rule},
      {"EventBridgeRule", rule},
      {"Schedule",
       {"DeadLetterConfig", "Description", "Enabled", "Input", "Name", "RetryPolicy", "RoleArn",
        "Schedule", "State", "Target"}},
      {"ScheduleV2",
       {"DeadLetterConfig", "Description", "EndDate", "FlexibleTimeWindow", "GroupName", "Input",
        "KmsKeyArn", "Name", "OmitName", "PermissionsBoundary", "RetryPolicy", "RoleArn",
        "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "State"}}};
  return all;
}

/// Reports a kind of an event, and its properties, whose names are almost those that SAM has.
void checkEvent(
    const Node &event,
    const std::function<void(source::Range, const std::string &, const std::string &)> &report) {
  std::vector<std::string> names;
  for (const EventKind &kind : eventKinds())
    names.push_back(kind.name);
  const Node *type = valueIn(&event, "Type");
  std::string written(textIn(&event, "Type"));
  auto meant = written.empty() ? std::nullopt : meantKey(written, names);
  if (meant)
    report(type->range, "there are no events of the kind `" + written + "`", *meant);
  for (const EventKind &kind : eventKinds())
    for (const Member &property : kind.name == written || kind.name == meant
                                      ? membersOf(objectIn(&event, "Properties"))
                                      : std::span<const Member>())
      if (auto meantProperty = meantKey(property.key, kind.properties))
        report(property.keyRange,
               "an event of the kind `" + kind.name + "` has no property `" + property.key + "`",
               *meantProperty);
}

} // namespace

void checkSpelling(const Template &from, Project &project) {
  constexpr size_t most = 2; // letters that are wrong
  const std::vector<std::string> types = {"AWS::Serverless::StateMachine",
                                          "AWS::StepFunctions::StateMachine"};
  const std::vector<std::string> properties = {"AutoPublishAlias",
                                               "Definition",
                                               "DefinitionS3Location",
                                               "DefinitionString",
                                               "DefinitionUri",
                                               "DefinitionSubstitutions",
                                               "DeploymentPreference",
                                               "Events",
                                               "EncryptionConfiguration",
                                               "Logging",
                                               "LoggingConfiguration",
                                               "Name",
                                               "Policies",
                                               "PropagateTags",
                                               "Role",
                                               "RoleArn",
                                               "RolePath",
                                               "StateMachineName",
                                               "StateMachineType",
                                               "Tags",
                                               "Tracing",
                                               "TracingConfiguration",
                                               "Type",
                                               "UseAliasAsEventTarget"};
  auto report = [&](source::Range place, const std::string &what, const std::string &meant) {
    reportProblem(from.file(), place, diag::Severity::Error,
                  what + "; did you mean `" + meant + "`?", project);
  };
  for (const Member &resource : membersOf(from.resources())) {
    std::string type(from.typeOf(resource.key));
    bool isMachine = isMachineType(type);
    auto meantType = isMachine ? std::nullopt : asl::closest(type, types, most);
    if (meantType)
      report(valueIn(resource.value, "Type")->range, "there is no type of resources `" + type + "`",
             *meantType);
    for (const Member &property :
         isMachine ? membersOf(from.properties(resource.key)) : std::span<const Member>()) {
      bool isKnown =
          std::find(properties.begin(), properties.end(), property.key) != properties.end();
      auto meantProperty = isKnown ? std::nullopt : asl::closest(property.key, properties, most);
      if (meantProperty)
        report(property.keyRange, "a state machine has no property `" + property.key + "`",
               *meantProperty);
    }
    const Node *events = isMachine ? objectIn(from.properties(resource.key), "Events") : nullptr;
    for (const Member &event : membersOf(events))
      checkEvent(*event.value, report);
  }
}

void checkNestedParameters(const Node &values, const std::shared_ptr<const source::File> &file,
                           const source::Tree &tree, Project &project) {
  const Node *declared = objectIn(tree.root, "Parameters");
  for (const Member &value : values.members)
    if (!valueIn(declared, value.key))
      reportProblem(file, value.keyRange, diag::Severity::Error,
                    "the template `" + tree.file->name() + "` has no parameter `" + value.key +
                        "`" + meant(value.key, keysOf(declared)),
                    project);
}

ast::MachineType typeFrom(const std::string &text, bool isWritten,
                          const std::shared_ptr<const source::File> &file, source::Range place,
                          Project &project) {
  const std::vector<std::string> types = {"STANDARD", "EXPRESS"};
  bool isType = std::find(types.begin(), types.end(), text) != types.end();
  std::string hint = meant(text, types);
  if (!isType && !text.empty() && (isWritten || !hint.empty()))
    reportProblem(file, place, diag::Severity::Error,
                  "the type of a state machine must be STANDARD or EXPRESS, not `" + text + "`" +
                      hint,
                  project);
  return text == "EXPRESS" ? ast::MachineType::Express : ast::MachineType::Standard;
}

} // namespace aslc::project
