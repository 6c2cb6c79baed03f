// What names stand for.
#include "compiler/project/template.h"

#include "compiler/project/functions.h"
#include "compiler/project/resource_types.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

constexpr size_t longestName = 256;  ///< of a resource; a longer text is no name
constexpr size_t mostNaming = 8;     ///< names that may be made of one another
constexpr unsigned deepestName = 40; ///< functions in a name

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool isListType(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<") ||
         type.find("<List<") != type.npos;
}

/// Whether SAM makes a resource that is called like `resource` with `rest` behind it.
bool isMadeBeside(const Node &resource, std::string_view rest) {
  constexpr std::array<std::string_view, 9> ofMachinesAndFunctions = {"Alias",
                                                                      "DeploymentGroup",
                                                                      "EventInvokeConfig",
                                                                      "OnFailure",
                                                                      "OnSuccess",
                                                                      "Permission",
                                                                      "Role",
                                                                      "Url",
                                                                      "Version"};
  std::string_view type = textIn(&resource, "Type");
  auto begins = [&](std::string_view word) { return rest.starts_with(word); };
  bool isRunnable = type == "AWS::Serverless::Function" || type == "AWS::Serverless::StateMachine";
  if (!isRunnable) // such as an API, whose stages and deployments have many names
    return type.starts_with("AWS::Serverless::") && type != "AWS::Serverless::SimpleTable" &&
           type != "AWS::Serverless::Application";
  if (std::any_of(ofMachinesAndFunctions.begin(), ofMachinesAndFunctions.end(), begins))
    return true;
  const Node *events = objectIn(objectIn(&resource, "Properties"), "Events");
  for (const Node *section : {events, objectIn(&resource, "Connectors")})
    for (const Member &each : membersOf(section))
      if (begins(each.key) || each.key.starts_with("Fn::"))
        return true;
  return false;
}

/// The property that names the function or machine of an alias or version: by a name, or by an ARN,
/// which may be that of a version. Null for other types.
const Node *ownerOf(std::string_view type, const Node *properties) {
  if (type == "AWS::Lambda::Alias" || type == "AWS::Lambda::Version")
    return valueIn(properties, "FunctionName");
  if (type == "AWS::StepFunctions::StateMachineVersion")
    return valueIn(properties, "StateMachineArn");
  if (type != "AWS::StepFunctions::StateMachineAlias")
    return nullptr;
  const Node *routes = valueIn(properties, "RoutingConfiguration");
  const Node *target = routes && !routes->items.empty()
                           ? routes->items[0]
                           : objectIn(properties, "DeploymentPreference");
  return valueIn(target, "StateMachineVersionArn");
}

} // namespace

std::vector<std::string> itemsOfList(std::string_view text) {
  std::vector<std::string> items;
  while (true) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    size_t begin = std::min(item.find_first_not_of(' '), item.size());
    items.emplace_back(item.substr(begin, item.find_last_not_of(' ') + 1 - begin));
    if (comma == text.size())
      return items;
    text.remove_prefix(comma + 1);
  }
}

Template::Template(std::shared_ptr<const source::Tree> tree, const Node *root, Given given)
    : tree_(std::move(tree)), given_(std::move(given)), resources_(objectIn(root, "Resources")),
      parameters_(objectIn(root, "Parameters")), mappings_(objectIn(root, "Mappings")),
      conditions_(objectIn(root, "Conditions")) {}

const Node *Template::properties(std::string_view id) const {
  return objectIn(objectIn(resources_, id), "Properties");
}

std::string_view Template::typeOf(std::string_view id) const {
  return textIn(objectIn(resources_, id), "Type");
}

const Node *Template::condition(std::string_view name) const { return valueIn(conditions_, name); }

const Node *Template::mapped(std::string_view map, std::string_view key,
                             std::string_view second) const {
  return valueIn(objectIn(objectIn(mappings_, map), key), second);
}

