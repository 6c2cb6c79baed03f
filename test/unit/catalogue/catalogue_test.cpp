// What the catalogue knows of services, and that its tables are in order.
#include "compiler/catalogue/catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace aslc::catalogue {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

std::vector<std::string_view> errorsOf(const Operation &operation) {
  std::vector<std::string_view> errors;
  for (size_t i = 0; i < operation.errorCount(); ++i)
    errors.push_back(operation.error(i));
  return errors;
}

Operation operationOf(std::string_view resource) {
  auto integration = integrationOf(resource);
  EXPECT_TRUE(integration.operation) << resource;
  return integration.operation.value_or(Operation());
}

Member memberOf(Type type, std::string_view name) {
  auto member = type.find(name);
  EXPECT_TRUE(member) << name;
  return member.value_or(Member());
}

TEST(Catalogue, TablesAreSortedForTheirLookup) {
  for (bool sdk : {false, true}) {
    std::string_view previous;
    for (size_t i = 0; i < serviceCount(sdk); ++i) {
      Service service = serviceAt(i, sdk);
      EXPECT_LT(previous, service.name());
      previous = service.name();
      std::string_view action;
      for (size_t j = 0; j < service.operationCount(); ++j) {
        EXPECT_LT(action, service.operation(j).name) << service.name();
        action = service.operation(j).name;
      }
    }
  }
  for (size_t i = 1; i < errorNameCount(); ++i)
    EXPECT_LT(errorName(i - 1), errorName(i));
}

/// Each type that can be reached from `type`, at most `depth` levels down.
void expectSorted(Type type, unsigned depth) {
  if (depth == 0)
    return;
  for (size_t i = 0; i < type.memberCount(); ++i) {
    if (i > 0)
      EXPECT_LT(type.member(i - 1).name, type.member(i).name);
    expectSorted(type.member(i).type, depth - 1);
  }
  if (type.element().kind() != Type::Kind::Any)
    expectSorted(type.element(), depth - 1);
}

TEST(Catalogue, MembersAreSorted) {
  for (size_t i = 0; i < serviceCount(false); ++i)
    for (size_t j = 0; j < serviceAt(i, false).operationCount(); ++j) {
      Operation operation = serviceAt(i, false).operation(j);
      for (Type type : {operation.request, operation.response, operation.job})
        expectSorted(type, 4);
    }
}

TEST(Catalogue, AFunctionAndAnActivityHaveNoOperation) {
  EXPECT_EQ(integrationOf("arn:aws:lambda:eu-west-1:111122223333:function:f").kind,
            Integration::Kind::Function);
  EXPECT_EQ(integrationOf("arn:aws:states:eu-west-1:111122223333:activity:a").kind,
            Integration::Kind::Activity);
  EXPECT_EQ(integrationOf("docker://image").kind, Integration::Kind::Unknown);
  EXPECT_EQ(integrationOf("arn:aws:states:::sqs:sendMessage.async").kind,
            Integration::Kind::Unknown);
}

TEST(Catalogue, AnUnknownActionHasNoOperation) {
  auto integration = integrationOf("arn:aws:states:::aws-sdk:s3:listBucketz");
  EXPECT_EQ(integration.kind, Integration::Kind::Sdk);
  EXPECT_EQ(integration.service, "s3");
  EXPECT_FALSE(integration.operation);
  EXPECT_EQ(integration.result(), Type());
}

TEST(Catalogue, LambdaGivesItsAnswerAsPayload) {
  auto invoke = integrationOf("arn:aws:states:::lambda:invoke");
  EXPECT_EQ(memberOf(invoke.result(), "Payload").type.kind(), Type::Kind::Any);
  EXPECT_TRUE(memberOf(invoke.result(), "StatusCode").always);
  EXPECT_TRUE(memberOf(invoke.result(), "SdkHttpMetadata").always);
  EXPECT_TRUE(memberOf(invoke.operation->request, "FunctionName").always);
}

TEST(Catalogue, AnItemIsAbsentWhenItWasNotFound) {
  auto item = memberOf(operationOf("arn:aws:states:::dynamodb:getItem").response, "Item");
  EXPECT_FALSE(item.always);
  EXPECT_TRUE(item.sometimes);
  EXPECT_EQ(item.type.kind(), Type::Kind::Map);
  EXPECT_EQ(memberOf(item.type.element(), "S").type.kind(), Type::Kind::Text);
  EXPECT_EQ(memberOf(item.type.element(), "L").type.element(), item.type.element());
}

TEST(Catalogue, NothingTellsOfAPageAfterTheLast) {
  Operation list = operationOf("arn:aws:states:::aws-sdk:s3:listObjectsV2");
  EXPECT_TRUE(memberOf(list.response, "NextContinuationToken").sometimes);
  EXPECT_TRUE(memberOf(list.response, "Contents").sometimes);
  EXPECT_TRUE(memberOf(list.response, "KeyCount").always);
  Operation instances = operationOf("arn:aws:states:::aws-sdk:ec2:describeInstances");
  EXPECT_TRUE(memberOf(instances.response, "NextToken").sometimes);
  EXPECT_EQ(memberOf(instances.response, "Reservations").type.kind(), Type::Kind::List);
}

