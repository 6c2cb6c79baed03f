// Templates that are damaged in every way: each gives machines or diagnostics with places in the
// file.
#include "compiler/project/project.h"

#include "compiler/frontend/definition.h"
#include "test/unit/sanitized.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aslc::project {
namespace {

using Json = nlohmann::ordered_json;

void expectPlaces(const diag::Engine &engine) {
  for (const diag::Diagnostic &each : engine.all()) {
    EXPECT_LE(each.range.begin, each.range.end) << each.message;
    EXPECT_LE(each.range.end, engine.file().text().size()) << each.message;
  }
  EXPECT_NO_THROW(diag::renderText(engine, false));
}

/// Opens a text and reads all of its machines; returns how many there are.
size_t readAll(const std::string &name, std::string text, Given given = {}) {
  auto project = open(std::make_shared<const source::File>(name, std::move(text)), {}, given);
  if (!project)
    return 0;
  for (const auto &engine : project->diagnostics)
    expectPlaces(*engine);
  for (const Machine &machine : project->machines) {
    MachineText read = machine.read();
    expectPlaces(*read.diagnostics);
    if (!read.tree->root && read.diagnostics->hasErrors())
      continue;
    frontend::Definition definition =
        frontend::check(read.tree, read.diagnostics, {}, /*forCodegen=*/false);
    expectPlaces(*definition.diagnostics);
  }
  return project->machines.size();
}

const Json cloudFormation = Json::parse(R"json({
  "Transform": "AWS::Serverless-2016-10-31",
  "Parameters": {"P": {"Type": "CommaDelimitedList", "Default": "a,b"}, "Q": {"Type": "Number", "AllowedValues": [1]}},
  "Mappings": {"M": {"a": {"b": "c"}}},
  "Conditions": {"C": {"Fn::And": [{"Condition": "D"}, {"Fn::Not": [{"Fn::Equals": [1, 2]}]}]}, "D": {"Fn::Or": []}},
  "Resources": {
    "A": {"Type": "AWS::Serverless::StateMachine", "Metadata": {"aws:cdk:path": "S/A/Resource"}, "Properties": {
      "Type": "EXPRESS", "Name": {"Fn::Sub": "x-${Q}"},
      "Events": {"E": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 hour)"}}},
      "DefinitionSubstitutions": {"n": {"Ref": "Q"}, "t": {"Fn::GetAtt": ["T", "Arn"]}},
      "Definition": {"StartAt": "X", "States": {"X": {"Type": "Task", "Resource": "${t}", "End": true, "Parameters": {
        "i": {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}, "m": {"Fn::FindInMap": ["M", "a", "b", {"DefaultValue": 1}]},
        "s": {"Fn::Select": [0, {"Ref": "P"}]}, "p": {"Fn::Split": [",", "a,b"]}, "l": {"Fn::Length": [1]},
        "b": {"Fn::Base64": "a"}, "j": {"Fn::ToJsonString": {"a": 1}}, "z": {"Fn::GetAZs": ""}, "v": {"Fn::ImportValue": "x"},
        "c": {"Fn::Cidr": ["a", 1, 2]}, "Fn::ForEach::L": ["N", ["a", "b"], {"k${N}": {"Ref": "N"}}],
        "t": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "none.json"}}}}}}}}},
    "B": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"StateMachineType": "STANDARD",
      "DefinitionString": {"Fn::Join": ["", ["{\"StartAt\": \"X\", \"States\": {\"X\": {\"Type\": \"Task\", \"Resource\": \"",
        {"Fn::GetAtt": ["F", "Arn"]}, "\", \"Next\": \"\\u0041\", \"Comment\": \"", {"Fn::Sub": ["${a}${!b}${F.Arn}", {"a": {"Ref": "T"}}]}, "\"}}}"]]}}},
    "C": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionS3Location": {"Bucket": "b", "Key": "k"}}},
    "D": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionUri": "none.asl.json"}},
    "F": {"Type": "AWS::Serverless::Function", "Properties": {"FunctionName": {"Ref": "T"}, "Runtime": "r", "Handler": "h", "CodeUri": "c"}},
    "N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "none.yaml", "Parameters": {"a": {"Ref": "T"}}}},
    "R": {"Type": "AWS::Events::Rule", "Properties": {"Targets": [{"Arn": {"Ref": "A"}}]}},
    "T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "F"}}}}})json");

