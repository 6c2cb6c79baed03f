// Files that are given by mistake in place of a definition: templates, responses of APIs,
// configurations of other tools. Each is recognised by fields that it must have and a definition
// does not have.
#include "compiler/parse/other_file.h"

#include <algorithm>
#include <array>

namespace aslc::parse {

namespace {

using source::Member;
using source::Node;

/// A part of such a file that holds a definition.
struct Inside {
  source::Range range;
  std::string text;
};

struct OtherFile {
  source::Range range;
  std::string what; ///< "a CloudFormation template"
  std::string hint;
  std::vector<Inside> inside;
};

const Node *objectAt(const Node &object, std::string_view key) {
  const Member *member = object.find(key);
  return member && member->value->is(Node::Kind::Object) ? member->value : nullptr;
}

std::string_view textAt(const Node &object, std::string_view key) {
  const Member *member = object.find(key);
  return member && member->value->is(Node::Kind::String) ? std::string_view(member->value->text)
                                                         : std::string_view();
}

/// The type of a resource of CloudFormation, such as `AWS::Lambda::Function`.
bool isResourceType(std::string_view type) {
  size_t colons = type.find("::");
  return colons != type.npos && colons > 0;
}

bool isResource(const Node &value) {
  return value.is(Node::Kind::Object) && isResourceType(textAt(value, "Type"));
}

bool isOfCdk(const Node &resources) {
  for (const Member &resource : resources.members)
    if (isResource(*resource.value))
      if (const Node *metadata = objectAt(*resource.value, "Metadata"))
        if (metadata->find("aws:cdk:path"))
          return true;
  return false;
}

bool holdsResource(const Node &resources) {
  for (const Member &resource : resources.members)
    if (isResource(*resource.value))
      return true;
  return false;
}

std::optional<OtherFile> cloudFormation(const Node &root) {
  const Node *resources = objectAt(root, "Resources");
  bool isTemplate =
      root.find("AWSTemplateFormatVersion") || (resources && holdsResource(*resources));
  if (!isTemplate)
    return std::nullopt;
  OtherFile file;
  const Member *transform = root.find("Transform");
  bool isSam =
      transform && source::toJson(*transform->value).find("AWS::Serverless") != std::string::npos;
  file.what = isSam                              ? "an AWS SAM template"
              : resources && isOfCdk(*resources) ? "a CloudFormation template that the CDK made"
                                                 : "a CloudFormation template";
  file.hint = "`aslc check` reads the definitions in it";
  return file;
}

std::optional<OtherFile> resource(const Node &root) {
  if (!isResource(root))
    return std::nullopt;
  OtherFile file;
  file.what = "a resource of a CloudFormation template";
  file.hint = "save the definition in it as a file of its own";
  return file;
}

std::optional<OtherFile> serverless(const Node &root) {
  const Node *functions = objectAt(root, "stepFunctions");
  if (!functions && !(root.find("service") && root.find("provider")))
    return std::nullopt;
  OtherFile file;
  file.what = "a configuration of the Serverless Framework";
  file.hint = "`aslc check` reads the definitions in it";
  return file;
}

/// The responses of describe-state-machine and similar commands, and the input of
/// create-state-machine.
std::optional<OtherFile> answer(const Node &root) {
  const Member *definition = root.find("definition");
  bool isAnswer = root.find("stateMachineArn") || root.find("roleArn");
  if (!definition || !isAnswer)
    return std::nullopt;
  OtherFile file;
  bool describes = root.find("stateMachineArn") != nullptr;
  file.what = describes ? "a response of DescribeStateMachine" : "a request of CreateStateMachine";
  file.hint = describes ? "`--query definition --output text` of the AWS CLI gives the definition"
                        : "`jq -r .definition` gives the definition";
  file.inside.push_back({definition->keyRange, "the definition, as text"});
  return file;
}

std::optional<OtherFile> history(const Node &root) {
  const Member *events = root.find("events");
  if (!events || !events->value->is(Node::Kind::Array) || events->value->items.empty() ||
      !events->value->items[0]->find("previousEventId"))
    return std::nullopt;
  return OtherFile{
      {}, "the history of an execution", "a definition describes what to run, not what ran", {}};
}

std::optional<OtherFile> mocks(const Node &root) {
  const Node *machines = objectAt(root, "StateMachines");
  if (!machines && !root.find("MockedResponses"))
    return std::nullopt;
  return OtherFile{{},
                   "a mock file of Step Functions Local",
                   "it holds results of tasks; the definition is another file",
                   {}};
}

std::optional<OtherFile> policy(const Node &root) {
  const Member *statement = root.find("Statement");
  bool isStatement = root.find("Effect") && (root.find("Action") || root.find("Resource"));
  if (!isStatement &&
      !(statement && (statement->value->is(Node::Kind::Array) || statement->value->find("Effect"))))
    return std::nullopt;
  return OtherFile{
      {}, "an IAM policy", "it grants permissions to a role; the definition is another file", {}};
}

std::optional<OtherFile> wrapped(const Node &root) {
  std::string_view text = root.text;
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (!root.is(Node::Kind::String) || begin == text.npos || text[begin] != '{' ||
      text.find("\"States\"") == text.npos)
    return std::nullopt;
  return OtherFile{{}, "a definition inside a JSON string", "`jq -r .` extracts it", {}};
}

/// Terraform as JSON, which is called `.tf.json`.
std::optional<OtherFile> terraformJson(const Node &root) {
  const Node *resources = objectAt(root, "resource");
  if (!resources || !resources->find("aws_sfn_state_machine"))
    return std::nullopt;
  return OtherFile{{}, "Terraform", "save the definition in it as a file of its own", {}};
}

/// An object with a definition as one of its members.
std::optional<OtherFile> around(const Node &root) {
  for (std::string_view key : {"definition", "Definition", "DefinitionString"}) {
    const Member *member = root.find(key);
    if (member && (member->value->find("StartAt") ||
                   member->value->text.find("\"StartAt\"") != std::string::npos))
      return OtherFile{{},
                       "an object around a definition",
                       "save the definition in it as a file of its own",
                       {{member->keyRange, "the definition"}}};
  }
  return std::nullopt;
}

/// Whether a line of the text, after blanks, begins with one of the words of Terraform and looks
/// like the head of a block.
bool looksLikeTerraform(std::string_view text) {
  constexpr std::array<std::string_view, 7> words = {"resource \"", "module \"",   "variable \"",
                                                     "data \"",     "provider \"", "locals {",
                                                     "terraform {"};
  for (size_t lines = 0; lines < 200 && !text.empty(); ++lines) {
    std::string_view line = text.substr(0, std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    size_t begin = line.find_first_not_of(" \t\r");
    if (begin == line.npos || line[begin] == '#' || line.substr(begin).starts_with("//"))
      continue;
    line.remove_prefix(begin);
    for (std::string_view word : words)
      if (line.starts_with(word))
        return true;
    return false;
  }
  return false;
}

std::optional<OtherFile> terraform(const source::Tree &tree) {
  if (!looksLikeTerraform(tree.file->text()))
    return std::nullopt;
  OtherFile file;
  file.what = "Terraform";
  file.hint =
      "save the definition in it as a file of its own, which `file` or `templatefile` reads";
  size_t at = tree.file->text().find("definition");
  bool isField =
      at != std::string_view::npos &&
      tree.file->text().substr(at + 10).find_first_not_of(" \t") != std::string_view::npos;
  if (isField)
    file.inside.push_back(
        {{static_cast<uint32_t>(at), static_cast<uint32_t>(at + 10)}, "the definition"});
  return file;
}

std::optional<OtherFile> recognise(const source::Tree &tree) {
  if (tree.root && (tree.root->find("StartAt") || tree.root->find("States")))
    return std::nullopt;
  if (auto file = terraform(tree))
    return file;
  if (!tree.root)
    return std::nullopt;
  const Node &root = *tree.root;
  if (!root.is(Node::Kind::Object))
    return wrapped(root);
  for (auto *recogniser : {cloudFormation, resource, serverless, answer, history, mocks, policy,
                           terraformJson, around})
    if (auto file = recogniser(root))
      return file;
  return std::nullopt;
}

/// Where the text begins: its first key, or its first character.
source::Range startOf(const source::Tree &tree) {
  if (tree.root && !tree.root->members.empty())
    return tree.root->members[0].keyRange;
  uint32_t begin = tree.root ? tree.root->range.begin : 0;
  return {begin, begin + 1};
}

} // namespace

bool reportOtherFile(const source::Tree &tree, diag::Engine &diags) {
  std::optional<OtherFile> file = recognise(tree);
  if (!file)
    return false;
  auto report = diags.emit(startOf(tree), diag::Kind::OtherFile, {file->what});
  report.hint(std::move(file->hint));
  constexpr size_t mostLabels = 10;
  for (size_t i = 0; i < file->inside.size() && i < mostLabels; ++i)
    report.label(file->inside[i].range, std::move(file->inside[i].text));
  return true;
}

} // namespace aslc::parse
