// Values made by a state, and ResultPath.
#include "support.h"

namespace asl::test {
namespace {

class SetTest : public ExprTest {
protected:
  Value set(Value document, std::vector<asl_set_step> steps, std::string_view value) {
    return asl_set(&heap, document, steps.data(), static_cast<uint32_t>(steps.size()), read(value),
                   string("$.path"));
  }
  asl_set_step name(Value document, std::string_view text) { return {key(document, text), 0}; }
};

TEST_F(SetTest, ReplacesAMemberInItsPlaceAndKeepsTheOriginal) {
  Value document = read(R"({"a":1,"b":{"c":2,"d":3},"e":4})");
  Value result = set(document, {name(document, "b"), name(document, "c")}, "[9]");
  EXPECT_EQ(json::write(result), R"({"a":1,"b":{"c":[9],"d":3},"e":4})");
  EXPECT_EQ(json::write(document), R"({"a":1,"b":{"c":2,"d":3},"e":4})");
  EXPECT_EQ(result.size, json::write(result).size());
}

TEST_F(SetTest, MissingObjectsAreMade) {
  Value document = read(R"({"a":1})");
  Value result = set(document, {name(document, "x"), name(document, "y")}, "true");
  EXPECT_EQ(json::write(result), R"({"a":1,"x":{"y":true}})");
  EXPECT_EQ(result.size, json::write(result).size());
}

TEST_F(SetTest, AnElementMustExist) {
  Value document = read(R"({"a":[1,2]})");
  EXPECT_EQ(json::write(set(document, {name(document, "a"), {nullptr, 1}}, "5")), R"({"a":[1,5]})");
  EXPECT_TRUE(isError(set(document, {name(document, "a"), {nullptr, 2}}, "5")));
  EXPECT_TRUE(isError(set(document, {name(document, "new"), {nullptr, 0}}, "5")));
}

TEST_F(SetTest, WhatIsNoObjectHasNoMembers) {
  for (const char *text : {"null", "1", "\"x\"", "[]"}) {
    Value document = read(text);
    Value error = set(document, {name(document, "x")}, "1");
    EXPECT_EQ(nameOf(error), "States.ResultPathMatchFailure") << text;
    EXPECT_FALSE(error.error->fatal);
  }
}

TEST_F(SetTest, ThePathDollarIsTheValue) {
  EXPECT_EQ(json::write(set(read("1"), {}, "[2]")), "[2]");
}

TEST_F(SetTest, SizesFollowWhatWasReplaced) {
  Value document = read(R"({"a":[1,"two",{"b":null}],"c":{}})");
  for (std::string_view value : {"1", "\"a longer text\"", "[[],[1]]"}) {
    Value deep = set(document, {name(document, "a"), {nullptr, 2}, name(document, "b")}, value);
    EXPECT_EQ(deep.size, json::write(deep).size());
    EXPECT_EQ(memberByText(deep, "a").size, json::write(memberByText(deep, "a")).size());
    Value fresh = set(document, {name(document, "c"), name(document, "b")}, value);
    EXPECT_EQ(fresh.size, json::write(fresh).size());
    Value root = set(read("{}"), {name(document, "b")}, value);
    EXPECT_EQ(root.size, json::write(root).size());
  }
}

TEST_F(SetTest, DepthsFollowWhatWasReplaced) {
  Value document = read(R"({"a":[[[1]]],"c":{}})");
  auto depth = [&](std::string_view name, std::string_view value) {
    return depthOf(set(document, {this->name(document, name)}, value));
  };
  EXPECT_EQ(depth("a", "1"), 2u) << "the deepest part is gone";
  EXPECT_EQ(depth("a", "[[1]]"), 3u);
  EXPECT_EQ(depth("c", "[[[[]]]]"), 5u);
  EXPECT_EQ(depth("c", "1"), 4u);
  EXPECT_EQ(depth("new", "[[[[]]]]"), 5u);
  EXPECT_EQ(depth("new", "1"), 4u);
}

TEST_F(ExprTest, ConstructedValuesKnowTheirSizes) {
  const asl_string *keys[] = {heap.key("a"), heap.key("b\n")};
  Value values[] = {read("[1,2]"), heap.string("x\"y")};
  Value object = asl_object_make(&heap, keys, values, 2);
  EXPECT_EQ(json::write(object), R"({"a":[1,2],"b\n":"x\"y"})");
  EXPECT_EQ(object.size, json::write(object).size());
  EXPECT_EQ(asl_array_make(&heap, values, 2).size, std::string(R"([[1,2],"x\"y"])").size());
  EXPECT_EQ(asl_object_make(&heap, nullptr, nullptr, 0).size, 2u);
}

} // namespace
} // namespace asl::test
