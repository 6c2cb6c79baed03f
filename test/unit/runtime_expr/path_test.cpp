// Definite paths: what their steps find, and the words of the error when they find nothing.
#include "support.h"

namespace asl::test {
namespace {

using PathTest = ExprTest;

TEST_F(PathTest, AMissingValueSaysAtWhichStepAndWhy) {
  Value value = read(R"({"a":{"b":1},"n":null,"l":[1]})");
  Value a = asl_member(value, key(value, "a"), 0);
  Value nothing = asl_member(a, heap.key("x"), 1);
  EXPECT_EQ(nothing.tag, ASL_UNDEFINED);
  EXPECT_EQ(nothing.flags, ASL_MISSING_NAME);
  EXPECT_EQ(nothing.depth, 1);
  EXPECT_EQ(asl_member(nothing, heap.key("y"), 2).depth, 1) << "the first step counts";
  EXPECT_EQ(asl_member(asl_member(value, key(value, "l"), 0), heap.key("x"), 1).flags,
            ASL_MISSING_TYPE);
  EXPECT_EQ(asl_element(&heap, asl_member(value, key(value, "n"), 0), 0, 1).flags,
            ASL_MISSING_NULL);
  EXPECT_EQ(asl_element(&heap, value, 0, 0).flags, ASL_MISSING_INDEX_TYPE);
}

TEST_F(PathTest, IndexesCountFromTheFrontOrFromTheLength) {
  Value array = read("[10,20,30]");
  EXPECT_EQ(asl_element(&heap, array, 2, 0).integer, 30);
  EXPECT_EQ(asl_element(&heap, array, 3, 0).flags, ASL_MISSING_INDEX);
  EXPECT_EQ(asl_element(&heap, array, -1, 0).flags, ASL_MISSING_INDEX);
  EXPECT_EQ(asl_element_from_length(&heap, array, 1, 0).integer, 30);
  EXPECT_EQ(asl_element_from_length(&heap, array, 4, 0).flags, ASL_MISSING_INDEX);
}

TEST_F(PathTest, SeveralNamesGiveAnObjectOfThosePresent) {
  Value value = read(R"({"a":1,"b":2,"c":3})");
  const asl_string *names[] = {key(value, "c"), heap.key("x"), key(value, "a"), key(value, "c")};
  EXPECT_EQ(json::write(asl_members(&heap, value, names, 4, ASL_MEMBERS_LAST, 0)),
            R"({"c":3,"a":1})");
  EXPECT_TRUE(
      isUndefined(asl_members(&heap, value, names, 4, ASL_MEMBERS_LAST | ASL_MEMBERS_ALL, 0)));
  EXPECT_EQ(asl_members(&heap, value, names, 4, 0, 0).flags, ASL_MISSING_SEVERAL);
}

class PathFailedTest : public ExprTest {
protected:
  /// The cause for `missing` on the path $.a.b.
  std::string causeFor(asl_site_kind kind, Value missing, Value input) {
    const asl_string *steps[] = {string("['a']"), string("['b']")};
    asl_path_site site{static_cast<uint32_t>(kind), 2, string("$.a.b"), string("v.$"), steps};
    Value error = asl_path_failed(&heap, missing, &site, input);
    EXPECT_EQ(nameOf(error), "States.Runtime");
    EXPECT_TRUE(error.error->raised && error.error->fatal);
    return causeOf(error);
  }
  Value missingAt(uint32_t step) { return asl_member(read("{}"), heap.key("x"), step); }
};

TEST_F(PathFailedTest, APathFieldPrintsWhatJaywaySays) {
  EXPECT_EQ(causeFor(ASL_SITE_PATH, missingAt(1), read("{}")),
            "Invalid path '$.a.b' : No results for path: $['a']['b']");
  EXPECT_EQ(causeFor(ASL_SITE_PATH, missingAt(0), read("{}")),
            "Invalid path '$.a.b' : Missing property in path $['a']");
  EXPECT_EQ(causeFor(ASL_SITE_PATH, asl_member(read("[]"), heap.key("x"), 1), read("{}")),
            "Invalid path '$.a.b' : Property ['b'] not found in path $['a']");
  EXPECT_EQ(
      causeFor(ASL_SITE_PATH, asl_element(&heap, read("{\"k\":[1,\"x\"]}"), 0, 0), read("{}")),
      "Invalid path '$.a.b' : Filter: ['a']['b'] can only be applied to arrays. Current "
      "context is: {k=[1, x]}");
}

TEST_F(PathFailedTest, ATemplatePrintsTheInput) {
  EXPECT_EQ(
      causeFor(ASL_SITE_TEMPLATE, missingAt(0), read(R"({"z": [1, "x"]})")),
      R"(The JSONPath '$.a.b' specified for the field 'v.$' could not be found in the input '{"z":[1,"x"]}')");
  EXPECT_EQ(causeFor(ASL_SITE_ARGUMENT, missingAt(0), read("{}")),
            "The JsonPath argument for the field '$.a.b' could not be found in the input '{}'");
}

TEST_F(PathFailedTest, AChoiceRuleSaysThatItsPathIsInvalid) {
  EXPECT_EQ(causeFor(ASL_SITE_CHOICE, missingAt(0), read("{}")),
            "Invalid path '$.a.b': The choice state's condition path references an invalid value.");
}

} // namespace
} // namespace asl::test
