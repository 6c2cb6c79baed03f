// Reading resources, and the tables behind them.
#include "compiler/sema/integrations.h"

#include "compiler/catalogue/catalogue.h"

#include <gtest/gtest.h>

namespace aslc::sema {
namespace {

TEST(Integrations, NamesOfOtherToolsLeadToTheService) {
  EXPECT_TRUE(catalogue::findService(sdkServiceFor("stepfunctions"), true));
  EXPECT_EQ(sdkServiceFor("sfn"), "");
}

TEST(Integrations, AResourceIsTakenApart) {
  auto resource = splitResource("arn:aws:states:::ecs:runTask.waitForTaskToken");
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource->kind, Resource::Kind::Integration);
  EXPECT_EQ(resource->service, "ecs");
  EXPECT_EQ(resource->action, "runTask");
  EXPECT_EQ(resource->pattern, Pattern::WaitForTaskToken);
}

TEST(Integrations, AFunctionHasItsQualifierApart) {
  auto resource = splitResource("arn:aws:lambda:eu-west-1:123456789012:function:f:3");
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource->name, "f");
  EXPECT_EQ(resource->qualifier, "3");
}

TEST(Integrations, WhatIsNoArnIsNoFault) {
  EXPECT_EQ(splitResource("docker://image")->kind, Resource::Kind::Other);
  EXPECT_EQ(splitResource("arn:aws:swf:us-east-1:123456789012:task:X")->kind,
            Resource::Kind::OtherArn);
}

TEST(Integrations, AnArnThatEndsTooEarlyIsNone) {
  EXPECT_FALSE(splitResource("arn:aws:lambda"));
  EXPECT_FALSE(splitResource("arn:aws:states:::lambda"));
  EXPECT_FALSE(splitResource("arn:aws:states:us-east-1:123456789012:activity:"));
}

} // namespace
} // namespace aslc::sema
