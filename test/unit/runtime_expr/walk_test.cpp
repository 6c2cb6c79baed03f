// Indefinite paths: who is visited, whose failures are passed over, and the words of those that are
// not.
#include "support.h"

namespace asl::test {
namespace {

class WalkTest : public ExprTest {
protected:
  asl_gather gather{};
  Value begin(std::string_view document) {
    Value root = read(document);
    asl_gather_begin(&gather, &heap, root);
    return root;
  }
  std::string matches() { return json::write(asl_gather_end(&gather)); }
};

Value firstElement(asl_gather *gather, Value value) {
  int64_t index = 0;
  return asl_each_index(gather, value, &index, 1, asl_gather_add);
}

int32_t isBig(asl_gather *gather, Value value) {
  return asl_filter_compare(gather, ASL_GT, value, integer(2));
}

TEST_F(WalkTest, MoreMatchesThanFitAtFirstAreKept) {
  std::string document = "[0";
  for (int i = 1; i < 1000; ++i)
    document += "," + std::to_string(i);
  Value root = begin(document += "]");
  EXPECT_FALSE(isError(asl_each_wildcard(&gather, root, asl_gather_add)));
  EXPECT_EQ(matches(), document);
}

TEST_F(WalkTest, AWildcardPassesOverElementsWhereNothingIsFound) {
  Value root = begin("[[1],[],[2],null]");
  EXPECT_FALSE(isError(asl_each_wildcard(&gather, root, firstElement)));
  EXPECT_EQ(matches(), "[1,2]");
}

TEST_F(WalkTest, AWildcardOnAnObjectDoesNotPassOver) {
  Value root = begin(R"({"a":[1],"b":[]})");
  Value error = asl_each_wildcard(&gather, root, firstElement);
  ASSERT_TRUE(isError(error));
  EXPECT_EQ(error.flags, ASL_PATH_NOT_FOUND);
  EXPECT_EQ(causeOf(error), "Index out of bounds when evaluating path $['b'][0]");
}

TEST_F(WalkTest, AnIndexOfAnObjectFailsEvenInsideAWildcard) {
  Value root = begin(R"([[1],{"a":2}])");
  Value error = asl_each_wildcard(&gather, root, firstElement);
  ASSERT_TRUE(isError(error));
  EXPECT_EQ(error.flags, ASL_PATH_INAPPLICABLE);
  EXPECT_EQ(causeOf(error), "Filter: [0] can only be applied to arrays. Current context is: {a=2}");
}

TEST_F(WalkTest, ADeepScanVisitsParentsFirst) {
  Value root = begin("[1,[2,[3]],[[4]]]");
  EXPECT_FALSE(isError(
      asl_each_descendant(&gather, root, ASL_SCAN_ELEMENTS, nullptr, 0, nullptr, asl_gather_add)));
  EXPECT_EQ(matches(), "[1,[2,[3]],[[4]],2,[3],3,[4],4]");
}

TEST_F(WalkTest, AFilterGivesElementsThatSatisfyIt) {
  Value root = begin("[1,3,2,5]");
  EXPECT_FALSE(isError(asl_each_filtered(&gather, root, isBig, asl_gather_add)));
  EXPECT_EQ(matches(), "[3,5]");
  EXPECT_TRUE(isError(asl_each_filtered(&gather, integer(1), isBig, asl_gather_add)));
}

TEST_F(WalkTest, SlicesTakeNegativeBoundsOnlyOneAtATime) {
  Value root = begin("[0,1,2,3]");
  EXPECT_FALSE(isError(asl_each_slice(&gather, root, -2, 0, 1, asl_gather_add)));
  EXPECT_FALSE(isError(asl_each_slice(&gather, root, 0, -3, 2, asl_gather_add)));
  EXPECT_FALSE(isError(asl_each_slice(&gather, root, 1, 9, 3, asl_gather_add)));
  EXPECT_EQ(matches(), "[2,3,0,1,2,3]");
  EXPECT_TRUE(isError(asl_each_slice(&gather, root, -2, 4, 3, asl_gather_add)));
}

TEST_F(WalkTest, NullIsNoDocument) {
  begin("null");
  EXPECT_EQ(causeOf(asl_gather_end(&gather)), "root can not be null");
}

} // namespace
} // namespace asl::test
