// Rules of whole machines that need more than one glance.
#include "checked.h"

#include <gmock/gmock.h>

namespace aslc::sema {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(Targets, AnUnknownStateTypeHidesWhatItMayLeadTo) {
  EXPECT_THAT(checkStates(R"("A": {"Type": "Loop", "Choices": []}, "B": {"Type": "Succeed"})"),
              ElementsAre("unknown-value"));
}

TEST(Targets, AMissingTargetAndWhatItMakesUnreachableAreBothTold) {
  EXPECT_THAT(
      checkStates(R"("A": {"Type": "Pass", "Next": "C"}, "B": {"Type": "Pass", "End": true})"),
      ElementsAre("unknown-target", "unreachable-state"));
}

TEST(Targets, ASubWorkflowMustBeAbleToEnd) {
  EXPECT_THAT(checkStates(R"("A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I",
      "States": {"I": {"Type": "Pass", "Next": "J"}, "J": {"Type": "Pass", "Next": "I"}}}})"),
              ElementsAre("no-terminal-state"));
}

TEST(S3, OnlyParquetIsNotRead) {
  auto states = [](const char *type) {
    return R"("A": {"Type": "Map", "End": true, "ItemProcessor": {
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
      "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},
      "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": ")" +
           std::string(type) + R"("}, "Parameters": {"Bucket": "b", "Key": "k"}},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}})";
  };
  EXPECT_THAT(checkStates(states("PARQUET")), ElementsAre("s3-not-compiled"));
  for (const char *type : {"CSV", "JSON", "JSONL", "MANIFEST"})
    EXPECT_THAT(checkStates(states(type)), IsEmpty());
}

TEST(Jsonata, TheResultIsThereInOutputAndAssignOfWhatWorks) {
  EXPECT_THAT(checkStates(R"("A": {"Type": "Parallel", "QueryLanguage": "JSONata", "End": true,
      "Output": "{% $states.result %}", "Assign": {"x": "{% $states.result %}"},
      "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}]})"),
              IsEmpty());
  EXPECT_THAT(checkStates(R"("A": {"Type": "Parallel", "QueryLanguage": "JSONata", "End": true,
      "Arguments": "{% $states.result %}",
      "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}]})"),
              ElementsAre("jsonata-states-field"));
}

TEST(Variables, WhatAParallelItselfAssignsComesAfterItsBranches) {
  std::string parallel = R"("A": {"Type": "Parallel", "Assign": {"x": 1}, "Next": "B",
      "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"x": 2}, "End": true}}}]},
      "B": {"Type": "Pass", )";
  EXPECT_THAT(checkStates(parallel + R"("End": true})"), IsEmpty());
  EXPECT_THAT(checkStates(parallel + R"("Assign": {"x": 3}, "End": true})"),
              ElementsAre("assigns-outer"));
}

TEST(Variables, DistributedChildrenSeeNoOuterVariables) {
  auto map = [](const std::string &config, const std::string &inner) {
    return R"("A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"}, "M": {"Type": "Map", "End": true,
      "ItemProcessor": {"ProcessorConfig": )" +
           config + R"(, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true, )" + inner +
           "}}}}";
  };
  std::string distributed = R"({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"})";
  std::string read = R"("InputPath": "$x")", assign = R"("Assign": {"x": 2})";
  EXPECT_THAT(checkStates(map("{}", read)), IsEmpty());
  EXPECT_THAT(checkStates(map(distributed, read)), ElementsAre("unassigned-variable"));
  EXPECT_THAT(checkStates(map("{}", assign)), ElementsAre("assigns-outer"));
  EXPECT_THAT(checkStates(map(distributed, assign)), IsEmpty());
}

TEST(Variables, ALoopMayReadWhatItAssignedBefore) {
  EXPECT_THAT(checkStates(R"("A": {"Type": "Choice", "Default": "C", "Choices": [
        {"Variable": "$.go", "IsPresent": true, "Next": "B"}]},
      "B": {"Type": "Pass", "Assign": {"x": 1}, "Next": "A"},
      "C": {"Type": "Pass", "InputPath": "$x", "End": true})"),
              ElementsAre("maybe-unassigned"));
}

