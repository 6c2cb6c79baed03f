// Parsing of Resources, and matching of patterns.
#include "runtime/task/pattern.h"

#include <gtest/gtest.h>

namespace asl::task {
namespace {

using Kind = Resource::Kind;
using Pattern = Resource::Pattern;

TEST(ParseResource, LambdaFunctions) {
  EXPECT_EQ(parseResource("arn:aws:lambda:us-east-1:123456789012:function:charge").kind,
            Kind::LambdaFunction);
  EXPECT_EQ(parseResource("arn:aws-cn:lambda:cn-north-1:123456789012:function:charge:3").kind,
            Kind::LambdaFunction);
}

TEST(ParseResource, Activities) {
  EXPECT_EQ(parseResource("arn:aws:states:us-east-1:123456789012:activity:pack").kind,
            Kind::Activity);
}

TEST(ParseResource, ServicesWithTheirPatterns) {
  struct Case {
    const char *text, *service, *action;
    Pattern pattern;
  };
  const Case cases[] = {
      {"arn:aws:states:::lambda:invoke", "lambda", "invoke", Pattern::RequestResponse},
      {"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs", "sendMessage.waitForTaskToken",
       Pattern::WaitForTaskToken},
      {"arn:aws:states:::states:startExecution.sync:2", "states", "startExecution.sync:2",
       Pattern::Sync2},
      {"arn:aws:states:eu-west-1::ecs:runTask.sync", "ecs", "runTask.sync", Pattern::Sync},
      {"arn:aws-us-gov:states:::aws-sdk:dynamodb:putItem", "aws-sdk:dynamodb", "putItem",
       Pattern::RequestResponse},
      {"arn:aws:states:::http:invoke", "http", "invoke", Pattern::RequestResponse},
  };
  for (const Case &one : cases) {
    Resource resource = parseResource(one.text);
    EXPECT_EQ(resource.kind, Kind::Service) << one.text;
    EXPECT_EQ(resource.service, one.service);
    EXPECT_EQ(resource.action, one.action);
    EXPECT_EQ(resource.pattern, one.pattern);
    EXPECT_EQ(resource.text, one.text);
  }
}

TEST(ParseResource, UnknownForms) {
  for (const char *text :
       {"", "arn", "arn:aws:s3:::bucket", "docker://image", "arn:aws:states:::lambda",
        "arn:aws:states:::lambda:", "arn:aws:states:::aws-sdk:dynamodb",
        "arn:aws:states:::", "arn:other:lambda:r:1:function:f"})
    EXPECT_EQ(parseResource(text).kind, Kind::Unknown) << text;
}

TEST(MatchesPattern, StarsAndQuestionMarks) {
  EXPECT_TRUE(matchesPattern("", ""));
  EXPECT_TRUE(matchesPattern("*", ""));
  EXPECT_TRUE(matchesPattern("a*c", "abbc"));
  EXPECT_TRUE(matchesPattern("a*b*c", "axxbyybzc"));
  EXPECT_TRUE(matchesPattern("a?c", "abc"));
  EXPECT_FALSE(matchesPattern("a?c", "ac"));
  EXPECT_TRUE(matchesPattern("a?c", "a\u00fcc"));
  EXPECT_TRUE(matchesPattern("*?c?", "\u4e16\u00fcc\u4e16"));
  EXPECT_FALSE(matchesPattern("??", "\u00fc"));
  EXPECT_FALSE(matchesPattern("a*c", "abcd"));
  EXPECT_FALSE(matchesPattern("", "a"));
  EXPECT_TRUE(matchesPattern("**a**", "a"));
}

TEST(MatchesPattern, TimeIsNotExponential) {
  std::string text(5000, 'a');
  EXPECT_FALSE(matchesPattern("*a*a*a*a*a*a*a*a*a*b", text));
}

TEST(MatchesResource, ByTextAndByServiceName) {
  Resource token = parseResource("arn:aws:states:::lambda:invoke.waitForTaskToken");
  EXPECT_TRUE(matchesResource("lambda:invoke", token));
  EXPECT_TRUE(matchesResource("lambda:invoke.waitForTaskToken", token));
  EXPECT_TRUE(matchesResource("lambda:*", token));
  EXPECT_TRUE(matchesResource("arn:aws:states:::lambda:*", token));
  EXPECT_FALSE(matchesResource("lambda", token));
  EXPECT_FALSE(matchesResource("sqs:*", token));
  EXPECT_TRUE(matchesResource("aws-sdk:*", parseResource("arn:aws:states:::aws-sdk:s3:getObject")));
  EXPECT_TRUE(
      matchesResource("arn:aws:lambda:*:function:charge",
                      parseResource("arn:aws:lambda:us-east-1:123456789012:function:charge")));
}

} // namespace
} // namespace asl::task
