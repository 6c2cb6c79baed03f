// JSON Schema as shapes.
#include "compiler/analysis/shape/literal.h"

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
