// JSON Schema as shapes.
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shape/schema_check.h"

#include <gtest/gtest.h>

using namespace aslc;
using namespace aslc::analysis;

namespace {

struct Schema {
  explicit Schema(std::string text)
      : tree(source::read(std::make_shared<source::File>("schema.json", std::move(text)),
                          source::Notation::Json)),
        shape(shapeOfSchema(*tree.root)) {}
  source::Tree tree;
  Shape shape;
};

TEST(SchemaTest, RequiredPropertiesAreThereOthersMayBeMissing) {
  Schema schema(
      R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}},
                    "required": ["a"]})");
  EXPECT_EQ(schema.shape.member("a").possible(), Kind::Text);
  EXPECT_TRUE(schema.shape.member("b").known & Kind::Missing);
  EXPECT_TRUE(schema.shape.member("c").may(Json)) << "other properties are allowed";
}

TEST(SchemaTest, AdditionalPropertiesCanBeForbidden) {
  Schema schema(R"({"properties": {"a": true}, "additionalProperties": false})");
  EXPECT_EQ(schema.shape.member("c"), Shape::missing());
}

TEST(SchemaTest, BoundsOfNumbersAndArraysHold) {
  Schema number(R"({"type": "integer", "minimum": 1, "exclusiveMaximum": 5})");
  EXPECT_TRUE(numbersWhere(number.shape, Order::GreaterOrEqual, Shape::number(5)).isNothing());
  Schema array(R"({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3})");
  EXPECT_EQ(array.shape.length(), std::pair(uint64_t(2), uint64_t(3)));
  EXPECT_EQ(array.shape.anyElement().possible(), Kind::Text);
}

TEST(SchemaTest, EnumerationsAlternativesAndReferencesAreFollowed) {
  Schema schema(
      R"({"anyOf": [{"enum": ["a", "b"]}, {"$ref": "#/$defs/n"}], "$defs": {"n": {"type": "null"}}})");
  EXPECT_EQ(schema.shape.possible(), Kind::Text | Kind::Null);
  EXPECT_EQ(schema.shape.texts->values, (std::vector<std::string>{"a", "b"}));
}

TEST(SchemaTest, ReferencesNameAnyPlaceOfTheSchema) {
  Schema schema(R"({"properties": {"a": {"type": "string"}, "b/c": {"$ref": "#/properties/a"},
                    "d": {"$ref": "#/properties/b~1c"}, "e": {"$ref": "#/allOf/0"}},
      "allOf": [{"type": "object"}], "required": ["b/c", "d", "e"]})");
  EXPECT_EQ(schema.shape.member("d").possible(), Kind::Text);
  EXPECT_EQ(schema.shape.member("e").possible(), Kind::Object);
}

TEST(SchemaTest, AllOfHoldsAtOnce) {
  Schema schema(R"({"allOf": [
      {"properties": {"a": {"type": "integer", "minimum": 1}, "b": {"enum": ["x", "y"]}}},
      {"properties": {"a": {"maximum": 5}, "b": {"enum": ["y", "z"]}}, "required": ["a"]},
      {"required": ["b", "c"]}]})");
  EXPECT_EQ(schema.shape.member("a").possible(), Kind::Number);
  EXPECT_EQ(schema.shape.member("a").numbers->low, 1);
  EXPECT_EQ(schema.shape.member("a").numbers->high, 5);
  EXPECT_EQ(schema.shape.member("b").constantText(), "y");
  EXPECT_FALSE(schema.shape.member("c").may(Kind::Missing));
}

TEST(SchemaTest, KeywordsBesideAReferenceOrAnAlternativeHoldToo) {
  Schema beside(R"({"$ref": "#/$defs/n", "required": ["a"],
                    "$defs": {"n": {"properties": {"a": {"type": "null"}}}}})");
  EXPECT_EQ(beside.shape.member("a").possible(), Kind::Null);
  Schema alternative(R"({"properties": {"a": {"type": "string"}}, "required": ["a"],
      "oneOf": [{"required": ["b"]}, {"properties": {"c": {"type": "number"}}, "required": ["c"]}]})");
  EXPECT_EQ(alternative.shape.member("a").possible(), Kind::Text);
  EXPECT_TRUE(alternative.shape.member("c").may(Kind::Missing));
}

TEST(SchemaTest, BothBranchesOfAConditionArePossible) {
  Schema schema(
      R"({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"],
      "if": {"properties": {"kind": {"const": "card"}}},
      "then": {"properties": {"card": {"type": "string"}}, "required": ["card"]},
      "else": {"properties": {"card": {"type": "null"}}, "required": ["card"]}})");
  EXPECT_EQ(schema.shape.member("card").possible(), Kind::Text | Kind::Null);
  EXPECT_EQ(schema.shape.member("kind").possible(), Kind::Text);
}

TEST(SchemaTest, WhatContradictsItselfIsNoValue) {
  EXPECT_TRUE(Schema(R"({"allOf": [{"type": "string"}, {"type": "number"}]})").shape.isNothing());
  Schema array(R"({"type": "array", "prefixItems": [{"type": "null"}], "items": false})");
  EXPECT_EQ(array.shape.length().second, 1U);
}

TEST(SchemaTest, ASchemaThatRefersToItselfInManyPlacesEnds) {
  std::string text = R"({"type": "object", "properties": {)";
  for (char name = 'a'; name <= 'z'; ++name)
    text += std::string(name == 'a' ? "" : ", ") + '"' + name + R"(": {"$ref": "#"})";
  EXPECT_TRUE(Schema(text + "}}").shape.member("a").may(Kind::Object));
}

TEST(SchemaTest, ReferencesToOtherFilesAreNamed) {
  Schema schema(R"({"properties": {"a": {"$ref": "other.json"}, "b": {"$ref": "#/$defs/no"},
                    "c": {"const": {"$ref": "text"}}}})");
  EXPECT_EQ(checkSchema(*schema.tree.root).size(), 2U);
}

TEST(SchemaTest, OfASchemaThatIsNoneTheFirstCauseIsReported) {
  Schema schema(R"({"items": 5, "type": []})");
  std::vector<SchemaProblem> problems = checkSchema(*schema.tree.root);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].message, "a schema is an object or a boolean, not a number");
  EXPECT_TRUE(problems[1].isError);
}

TEST(SchemaTest, ASchemaThatRefersToItselfEnds) {
  Schema schema(
      R"({"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}}}})");
  EXPECT_TRUE(schema.shape.member("n").member("n").may(Kind::Object));
}

TEST(SchemaTest, WhatIsNotKnownAllowsAnything) {
  EXPECT_TRUE(Schema("{}").shape.isUnknown());
  EXPECT_TRUE(Schema(R"({"not": {"type": "string"}})").shape.isUnknown());
}

} // namespace