std::string Template::pseudo(std::string_view name) const {
  constexpr std::array<std::array<std::string_view, 2>, 7> values = {{
      {"AWS::AccountId", "123456789012"},
      {"AWS::Partition", "aws"},
      {"AWS::Region", "us-east-1"},
      {"AWS::StackName", "stack"},
      {"AWS::URLSuffix", "amazonaws.com"},
      {"AWS::NotificationARNs", "arn:aws:sns:us-east-1:123456789012:notifications"},
      {"AWS::StackId", "arn:aws:cloudformation:us-east-1:123456789012:stack/stack/"
                       "00000000-0000-0000-0000-000000000000"},
  }};
  if (const std::string *given = given_.find(name))
    return *given;
  for (const auto &[known, value] : values)
    if (known == name)
      return std::string(value);
  return {};
}

std::string Template::arn(std::string_view pattern, std::string_view name) const {
  std::string out = "arn:" + pseudo("AWS::Partition") + ":";
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      out += pattern[i];
      continue;
    }
    char which = pattern[i + 1];
    out += which == 'n'   ? std::string(name)
           : which == 'r' ? pseudo("AWS::Region")
                          : pseudo("AWS::AccountId");
    i += 2;
  }
  return out;
}

std::string Template::guessedArn(std::string_view name) const {
  constexpr std::array<std::array<std::string_view, 2>, 10> words = {{
      {"queue", "sqs:{r}:{a}:{n}"},
      {"topic", "sns:{r}:{a}:{n}"},
      {"role", "iam::{a}:role/{n}"},
      {"statemachine", "states:{r}:{a}:stateMachine:{n}"},
      {"activity", "states:{r}:{a}:activity:{n}"},
      {"table", "dynamodb:{r}:{a}:table/{n}"},
      {"bucket", "s3:::{n}"},
      {"cluster", "ecs:{r}:{a}:cluster/{n}"},
      {"secret", "secretsmanager:{r}:{a}:secret:{n}-AbCdEf"},
      {"kms", "kms:{r}:{a}:key/{n}"},
  }};
  std::string lower = lowerCase(name);
  for (const auto &[word, pattern] : words)
    if (lower.find(word) != lower.npos)
      return arn(pattern, name);
  return arn("lambda:{r}:{a}:function:{n}", name);
}

std::string Template::nameOf(std::string_view id) const {
  const ResourceType *type = resourceType(typeOf(id));
  const Node *written =
      type && !type->nameProperty.empty() ? valueIn(properties(id), type->nameProperty) : nullptr;
  return written ? nameIn(*written, id) : std::string(id);
}

std::string Template::nameIn(const Node &written, std::string_view id) const {
  if (naming_.contains(id) || naming_.size() >= mostNaming)
    return std::string(id);
  auto [entry, isNew] = naming_.emplace(id);
  source::Tree scratch;
  scratch.file = tree_->file;
  diag::Engine problems(tree_->file);
  Evaluator evaluator(*this, scratch, problems);
  evaluator.limitDepth(deepestName);
  evaluator.fixPlace(written.range);
  const Node *made = evaluator.value(written);
  naming_.erase(entry);
  bool isName = made && made->is(Node::Kind::String) && !made->text.empty() &&
                made->text.size() <= longestName && !problems.hasErrors();
  return isName ? made->text : std::string(id);
}

/// What stands for a parameter without a value.
std::string Template::unknownParameter(std::string_view name, const Node &declaration) const {
  const Node *allowed = valueIn(&declaration, "AllowedValues");
  if (allowed && !allowed->items.empty())
    if (auto first = scalarText(*allowed->items[0]))
      return *first;
  if (textIn(&declaration, "Type") == "Number") {
    const Node *least = valueIn(&declaration, "MinValue");
    return least ? scalarText(*least).value_or("1") : "1";
  }
  return lowerCase(name).ends_with("arn") ? guessedArn(name) : std::string(name);
}