const Json serverless = Json::parse(R"json({
  "service": {"name": "s"}, "provider": {"stage": "${opt:stage, 'dev'}"},
  "custom": {"a": ["${self:custom.b}"], "b": {"c": "${self:service}"}},
  "functions": {"f": {"handler": "h", "name": "${self:service}-f"}}, "resources": {"Resources": {"T": {"Type": "AWS::SNS::Topic"}}},
  "stepFunctions": {"activities": ["a"], "stateMachines": {
    "m": {"type": "EXPRESS", "id": "M", "name": "n-${sls:stage}", "events": [{"http": {"path": "p"}}],
      "definition": {"StartAt": "X", "States": {"X": {"Type": "Task", "Resource": {"Fn::GetAtt": ["f", "Arn"]}, "End": true,
        "Parameters": {"a": "${self:custom.a}", "b": "x ${self:custom.b.c} #{AWS::Region}"}}}}},
    "n": {"definition": "${file(none.yml):key}"}}}})json");

const Json terraform = Json::parse(R"json({
  "format_version": "1.2", "planned_values": {"root_module": {
    "resources": [
      {"address": "a.b", "type": "aws_sfn_state_machine", "name": "b", "values": {"name": "n", "type": "EXPRESS",
        "definition": "{\"StartAt\": \"X\", \"States\": {\"X\": {\"Type\": \"Pass\", \"Next\": \"Y\"}}}"}},
      {"address": "c.d", "type": "aws_sfn_activity", "values": {"name": "n"}},
      {"address": "e.f", "type": "aws_lambda_function", "values": {"runtime": "r", "handler": "h"}}],
    "child_modules": [{"resources": []}]}}})json");

const Json manifest = Json::parse(R"json({
  "version": "36", "artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "none.template.json"}},
    "T": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "none"}}}})json");

class Damaged : public ::testing::TestWithParam<const Json *> {};

TEST_P(Damaged, AnyValueMayBeAnyOther) {
  const Json values[] = {nullptr,
                         true,
                         12,
                         "",
                         "${x}",
                         Json::array(),
                         Json::object(),
                         Json::array({Json::array({1})}),
                         Json::parse(R"({"Ref": "T"})"),
                         Json::parse(R"({"Fn::Join": 1})"),
                         Json::parse(R"({"a": {"Type": "b"}})")};
  size_t read = 0;
  const Json flat = GetParam()->flatten();
  std::set<std::string> places;
  for (const auto &[pointer, leaf] : flat.items())
    for (Json::json_pointer at(pointer); !at.empty(); at = at.parent_pointer())
      places.insert(at.to_string());
  for (const std::string &place : places)
    for (const Json &value : values) {
      Json damaged = *GetParam();
      damaged[Json::json_pointer(place)] = value;
      read += readAll("template.json", damaged.dump());
    }
  EXPECT_GT(places.size(), 5u);
  if (GetParam() != &manifest) {
    EXPECT_GT(read, places.size()); // most of them are still projects
  }
}

TEST_P(Damaged, AnyTextMayEndAnywhere) {
  std::string text = GetParam()->dump();
  for (size_t end = 0; end < text.size(); end += 3)
    readAll(end % 2 == 0 ? "template.json" : "template.yaml", text.substr(0, end));
}

const std::string configuration = R"(
variable "a" { default = { b = ["x", 1] } }
locals { l = "${var.a.b[0]}-${jsonencode(merge({ a = 1 }, { b = null }))}" }
data "template_file" "t" { template = "{\"StartAt\": \"${x}\"}"
  vars = { x = local.l } }
