// What of a definition the AST holds, and where it stood.
#include "dump.h"

#include <gmock/gmock.h>

namespace aslc::parse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Machine, KeepsStatesInTheOrderOfTheText) {
  Parsed parsed = parseText(R"({"StartAt": "B", "TimeoutSeconds": 7, "States": {
    "B": {"Type": "Pass", "Next": "A"}, "A": {"Type": "Succeed"}}})");
  ASSERT_THAT(parsed.kinds(), IsEmpty());
  EXPECT_EQ(parsed.machine->states[0].name, "B");
  EXPECT_EQ(parsed.machine->states[1].name, "A");
  EXPECT_EQ(parsed.machine->timeoutSeconds->value, 7);
}

TEST(Machine, SharesTheTreeItsNodesBelongTo) {
  Parsed parsed = parseState(R"("Type": "Pass", "Result": [1], "End": true)");
  ASSERT_TRUE(parsed.machine->tree);
  const auto &result = parsed.state("A").as<ast::PassState>()->result;
  EXPECT_EQ(source::toJson(*result->value), "[1]");
}

TEST(Machine, IsThereThoughAStateIsNot) {
  Parsed parsed = parseState(R"("Type": "Nothing", "Next": "A")");
  EXPECT_THAT(parsed.kinds(), ElementsAre("unknown-value"));
  EXPECT_TRUE(parsed.state("A").broken);
  EXPECT_EQ(parsed.state("A").next->value, "A");
}

TEST(Machine, IsNotThereWithoutAnObject) {
  EXPECT_FALSE(parseText("3").machine);
  EXPECT_FALSE(parseText("").machine);
}

TEST(Machine, StatesTakeTheLanguageOfTheDefinitionNotOfTheMapAroundThem) {
  Parsed parsed = parseState(R"("Type": "Map", "QueryLanguage": "JSONata", "End": true,
    "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}})");
  ASSERT_THAT(parsed.kinds(), IsEmpty());
  EXPECT_EQ(parsed.state("A").language, ast::QueryLanguage::Jsonata);
  const auto *map = parsed.state("A").as<ast::MapState>();
  EXPECT_EQ(map->processor->states[0].language, ast::QueryLanguage::JsonPath);
}

TEST(Machine, RetriersHaveTheirDefaults) {
  Parsed parsed = parseState(R"("Type": "Task", "Resource": "r", "End": true,
    "Retry": [{"ErrorEquals": ["E"]}])");
  const ast::Retrier &retrier = parsed.state("A").retriers[0];
  EXPECT_EQ(retrier.intervalSeconds, 1);
  EXPECT_EQ(retrier.maxAttempts, 3);
  EXPECT_EQ(retrier.backoffRate, 2.0);
  EXPECT_FALSE(retrier.maxDelaySeconds);
  EXPECT_FALSE(retrier.fullJitter);
}

TEST(Machine, LegacyNamesOfMapMeanTheNewOnes) {
  Parsed parsed = parseState(R"("Type": "Map", "End": true, "Parameters": {"a.$": "$.b"},
    "Iterator": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}})");
  ASSERT_THAT(parsed.kinds(), IsEmpty());
  const auto *map = parsed.state("A").as<ast::MapState>();
  EXPECT_TRUE(map->processor);
  EXPECT_TRUE(map->itemSelector);
  EXPECT_FALSE(parsed.state("A").parameters);
}

TEST(Machine, QuantitiesAreConstantsPathsOrExpressions) {
  auto timeout = [](const Parsed &parsed) -> const ast::Quantity & {
    return parsed.state("A").as<ast::TaskState>()->timeoutSeconds->value;
  };
  std::string task = R"("Type": "Task", "Resource": "r", "End": true, )";
  EXPECT_EQ(timeout(parseState(task + R"("TimeoutSeconds": 5)")).constant, 5);
  EXPECT_TRUE(timeout(parseState(task + R"("TimeoutSecondsPath": "$.t")")).isPath());
  Parsed parsed =
      parseState(task + R"("TimeoutSeconds": "{%  1+2 %}")", R"("QueryLanguage": "JSONata", )");
  const ast::Quantity &jsonata = timeout(parsed);
  EXPECT_FALSE(jsonata.isPath());
  EXPECT_EQ(jsonata.expression->text, "1+2");
}

TEST(Machine, UndefinedPlaceholdersCountAsAbsentValues) {
  source::Definitions definitions;
  definitions.allowUndefined = true;
  Parsed parsed =
      parseText(R"({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Arn}",
    "TimeoutSeconds": ${T}, "End": true}}})",
                definitions);
  EXPECT_THAT(parsed.kinds(), ElementsAre("unresolved-value"));
  EXPECT_FALSE(parsed.state("A").as<ast::TaskState>()->timeoutSeconds);
}

TEST(Dump, NamesEveryPlace) {
  Parsed parsed = parseText(R"({
  "StartAt": "A",
  "States": {
    "A": {
      "Type": "Choice",
      "Choices": [{"And": [{"Variable": "$.a", "StringEquals": "x"}], "Next": "B"}],
      "Default": "B"
    },
    "B": {"Type": "Wait", "Seconds": 3, "End": true}
  }
})");
  std::string text = ast::dump(*parsed.machine);
  EXPECT_THAT(text, HasSubstr("State \"A\" Choice @4:5\n"));
  EXPECT_THAT(text, HasSubstr("Rule \"$.a\" StringEquals \"x\" @6:28\n"));
  EXPECT_THAT(text, HasSubstr("Default \"B\" @7:18\n"));
  EXPECT_THAT(text, HasSubstr("Seconds 3 @9:38\n"));
}

} // namespace
} // namespace aslc::parse