bool Template::isUnknownParameter(std::string_view name) const {
  const Node *declaration = objectIn(parameters_, name);
  if (!declaration || given_.find(name) || given_.parameters.contains(name))
    return false;
  // The default of such a parameter is the name under which its value is kept.
  return textIn(declaration, "Type").starts_with("AWS::SSM::Parameter::Value") ||
         !valueIn(declaration, "Default");
}

std::optional<Reference> Template::parameter(std::string_view name) const {
  const Node *declaration = objectIn(parameters_, name);
  if (!declaration)
    return std::nullopt;
  std::string_view type = textIn(declaration, "Type");
  std::string text;
  // The default of such a parameter is the name under which its value is kept.
  bool isKept = type.starts_with("AWS::SSM::Parameter::Value");
  const Node *fallback = isKept ? nullptr : valueIn(declaration, "Default");
  auto given = given_.parameters.find(name);
  if (given != given_.parameters.end())
    text = given->second;
  else if (fallback && scalarText(*fallback))
    text = *scalarText(*fallback);
  else
    text = unknownParameter(name, *declaration);
  if (isListType(type))
    return itemsOfList(text);
  return text;
}

bool Template::isMadeBySam(std::string_view name) const {
  const Node *transform = valueIn(tree_->root, "Transform");
  if (!transform || source::toJson(*transform).find("AWS::Serverless") == std::string::npos)
    return false;
  if (name.starts_with("Serverless") || name == "CodeDeployServiceRole")
    return true;
  const auto &all = membersOf(resources_);
  return std::any_of(all.begin(), all.end(), [&](const Member &resource) {
    return name.starts_with(resource.key) &&
           isMadeBeside(*resource.value, name.substr(resource.key.size()));
  });
}

bool Template::hasLanguageExtensions() const {
  const Node *transform = valueIn(tree_->root, "Transform");
  return transform &&
         source::toJson(*transform).find("\"AWS::LanguageExtensions\"") != std::string::npos;
}

/// Whether a name begins with that of a module of CloudFormation, as those of its resources do.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html
bool Template::isOfModule(std::string_view name) const {
  const auto &all = membersOf(resources_);
  return std::any_of(all.begin(), all.end(), [&](const Member &resource) {
    return textIn(resource.value, "Type").ends_with("::MODULE") &&
           name.size() > resource.key.size() && name.starts_with(resource.key);
  });
}

bool Template::isMadeElsewhere(std::string_view name) const {
  constexpr size_t most = 2; // letters that are wrong
  if (isOfModule(name))
    return true;
  return isOpen && (std::find(certain.begin(), certain.end(), name) != certain.end() ||
                    !asl::closest(name, certain, most));
}

/// The ARN of `FunctionAliaslive` or `FunctionVersion1a2b`, which `AutoPublishAlias` makes.
std::optional<std::string> Template::aliasMadeBySam(std::string_view name) const {
  for (const Member &resource : membersOf(resources_)) {
    if (!name.starts_with(resource.key))
      continue;
    std::string_view type = textIn(resource.value, "Type"), rest = name.substr(resource.key.size());
    bool isAlias = rest.starts_with("Alias");
    if (!type.starts_with("AWS::Serverless::") || !(isAlias || rest.starts_with("Version")))
      continue;
    if (const ResourceType *known = resourceType(type))
      return arn(known->arn, nameOf(resource.key)) + ":" +
             (isAlias && rest.size() > 5 ? std::string(rest.substr(5)) : "1");
  }
  return std::nullopt;
}

std::optional<std::string> Template::qualifiedArn(std::string_view id) const {
  constexpr std::ptrdiff_t colons = 6; // of `arn:aws:lambda:REGION:ACCOUNT:function:NAME`
  std::string_view type = typeOf(id);
  const Node *owner = ownerOf(type, properties(id));
  if (!owner)
    return std::nullopt;
  std::string whole = nameIn(*owner, id);
  if (!whole.starts_with("arn:"))
    whole = arn(type.starts_with("AWS::Lambda::") ? "lambda:{r}:{a}:function:{n}"
                                                  : "states:{r}:{a}:stateMachine:{n}",
                whole.substr(whole.rfind(':') + 1));
  else if (std::count(whole.begin(), whole.end(), ':') > colons)
    whole.resize(whole.rfind(':'));
  return whole + ":" + (type.ends_with("Alias") ? nameOf(id) : "1");
}

