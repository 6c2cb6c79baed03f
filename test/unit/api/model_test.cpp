// The table of the API's model.
#include "runtime/api/model.h"

#include "runtime/api/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace asl::api::model {
namespace {

TEST(Model, HasTheOperations) {
  EXPECT_EQ(operations().size(), 37u);
  ASSERT_TRUE(findOperation("StartExecution"));
  EXPECT_EQ(findOperation("StartExecutio"), nullptr);
  EXPECT_EQ(findOperation(""), nullptr);
  for (const Operation &operation : operations())
    EXPECT_EQ(findOperation(operation.name), &operation);
}

TEST(Model, KnowsMembers) {
  const Shape &input = shapeOf(findOperation("CreateStateMachine")->input);
  const Member *name = findMember(input, "name");
  ASSERT_TRUE(name);
  EXPECT_TRUE(name->isRequired);
  EXPECT_EQ(shapeOf(name->shape).min, 1);
  EXPECT_EQ(shapeOf(name->shape).max, 80);
  EXPECT_TRUE(shapeOf(findMember(input, "definition")->shape).isSensitive);
  EXPECT_EQ(findMember(input, "nam"), nullptr);
  EXPECT_THAT(valuesOf(shapeOf(findMember(input, "type")->shape)),
              testing::ElementsAre("STANDARD", "EXPRESS"));
  EXPECT_THAT(errorsOf(*findOperation("DeleteActivity")), testing::ElementsAre("InvalidArn"));
}

TEST(Model, EveryPatternHasAMatcher) {
  for (const Shape &shape : shapes())
    if (!shape.pattern.empty())
      EXPECT_TRUE(isKnownPattern(shape.pattern)) << shape.pattern;
}

/// The facts of the table against those of the shared model, member by member.
TEST(Model, AgreesWithTheSharedModel) {
  std::ifstream file(ASLC_SHARED "/spec/api-model.json");
  if (!file)
    GTEST_SKIP() << "there is no shared model";
  auto shared = nlohmann::json::parse(file);
  size_t members = 0;
  for (const auto &[name, operation] : shared["operations"].items()) {
    const Operation *ours = findOperation(name);
    ASSERT_TRUE(ours) << name;
    for (auto [side, index] :
         {std::pair{"input", ours->input}, std::pair{"output", ours->output}}) {
      const auto &shape = shared["shapes"][operation[side].get<std::string>()];
      for (const auto &[member, reference] : shape["members"].items()) {
        const Member *found = findMember(shapeOf(index), member);
        ASSERT_TRUE(found) << name << "." << member;
        const auto &facts = shared["shapes"][reference["shape"].get<std::string>()];
        const Shape &of = shapeOf(found->shape);
        EXPECT_EQ(of.max, facts.value("max", kNone)) << name << "." << member;
        EXPECT_EQ(of.min, facts.value("min", kNone)) << name << "." << member;
        EXPECT_EQ(of.pattern, facts.value("pattern", "")) << name << "." << member;
        EXPECT_EQ(valuesOf(of).size(), facts.value("enum", nlohmann::json::array()).size());
        ++members;
      }
    }
  }
  EXPECT_GT(members, 200u);
}

} // namespace
} // namespace asl::api::model