TEST(Variables, ACatcherAssignsOnItsOwnWayOnly) {
  EXPECT_THAT(checkStates(R"("A": {"Type": "Task", "Resource":
        "arn:aws:lambda:us-east-1:123456789012:function:f", "Assign": {"x": 1}, "Next": "B",
        "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"y": 1}, "Next": "C"}]},
      "B": {"Type": "Pass", "InputPath": "$x", "End": true},
      "C": {"Type": "Pass", "InputPath": "$x", "OutputPath": "$y", "End": true})"),
              ElementsAre("unassigned-variable"));
}

TEST(Names, ReservedErrorsThatAFailStateRaisesAreKnown) {
  std::string states = R"("A": {"Type": "Parallel", "End": true,
      "Catch": [{"ErrorEquals": ["States.Mine"], "Next": "B"}],
      "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Fail", "Error": ")";
  EXPECT_THAT(checkStates(states + R"(States.Mine"}}}]}, "B": {"Type": "Succeed"})"), IsEmpty());
  EXPECT_THAT(checkStates(states + R"(Other"}}}]}, "B": {"Type": "Succeed"})"),
              ElementsAre("unknown-error"));
}

TEST(Resources, AnyPartitionAndRegionWillDo) {
  auto resource = [](const std::string &arn) {
    return checkStates(R"("A": {"Type": "Task", "Resource": ")" + arn + R"(", "End": true})");
  };
  EXPECT_THAT(resource("arn:aws-cn:states:::lambda:invoke"), IsEmpty());
  EXPECT_THAT(resource("arn:aws:states:us-east-1::sns:publish"), IsEmpty());
  EXPECT_THAT(resource("arn:aws:lambda:::function:f:$LATEST"), IsEmpty());
  EXPECT_THAT(resource("arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken"), IsEmpty());
  EXPECT_THAT(resource("arn:aws:states:::states:startExecution.sync:2"), IsEmpty());
  EXPECT_THAT(resource("arn:aws:states:::states:startExecution.sync:3"),
              ElementsAre("unknown-resource"));
  EXPECT_THAT(resource("arn:aws:states:::aws-sdk:sfn:startExecution.sync"),
              ElementsAre("unknown-resource"));
  EXPECT_THAT(resource("arn:aws:states:us-east-1:1:stateMachine:m"),
              ElementsAre("unknown-resource"));
  EXPECT_THAT(resource("arn:aws:states:::s3:getObject"), ElementsAre("unknown-resource"));
}

TEST(Resources, ParametersMayComeFromPaths) {
  auto request = [](const std::string &parameters) {
    return checkStates(
        R"("A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
      "Parameters": )" +
        parameters + "}");
  };
  EXPECT_THAT(
      request(
          R"({"ApiEndpoint.$": "$.a", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}})"),
      IsEmpty());
  EXPECT_THAT(request(R"({"ApiEndpoint.$": "$.a", "Method": "GET"})"),
              ElementsAre("missing-parameter"));
}

TEST(Placeholders, MayStandForAnything) {
  auto file =
      std::make_shared<const source::File>("test.asl.json", R"({"StartAt": "A", "States": {"A":
      {"Type": "Task", "Resource": "${Function}", "InputPath": "${Path}", "Next": "${Next}"}}})");
  source::Definitions definitions;
  definitions.allowUndefined = true;
  auto tree =
      std::make_shared<const source::Tree>(source::read(file, source::Notation::Json, definitions));
  diag::Engine diags(file);
  auto machine = parse::parseMachine(tree, diags);
  check(*machine, {}, diags);
  EXPECT_FALSE(diags.all().empty());
  for (const diag::Diagnostic &diagnostic : diags.all())
    EXPECT_NE(diagnostic.severity, diag::Severity::Error) << diagnostic.message;
}

} // namespace
} // namespace aslc::sema
