// Lambda functions of templates: where their code is, and how it is started.
#include "compiler/project/project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aslc::project {
namespace {

/// What is known of the functions of a file, a line for each.
std::string functions(const std::string &name, std::string text, Given given = {}) {
  auto project = open(std::make_shared<const source::File>(name, std::move(text)), {}, given);
  std::string lines;
  for (const Function &each : project ? project->functions : std::vector<Function>()) {
    lines += each.name + ": ";
    if (!each.problem.empty()) {
      lines += each.problem + "\n";
      continue;
    }
    lines += each.runtime + " " + each.handler + " in " +
             (each.inlineCode.empty() ? each.code : "`" + each.inlineCode + "`") + ", " +
             std::to_string(static_cast<int>(each.timeoutSeconds)) + " s, " +
             std::to_string(each.memoryMb) + " MB";
    for (const auto &[variable, value] : each.environment)
      lines += " " + variable + "=" + value;
    for (const std::string &layer : each.layers)
      lines += " with " + layer;
    lines += "\n";
  }
  return lines;
}

TEST(Functions, OfSam) {
  EXPECT_EQ(functions("/t.yaml", R"(
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}}
Globals: {Function: {Runtime: python3.12, Timeout: 9, Environment: {Variables: {A: 1, B: 2}}}}
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: usr/
      Handler: app.handler
      Environment: {Variables: {B: !Sub "${Stage}-b", C: !GetAtt Two.Arn}}
  Two:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: second, CodeUri: /usr, Handler: i.h, Runtime: nodejs20.x, Timeout: 2, MemorySize: 512}
)"),
            "One: python3.12 app.handler in /usr/, 9 s, 128 MB A=1 B=dev-b "
            "C=arn:aws:lambda:us-east-1:123456789012:function:second\n"
            "second: nodejs20.x i.h in /usr, 2 s, 512 MB A=1 B=2\n");
}

TEST(Functions, OfSamAddTheirLayersToThoseOfGlobals) {
  EXPECT_EQ(functions("/t.yaml", R"(
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Layers: [!Ref Common]}}
Resources:
  Common: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: usr}}
  Own: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: usr/bin}}
  Both: {Type: AWS::Serverless::Function, Properties: {CodeUri: usr, Handler: a.h, Layers: [!Ref Own]}}
  Plain: {Type: AWS::Lambda::Function, Properties: {Code: usr, Handler: a.h}}
)"),
            "Both: python3.12 a.h in /usr, 3 s, 128 MB with /usr with /usr/bin\n"
            "Plain:  a.h in /usr, 3 s, 128 MB\n");
}

TEST(Functions, ThatCannotBeStarted) {
  EXPECT_EQ(functions("/t.yaml", R"(
Resources:
  Inline: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "x"}}}
  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
  Bucket: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: b, S3Key: k}}}
  Far: {Type: AWS::Serverless::Function, Properties: {CodeUri: "s3://b/k"}}
  None: {Type: AWS::Serverless::Function, Properties: {CodeUri: nowhere/}}
)"),
            "Inline:   in `x`, 3 s, 128 MB\n"
            "Image: it is a container image\n"
            "Bucket: its code is not in a local folder\n"
            "Far: its code is not in a local folder\n"
            "None: its code `/nowhere/` is neither a folder nor an archive\n");
}

TEST(Functions, InTheRegionThatIsGiven) {
  Given given;
  given.definitions.values["AWS::Region"] = "eu-west-1";
  EXPECT_EQ(functions("/t.yaml", R"(
Resources:
  One: {Type: AWS::Serverless::Function, Properties: {CodeUri: /usr, Handler: a.h, Runtime: python3.12}}
)",
                      given),
            "One: python3.12 a.h in /usr, 3 s, 128 MB AWS_DEFAULT_REGION=eu-west-1 "
            "AWS_REGION=eu-west-1\n");
}

TEST(Functions, OfTheCdk) {
  EXPECT_EQ(functions("/Stack.template.json", R"({"Resources": {"FnABC": {
    "Type": "AWS::Lambda::Function",
    "Properties": {"Code": {"S3Bucket": "b", "S3Key": "k"}, "Handler": "index.handler", "Runtime": "nodejs20.x"},
    "Metadata": {"aws:cdk:path": "Stack/Fn/Resource", "aws:asset:path": "usr", "aws:asset:property": "Code"}}}})"),
            "FnABC: nodejs20.x index.handler in /usr, 3 s, 128 MB\n");
}

TEST(Functions, OfTheServerlessFramework) {
  EXPECT_EQ(functions("/serverless.yml", R"(
service: shop
provider: {name: aws, runtime: python3.12, stage: prod, environment: {STAGE: "${sls:stage}", A: a}}
functions:
  pay: {handler: src/pay.handler, timeout: 20, environment: {A: b}}
  image: {image: repository}
)"),
            "shop-prod-pay: python3.12 src/pay.handler in /, 20 s, 128 MB A=b STAGE=prod\n"
            "shop-prod-image: it is a container image\n");
}

TEST(Functions, OfTerraform) {
  EXPECT_EQ(functions("/plan.json", R"({"format_version": "1.2",
    "planned_values": {"root_module": {"resources": [
      {"address": "aws_lambda_function.pay", "type": "aws_lambda_function", "values": {"function_name": "pay",
       "filename": "pay.zip", "handler": "app.handler", "runtime": "python3.12", "timeout": 7,
       "environment": [{"variables": {"A": "b"}}]}},
      {"address": "aws_lambda_function.far", "type": "aws_lambda_function", "values": {"function_name": "far",
       "s3_bucket": "b", "runtime": "python3.12"}}]}},
    "prior_state": {"values": {"root_module": {"child_modules": [{"resources": [
      {"type": "archive_file", "values": {"output_path": "pay.zip", "source_dir": "./usr"}}]}]}}}})"),
            "pay: python3.12 app.handler in /usr, 7 s, 128 MB A=b\n"
            "far: its code is not an archive that Terraform makes from a folder\n");
}

} // namespace
} // namespace aslc::project