resource "aws_sqs_queue" "q" { name = join("-", ["a", upper("b"), format("%s", true ? 1 : 2)]) }
resource "aws_sfn_state_machine" "encoded" {
  definition = jsonencode({ StartAt = "A", "States" : { A = { Type = "Pass", End = true, /* no */ Result = [
    aws_sqs_queue.q.url, 1 + 2 * 3, !(1 == 2 && true), [for x in [1] : x], aws_sqs_queue.q.*.id,
    aws_sqs_queue.c, length(aws_sqs_queue.c), values(aws_sqs_queue.e)[*].arn, aws_sqs_queue.c[1].id, var.o.n ] } } }) // end
}
variable "o" {
  type = object({ n = optional(number, 7), m = optional(list(object({ x = optional(bool) }))) })
  default = { m = [{}] }
}
resource "aws_sqs_queue" "c" { count = 2 }
resource "aws_sqs_queue" "e" { for_each = { a = 1 } }
resource "aws_sfn_state_machine" "heredoc" {
  definition = <<-EOT
    {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "$${x} ${local.l} %{ if true }y%{ endif }", "End": true}}}
  EOT
}
resource "aws_sfn_state_machine" "rendered" { definition = data.template_file.t.rendered }
resource "aws_sfn_state_machine" "file" { definition = templatefile("/nowhere.json", { a = 1 }) }
)";

TEST(Configuration, MayEndAnywhere) {
  EXPECT_EQ(readAll("main.tf", configuration), 4u);
  for (size_t end = 0; end < configuration.size(); ++end)
    readAll("main.tf", configuration.substr(0, end));
}

