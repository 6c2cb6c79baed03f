// Payload templates and JSONata values as trees.
#include "dump.h"

#include <gmock/gmock.h>

namespace aslc::parse {
namespace {

using Kind = ast::Template::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

class TemplateTest : public testing::Test {
protected:
  const ast::Template &jsonpath(const std::string &value) {
    parsed_ = parseState(R"("Type": "Pass", "End": true, "Parameters": )" + value);
    return *parsed_.state("A").parameters->value;
  }
  const ast::Template &jsonata(const std::string &value) {
    parsed_ = parseState(R"("Type": "Pass", "End": true, "Output": )" + value,
                         R"("QueryLanguage": "JSONata", )");
    return *parsed_.state("A").output->value;
  }
  std::vector<std::string> kinds() const { return parsed_.kinds(); }

private:
  Parsed parsed_;
};

TEST_F(TemplateTest, WithoutExpressionsIsOneLiteral) {
  const ast::Template &value = jsonpath(R"({"a": [1, {"b": "$.c"}]})");
  EXPECT_EQ(value.kind, Kind::Literal);
  EXPECT_TRUE(value.entries.empty());
}

TEST_F(TemplateTest, KeysThatEndInDollarAreReadAndLoseTheirSuffix) {
  const ast::Template &value =
      jsonpath(R"~({"p.$": "$.a", "c.$": "$$.b", "v.$": "$x.y", "i.$": "States.UUID()", "l": 1})~");
  ASSERT_EQ(value.kind, Kind::Object);
  using Language = ast::Expression::Kind;
  std::vector<std::optional<Language>> found;
  for (const auto &entry : value.entries)
    found.push_back(entry.value->expression ? std::optional(entry.value->expression->kind)
                                            : std::nullopt);
  EXPECT_THAT(found, ElementsAre(Language::Path, Language::Path, Language::Path,
                                 Language::Intrinsic, std::nullopt));
  EXPECT_EQ(value.entries[0].key, "p");
  EXPECT_EQ(value.entries[0].written, "p.$");
}

TEST_F(TemplateTest, ObjectsInArraysAreWalkedStringsAreNot) {
  const ast::Template &value = jsonpath(R"({"a": ["$.b", {"c.$": "$.c"}]})");
  const ast::Template &array = *value.entries[0].value;
  ASSERT_EQ(array.kind, Kind::Array);
  EXPECT_EQ(array.items[0]->kind, Kind::Literal);
  EXPECT_EQ(array.items[1]->kind, Kind::Object);
}

TEST_F(TemplateTest, AKeyOfDollarAloneGivesAnEmptyName) {
  EXPECT_EQ(jsonpath(R"({".$": "$.a"})").entries[0].key, "");
}

TEST_F(TemplateTest, ExpressionsOfJsonataAreTrimmed) {
  const ast::Template &value = jsonata("\"{%\\n  $states.input \\t%}\"");
  ASSERT_EQ(value.kind, Kind::Expression);
  EXPECT_EQ(value.expression->kind, ast::Expression::Kind::Jsonata);
  EXPECT_EQ(value.expression->text, "$states.input");
  EXPECT_EQ(value.expression->offset, 5u);
  EXPECT_EQ(value.expression->jsonata().kind, jsonata::NodeKind::Path);
}

TEST_F(TemplateTest, TheTwoMarksMayNotShareACharacter) {
  jsonata(R"("{%}")");
  EXPECT_THAT(kinds(), ElementsAre("jsonata-mark"));
}

TEST_F(TemplateTest, MarksInsideOfATextAreText) {
  EXPECT_EQ(jsonata(R"(" {% 1 %} ")").kind, Kind::Literal);
  EXPECT_THAT(kinds(), IsEmpty());
}

TEST_F(TemplateTest, ExpressionsStandInArraysAndObjects) {
  const ast::Template &value = jsonata(R"([1, {"a": "{% 2 %}"}])");
  ASSERT_EQ(value.kind, Kind::Array);
  EXPECT_EQ(value.items[1]->entries[0].value->kind, Kind::Expression);
}

} // namespace
} // namespace aslc::parse