std::optional<Reference> Template::reference(std::string_view name) const {
  if (const std::string *given = given_.find(name))
    return *given;
  if (std::string value = pseudo(name); !value.empty()) {
    if (name == "AWS::NotificationARNs")
      return std::vector{value};
    return value;
  }
  if (auto found = parameter(name))
    return found;
  if (size_t dot = name.find('.'); dot != name.npos && objectIn(resources_, name.substr(0, dot)))
    return attribute(name.substr(0, dot), "Arn"); // `!Ref Function.Version`
  if (auto function = functions.find(name); function != functions.end())
    return function->second;
  if (!objectIn(resources_, name)) {
    if (auto alias = isMadeBySam(name) ? aliasMadeBySam(name) : std::nullopt)
      return *alias;
    bool isSomething = isMadeElsewhere(name) || isMadeBySam(name);
    return isSomething ? std::optional<Reference>(std::string(name)) : std::nullopt;
  }
  if (auto qualified = qualifiedArn(name))
    return *qualified;
  std::string own = nameOf(name);
  const ResourceType *type = resourceType(typeOf(name));
  if (type && type->reference == ResourceType::Ref::Arn)
    return arn(type->arn, own);
  if (type && type->reference == ResourceType::Ref::QueueUrl)
    return "https://sqs." + pseudo("AWS::Region") + "." + pseudo("AWS::URLSuffix") + "/" +
           pseudo("AWS::AccountId") + "/" + own;
  return typeOf(name) == "AWS::S3::Bucket" ? lowerCase(own) : own;
}

std::optional<std::string> Template::attribute(std::string_view id,
                                               std::string_view attribute) const {
  if (auto function = functions.find(id); function != functions.end())
    return arn("lambda:{r}:{a}:function:{n}", function->second);
  std::string both = std::string(id) + "." + std::string(attribute);
  if (const std::string *given = given_.find(both))
    return *given;
  if (!objectIn(resources_, id)) {
    if (!isMadeElsewhere(id) && !isMadeBySam(id))
      return std::nullopt;
    return attribute.ends_with("Arn") ? guessedArn(id) : both;
  }
  bool isOwnArn = attribute == "Arn" || attribute == "AliasArn" || attribute == "FunctionArn";
  if (auto qualified = isOwnArn ? qualifiedArn(id) : std::nullopt)
    return qualified;
  std::string own = nameOf(id);
  std::string_view type = typeOf(id);
  if (type == "AWS::S3::Bucket")
    own = lowerCase(own);
  const ResourceType *known = resourceType(type);
  bool isMade = type.starts_with("Custom::") || type.starts_with("AWS::CloudFormation::") ||
                type == "AWS::Serverless::Application";
  if (attribute == "Arn" || attribute == "TopicArn" || attribute == "TaskDefinitionArn") {
    if (known)
      return arn(known->arn, own);
    size_t begin = std::min(type.find("::") + 2, type.size());
    std::string service = lowerCase(type.substr(begin, type.find("::", begin) - begin));
    return isMade || service.empty() ? guessedArn(own) : arn(service + ":{r}:{a}:{n}", own);
  }
  if (attribute.ends_with("Arn") || attribute.ends_with("ARN"))
    return isMade ? guessedArn(attribute.substr(attribute.rfind('.') + 1))
                  : guessedArn(std::string(id) + std::string(attribute));
  bool isName = attribute == "Name" || (known && attribute == known->nameProperty) ||
                (known && attribute.ends_with("Name"));
  return isName ? own : both;
}

} // namespace aslc::project