TEST(Configuration, MayHaveAnyCharacterAnywhere) {
  // With a sanitizer each takes seven times as long.
  for (size_t at = 0; at < configuration.size(); at += asl::test::kSanitized ? 5 : 1)
    for (char c : std::string_view("\"{}[]$%\\<\n.\0", 12)) {
      std::string damaged = configuration;
      damaged[at] = c;
      readAll("main.tf", damaged);
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, Damaged,
                         ::testing::Values(&cloudFormation, &serverless, &terraform, &manifest));

/// The errors of the only machine of a template whose definition is in this place.
std::vector<std::string> errorsOf(const std::string &text) {
  auto project = open(std::make_shared<const source::File>("template.yaml", text), {}, {});
  EXPECT_TRUE(project && project->machines.size() == 1);
  if (!project || project->machines.empty())
    return {};
  MachineText read = project->machines[0].read();
  std::vector<std::string> messages;
  for (const diag::Diagnostic &each : read.diagnostics->all())
    messages.push_back(each.message);
  return messages;
}

std::string machineWith(const std::string &comment, const std::string &more = "") {
  return "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n"
         "      Definition: {StartAt: S, Comment: " +
         comment + ", States: {S: {Type: Succeed}}}\n" + more;
}

TEST(Hostile, FunctionsThatReferToThemselves) {
  EXPECT_THAT(errorsOf(machineWith("!If [C, a, b]", "Conditions: {C: !Not [{Condition: D}], D: "
                                                    "!Not [{Condition: C}]}\n")),
              ::testing::ElementsAre("this condition refers to itself"));
  // Names of resources that are made of each other: the logical id stands for one.
  EXPECT_THAT(errorsOf(machineWith(
                  "!Ref B", "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref C}}\n"
                            "  C: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref B}}\n")),
              ::testing::IsEmpty());
}

/// Reads all machines of a text. Returns the faults of the file.
std::vector<std::string> faultsOf(const std::string &name, const std::string &text) {
  readAll(name, text);
  std::vector<std::string> messages;
  auto project = open(std::make_shared<const source::File>(name, text), {}, {});
  EXPECT_TRUE(project);
  if (project)
    for (const auto &engine : project->diagnostics)
      for (const diag::Diagnostic &each : engine->all())
        messages.push_back(each.message);
  return messages;
}

TEST(Hostile, DeepFunctions) {
  std::string deep;
  for (int i = 0; i < 600; ++i)
    deep += "!Sub [\"${a}\", {a: ";
  EXPECT_THAT(faultsOf("template.yaml", machineWith(deep)),
              ::testing::Contains("nested more than 1000 levels deep"));
  std::string json;
  for (int i = 0; i < 100000; ++i)
    json += "{\"Fn::Join\":[\"\",[";
  EXPECT_THAT(faultsOf("template.json", "{\"Resources\": {\"A\": {\"Type\": "
                                        "\"AWS::StepFunctions::StateMachine\", \"Properties\": "
                                        "{\"DefinitionString\": " +
                                            json),
              ::testing::Contains("nested more than 1000 levels deep"));
}

TEST(Hostile, TextsThatGrow) {
  std::string laughs = "!Sub [\"${a}${a}${a}${a}${a}${a}${a}${a}\", {a: ha}]";
  for (int i = 0; i < 12; ++i)
    laughs = "!Sub [\"${a}${a}${a}${a}${a}${a}${a}${a}\", {a: " + laughs + "}]";
  EXPECT_THAT(errorsOf(machineWith(laughs)),
              ::testing::Contains("the functions of this definition make too much text"));
  std::string loops = "x";
  for (int i = 0; i < 8; ++i)
    loops = "{Fn::ForEach::L" + std::to_string(i) + ": [N" + std::to_string(i) +
            ", [a, b, c, d, e, f, g, h, i, j], {\"k${N" + std::to_string(i) + "}\": " + loops +
            "}]}";
  EXPECT_THAT(errorsOf(machineWith(loops)),
              ::testing::Contains("the functions of this definition make too much text"));
}

TEST(Hostile, ConfigurationsThatGrow) {
  std::string text = "locals {\n  a0 = \"ha\"\n";
  for (int i = 1; i < 30; ++i) {
    std::string before = "${local.a" + std::to_string(i - 1) + "}";
    text += "  a" + std::to_string(i) + " = \"" + before + before + before + before + "\"\n";
  }
  text += "}\nresource \"aws_sfn_state_machine\" \"m\" { definition = jsonencode(local.a29) }\n";
  EXPECT_EQ(readAll("main.tf", text), 1u);
  EXPECT_EQ(readAll("main.tf", "locals { a = local.b\n b = local.a }\nresource "
                               "\"aws_sfn_state_machine\" \"m\" { definition = local.a\n name = "
                               "aws_sfn_state_machine.m.name }\n"),
            1u);
  EXPECT_EQ(readAll("main.tf", "resource \"a\" \"b\" { c = " + std::string(100000, '[')), 0u);
}

TEST(Hostile, VariablesThatReferToManyOthers) {
  std::string text = "service: s\nprovider: {name: aws}\ncustom:\n  v14: ''\n";
  for (int i = 0; i < 14; ++i) {
    text += "  v" + std::to_string(i) + ": \"";
    for (int many = 0; many < 10; ++many)
      text += "${self:custom.v" + std::to_string(i + 1) + "}";
    text += "\"\n";
  }
  text +=
      "stepFunctions: {stateMachines: {flow: {definition: {StartAt: A, States: {A: {Type: Pass, "
      "End: true, Result: \"${self:custom.v0}\"}}}}}}\n";
  EXPECT_EQ(readAll("serverless.yml", text), 1u);
}

TEST(Hostile, LoopsOfResourcesThatGrow) {
  std::string loops = "{}";
  for (int i = 0; i < 9; ++i)
    loops = "{Fn::ForEach::L" + std::to_string(i) + ": [N" + std::to_string(i) +
            ", [a, b, c, d, e, f, g, h, i, j], " + loops + "]}";
  EXPECT_EQ(readAll("template.yaml", "AWSTemplateFormatVersion: 1\nResources: " + loops), 0u);
}

} // namespace
} // namespace aslc::project
