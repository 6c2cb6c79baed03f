// Credentials, policies and quotas.
#include "runtime/api/credentials.h"
#include "runtime/api/policy.h"
#include "runtime/api/throttle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::api {
namespace {

using testing::HasSubstr;

Expected<Credentials> parse(std::string text) {
  return parseCredentials(std::make_shared<document::File>("keys.yaml", std::move(text)));
}

TEST(Policy, Globs) {
  EXPECT_TRUE(matchesGlob("*", ""));
  EXPECT_TRUE(matchesGlob("a*c", "abbc"));
  EXPECT_TRUE(matchesGlob("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(matchesGlob("a?c", "abc"));
  EXPECT_TRUE(matchesGlob("a**", "a"));
  EXPECT_FALSE(matchesGlob("a?c", "ac"));
  EXPECT_FALSE(matchesGlob("", "a"));
  EXPECT_FALSE(matchesGlob("a*b", "a*c"));
  EXPECT_TRUE(matchesGlob("*a*a*a*a*b", std::string(20'000, 'a') + "b"));
}

TEST(Policy, DenyWins) {
  std::vector<Statement> statements = {{true, {"states:*"}, {"arn:aws:states:*:*:*"}},
                                       {false, {"states:Delete*"}, {"*"}}};
  EXPECT_EQ(judge(statements, "states:StartExecution", "arn:aws:states:r:1:stateMachine:m"),
            Verdict::Allowed);
  EXPECT_EQ(judge(statements, "states:DeleteActivity", "arn:aws:states:r:1:activity:m"),
            Verdict::Denied);
  EXPECT_EQ(judge(statements, "states:StartExecution", "m"), Verdict::NotAllowed);
  EXPECT_EQ(judge({{true, {"STATES:list*"}, {"*"}}}, "states:ListActivities", "x"),
            Verdict::Allowed);
  EXPECT_EQ(judge({}, "states:ListActivities", "x"), Verdict::NotAllowed);
}

TEST(Policy, Resources) {
  Call call;
  call.caller = {"aws-cn", "cn-north-1", "111122223333", "AK"};
  auto of = [&](std::string operation, const char *request) {
    call.operation = std::move(operation);
    call.request = Json::parse(request);
    return resourceOf(call);
  };
  EXPECT_EQ(of("ListActivities", "{}"), "arn:aws-cn:states:cn-north-1:111122223333:*");
  EXPECT_EQ(of("CreateActivity", R"({"name":"a"})"),
            "arn:aws-cn:states:cn-north-1:111122223333:activity:a");
  EXPECT_EQ(of("StartExecution", R"({"stateMachineArn":"m","name":"x"})"), "m");
  EXPECT_EQ(of("CreateStateMachineAlias",
               R"({"name":"x","routingConfiguration":[{"stateMachineVersionArn":"a:m:7"}]})"),
            "a:m");
}

TEST(Credentials, AreRead) {
  auto keys =
      parse("- accessKey: AKORDERS\n"
            "  secret: s3cr3t\n"
            "  account: '111122223333'\n"
            "  user: orders\n"
            "  policy:\n"
            "    Version: '2012-10-17'\n"
            "    Statement:\n"
            "    - {Effect: Allow, Action: ['states:Start*', 'states:List*'], Resource: '*'}\n"
            "- {accessKey: AKADMIN, secret: other}\n");
  ASSERT_TRUE(keys) << keys.error();
  EXPECT_EQ(keys->size(), 2u);
  const Key &orders = keys->at("AKORDERS");
  EXPECT_EQ(orders.secret, "s3cr3t");
  EXPECT_EQ(orders.account, "111122223333");
  ASSERT_TRUE(orders.policy);
  EXPECT_EQ(judge(*orders.policy, "states:ListActivities", "x"), Verdict::Allowed);
  EXPECT_EQ(keys->at("AKADMIN").user, "AKADMIN");
  EXPECT_FALSE(keys->at("AKADMIN").policy);
}

TEST(Credentials, WhatIsWrongHasAPlace) {
  EXPECT_THAT(parse("a: b\n").error(), HasSubstr("keys.yaml:1:1: error: a list of keys"));
  EXPECT_THAT(parse("- {accessKey: A}\n").error(), HasSubstr("`secret` is missing"));
  EXPECT_THAT(parse("- {accessKey: A, secret: b, account: 123}\n").error(),
              HasSubstr("keys.yaml:1:"));
  EXPECT_THAT(parse("- {accessKey: A, secret: b}\n- {accessKey: A, secret: c}\n").error(),
              HasSubstr("keys.yaml:2:3: error: the key `A` is there twice"));
  EXPECT_THAT(
      parse("- accessKey: A\n  secret: b\n  policy: {Statement: [{Effect: Allow, Action: x, "
            "Resource: y, Condition: {}}]}\n")
          .error(),
      HasSubstr("`Condition` is not supported here"));
  EXPECT_THAT(parse("- accessKey: A\n  secret: b\n  policy: {Statement: {Effect: allow, Action: x, "
                    "Resource: y}}\n")
                  .error(),
              HasSubstr("`Effect` is `Allow` or `Deny`"));
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("[]"));
  EXPECT_FALSE(parse("- [\n"));
}

TEST(Throttle, InjectedPart) {
  Throttle throttle;
  ASSERT_TRUE(throttle.inject("StartExecution 20%"));
  int refused = 0;
  for (int i = 0; i < 1000; ++i)
    refused += !throttle.admits({}, "StartExecution", {});
  EXPECT_EQ(refused, 200);
  EXPECT_TRUE(throttle.admits({}, "ListActivities", {}));
  ASSERT_TRUE(throttle.inject("* 100%"));
  EXPECT_FALSE(throttle.admits({}, "ListActivities", {}));
  for (const char *wrong :
       {"StartExecution", "StartExecution 20", "Start 20%", "* 101%", "* x%", ""})
    EXPECT_FALSE(throttle.inject(wrong)) << wrong;
}

TEST(Throttle, TokenBuckets) {
  Throttle throttle;
  throttle.useAwsLimits();
  Throttle::Time time{};
  Caller caller;
  int admitted = 0;
  while (admitted < 2000 && throttle.admits(caller, "StartExecution", time))
    ++admitted;
  EXPECT_EQ(admitted, 1300);
  time += std::chrono::milliseconds(10);
  EXPECT_TRUE(throttle.admits(caller, "StartExecution", time));
  EXPECT_TRUE(throttle.admits(caller, "StartExecution", time));
  EXPECT_TRUE(throttle.admits(caller, "StartExecution", time));
  EXPECT_FALSE(throttle.admits(caller, "StartExecution", time));
  Caller other;
  other.region = "eu-west-1";
  EXPECT_TRUE(throttle.admits(other, "StartExecution", time));
  for (int i = 0; i < 5000; ++i)
    ASSERT_TRUE(throttle.admits(caller, "StartSyncExecution", time));
  for (int i = 0; i < 6000; ++i)
    ASSERT_TRUE(throttle.admits(caller, "StartExecution", time, /*isExpress=*/true));
  EXPECT_FALSE(throttle.admits(caller, "StartExecution", time, /*isExpress=*/true));
}

} // namespace
} // namespace asl::api