TEST(Catalogue, ThePatternDecidesWhatATaskGives) {
  auto output = [](std::string_view pattern) {
    std::string resource = "arn:aws:states:::states:startExecution" + std::string(pattern);
    return memberOf(integrationOf(resource).result(), "Output").type.kind();
  };
  EXPECT_EQ(output(".sync"), Type::Kind::Text);
  EXPECT_EQ(output(".sync:2"), Type::Kind::Any);
  EXPECT_TRUE(integrationOf("arn:aws:states:::ecs:runTask.sync").result().find("Containers"));
  EXPECT_TRUE(integrationOf("arn:aws:states:::ecs:runTask").result().find("Tasks"));
  EXPECT_TRUE(integrationOf("arn:aws:states:::glue:startJobRun.sync").result().find("JobRunState"));
  EXPECT_EQ(integrationOf("arn:aws:states:::sqs:sendMessage.waitForTaskToken").result(), Type());
  EXPECT_FALSE(operationOf("arn:aws:states:::sqs:sendMessage").allows(Pattern::Sync));
}

TEST(Catalogue, NamesOfApiCallsAreSpeltAsTheSdkForJavaSpellsThem) {
  auto describe = operationOf("arn:aws:states:::aws-sdk:rds:describeDBInstances");
  EXPECT_TRUE(describe.request.find("DbInstanceIdentifier"));
  EXPECT_TRUE(describe.response.find("DbInstances"));
  EXPECT_THAT(errorsOf(describe), Contains("Rds.DbInstanceNotFoundException"));
  auto item = memberOf(operationOf("arn:aws:states:::aws-sdk:dynamodb:getItem").response, "Item");
  EXPECT_TRUE(item.type.element().find("Bool"));
  EXPECT_TRUE(item.type.element().find("Nul"));
  auto get = operationOf("arn:aws:states:::aws-sdk:s3:getObject");
  EXPECT_TRUE(get.response.find("SsekmsKeyId"));
  EXPECT_TRUE(get.response.find("ETag"));
  EXPECT_THAT(errorsOf(get), Contains("S3.NoSuchKeyException"));
}

TEST(Catalogue, OptimizedIntegrationsHavePrefixesOfTheirOwn) {
  EXPECT_THAT(errorsOf(operationOf("arn:aws:states:::dynamodb:putItem")),
              Contains("DynamoDB.ConditionalCheckFailedException"));
  auto call = errorsOf(operationOf("arn:aws:states:::aws-sdk:dynamodb:putItem"));
  EXPECT_THAT(call, Contains("DynamoDb.ConditionalCheckFailedException"));
  EXPECT_THAT(call, Not(Contains("DynamoDB.ConditionalCheckFailedException")));
  EXPECT_EQ(findService("ecs", false)->errorPrefix(), "ECS");
  EXPECT_EQ(findService("ecs", true)->errorPrefix(), "Ecs");
  EXPECT_TRUE(findService("sfn", true)->raises("Sfn.InvalidTokenException"));
  EXPECT_FALSE(isServiceError("Dynamodb.ConditionalCheckFailedException"));
}

TEST(Catalogue, StatusesOfJobsAreFinalOrNot) {
  auto query = memberOf(
      memberOf(operationOf("arn:aws:states:::athena:getQueryExecution").response, "QueryExecution")
          .type,
      "Status");
  Type state = memberOf(query.type, "State").type;
  std::vector<std::string_view> finals;
  for (size_t i = 0; i < state.valueCount(); ++i)
    if (state.isFinal(i))
      finals.push_back(state.value(i));
  EXPECT_THAT(finals, ElementsAre("SUCCEEDED", "FAILED", "CANCELLED"));
  Type method = memberOf(operationOf("arn:aws:states:::http:invoke").request, "Method").type;
  for (size_t i = 0; i < method.valueCount(); ++i)
    EXPECT_FALSE(method.isFinal(i));
}

TEST(Catalogue, ARepetitionIsKnownForMostCalls) {
  EXPECT_EQ(operationOf("arn:aws:states:::aws-sdk:s3:listBuckets").repetition,
            Repetition::ReadOnly);
  EXPECT_EQ(operationOf("arn:aws:states:::dynamodb:deleteItem").repetition, Repetition::Idempotent);
  auto send = operationOf("arn:aws:states:::sqs:sendMessage");
  EXPECT_EQ(send.repetition, Repetition::Harmful);
  EXPECT_EQ(send.key, "MessageDeduplicationId");
  EXPECT_EQ(operationOf("arn:aws:states:::lambda:invoke").repetition, Repetition::Unknown);
}

} // namespace
} // namespace aslc::catalogue
