// Values from schemas, and smaller values.
#include "tools/aslc/testing/random_input.h"

#include <gtest/gtest.h>

#include <set>

using namespace aslc::testing;

namespace {

Json json(const char *text) { return Json::parse(text); }

/// Makes many values; each must be valid.
std::set<std::string> valuesOf(const char *text, int count = 200) {
  Json schema = json(text);
  EXPECT_TRUE(checkSchema(schema)) << checkSchema(schema).error();
  std::set<std::string> values;
  for (int seed = 0; seed < count; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    Json value = makeValue(schema, random);
    EXPECT_TRUE(isValid(schema, value)) << value;
    values.insert(value.dump());
  }
  return values;
}

TEST(RandomInput, ValuesAreValid) {
  EXPECT_GT(valuesOf(R"({"type": "string", "minLength": 2, "maxLength": 3})").size(), 20u);
  EXPECT_EQ(
      valuesOf(
          R"({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 7, "multipleOf": 2})"),
      (std::set<std::string>{"4", "6"}));
  EXPECT_EQ(valuesOf(R"({"enum": [1, "a", null]})").size(), 3u);
  EXPECT_EQ(valuesOf(R"({"const": {"x": 1}})"), std::set<std::string>{R"({"x":1})"});
  valuesOf(
      R"({"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 9}, "uniqueItems": true, "minItems": 3, "maxItems": 6})");
  valuesOf(
      R"({"allOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}},
                         {"required": ["b"], "properties": {"b": {"type": ["number", "null"]}}}]})");
  valuesOf(R"({"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "required": ["v"],
    "properties": {"v": {"type": "integer"}, "left": {"$ref": "#/$defs/tree"}, "right": {"$ref": "#/$defs/tree"}}}}})");
  valuesOf(
      R"({"properties": {"at": {"type": "string", "format": "date-time"}, "id": {"type": "string", "format": "uuid"}}})");
}

TEST(RandomInput, TheEndsOfARangeComeOften) {
  auto values = valuesOf(R"({"type": "integer", "minimum": 0, "maximum": 1000000})");
  EXPECT_TRUE(values.contains("0"));
  EXPECT_TRUE(values.contains("1000000"));
}

TEST(RandomInput, EqualSeedsGiveEqualValues) {
  Json schema = json(
      R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}})");
  std::mt19937_64 one(7), two(7);
  EXPECT_EQ(makeValue(schema, one), makeValue(schema, two));
}

TEST(RandomInput, WhatCannotBeUsedIsSaid) {
  EXPECT_EQ(checkSchema(json(R"({"properties": {"a": {"if": {}}}})")).error(),
            "`if` at #/properties/a of the schema is not supported");
  EXPECT_EQ(checkSchema(json(R"({"items": 3})")).error(),
            "the schema at #/items must be an object");
  EXPECT_FALSE(checkSchema(json(R"({"$ref": "other.json"})")));
  EXPECT_FALSE(checkSchema(json(R"({"$ref": "#/$defs/~2"})")));
  EXPECT_FALSE(checkSchema(json(R"({"minLength": "3"})")));
  EXPECT_FALSE(checkSchema(json(R"({"required": "a"})")));
  EXPECT_TRUE(checkSchema(json(R"({"type": "string", "pattern": "a+", "examples": ["aa"]})")));
}

TEST(Shrink, FindsTheSmallestValue) {
  Json schema =
      json(R"({"type": "object", "required": ["items"], "properties": {"items": {"type": "array",
    "items": {"type": "integer"}}, "note": {"type": "string"}}})");
  auto holdsLarge = [](const Json &value) {
    for (const Json &item : value["items"])
      if (item.get<int64_t>() > 17)
        return true;
    return false;
  };
  Json least = shrink(schema, json(R"({"items": [3, 900, 44, 5], "note": "text"})"), holdsLarge);
  EXPECT_EQ(least.dump(), R"({"items":[18]})");
}

TEST(Shrink, StaysValid) {
  Json schema = json(R"({"type": "string", "minLength": 3})");
  EXPECT_EQ(shrink(schema, "Zäx 'y", [](const Json &) { return true; }).dump(), R"("aaa")");
  EXPECT_EQ(
      shrink(json(R"({"type": "integer", "minimum": 5})"), 1000, [](const Json &) { return true; })
          .dump(),
      "5");
}

} // namespace
