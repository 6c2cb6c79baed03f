// Comparisons of filters: by the types of both sides; what does not compare is false, or an error.
#include "support.h"

#include "runtime/expr/regex.h"
#include "runtime/support/decimal.h"

#include <set>
#include <thread>
#include <vector>

namespace asl::test {
namespace {

class FilterTest : public ExprTest {
protected:
  asl_gather gather{};
  void SetUp() override { asl_gather_begin(&gather, &heap, read("{}")); }

  int32_t compare(std::string_view found, uint32_t op, std::string_view literal) {
    return asl_filter_compare(&gather, op, read(found), heap.string(literal));
  }
};

TEST_F(FilterTest, TextIsReadAsANumberWhereANumberIsFound) {
  EXPECT_EQ(compare("99", ASL_EQ, "99.0"), 1);
  EXPECT_EQ(compare("1e2", ASL_EQ, "100"), 1);
  EXPECT_EQ(compare("9007199254740993", ASL_GT, "9007199254740992"), 1);
  EXPECT_EQ(compare("0.1", ASL_EQ, ".1"), 1);
  EXPECT_EQ(compare("-3", ASL_LT, "0"), 1);
}

TEST_F(FilterTest, TextThatIsNoNumberFailsAgainstANumber) {
  EXPECT_EQ(compare("1", ASL_EQ, "true"), -1);
  EXPECT_TRUE(isError(gather.error));
}

TEST_F(FilterTest, StringsCompareAsText) {
  EXPECT_EQ(compare(R"("10")", ASL_LT, "9"), 1);
  EXPECT_EQ(compare(R"("it's")", ASL_EQ, R"(it\'s)"), 1);
}

TEST_F(FilterTest, BooleansEqualTheTextTrueInAnyCase) {
  EXPECT_EQ(compare("true", ASL_EQ, "TRUE"), 1);
  EXPECT_EQ(compare("false", ASL_EQ, "anything"), 1);
  EXPECT_EQ(compare("true", ASL_GT, "false"), 1);
}

TEST_F(FilterTest, NullEqualsTheTextNull) {
  EXPECT_EQ(compare("null", ASL_EQ, "null"), 1);
  EXPECT_EQ(compare(R"("null")", ASL_EQ, "null"), 1);
  EXPECT_EQ(compare("null", ASL_NE, "x"), 1);
  EXPECT_EQ(compare("null", ASL_LT, "x"), 0);
}

TEST_F(FilterTest, ArraysAndObjectsEqualOnlyThemselves) {
  Value array = read("[1,2]");
  EXPECT_EQ(asl_filter_compare(&gather, ASL_EQ, array, array), 1);
  EXPECT_EQ(asl_filter_compare(&gather, ASL_EQ, array, read("[1,2]")), 0);
  EXPECT_EQ(asl_filter_compare(&gather, ASL_NE, array, read("[1,2]")), 0);
}

TEST_F(FilterTest, AnOperandThatIsNotFoundMakesItFalse) {
  Value nothing = asl_member(read("{}"), heap.key("x"), 0);
  EXPECT_EQ(asl_filter_compare(&gather, ASL_NE, nothing, heap.string("1")), 0);
  EXPECT_EQ(asl_filter_exists(&gather, nothing), 0);
  EXPECT_EQ(asl_filter_exists(&gather, null()), 0);
  EXPECT_EQ(asl_filter_exists(&gather, boolean(false)), 1);
  EXPECT_EQ(asl_filter_exists(&gather, asl_element(&heap, integer(1), 0, 0)), -1);
}

TEST_F(FilterTest, ARegularExpressionMatchesTheWholeText) {
  asl_regex regex{string("a.c"), 1, 0, nullptr};
  asl_regex *regexes[] = {&regex};
  asl_module module{};
  module.regexes = regexes;
  module.regex_count = 1;
  EXPECT_EQ(prepareRegexes(module), "");
  EXPECT_EQ(asl_filter_matches(&gather, heap.string("ABC"), &regex), 1);
  EXPECT_EQ(asl_filter_matches(&gather, heap.string("xabc"), &regex), 0);
  EXPECT_EQ(asl_filter_matches(&gather, null(), &regex), 0);
  releaseRegexes(module);
}

TEST(Regexes, AreCompiledOnceByWhicheverThreadIsFirst) {
  Heap heap(nullptr);
  asl_regex regex{heap.string("a+").string, 0, 0, nullptr};
  asl_regex *regexes[] = {&regex};
  asl_module module{};
  module.regexes = regexes;
  module.regex_count = 1;
  std::vector<std::thread> threads;
  std::vector<void *> seen(4);
  for (void *&compiled : seen)
    threads.emplace_back([&] {
      EXPECT_EQ(prepareRegexes(module), "");
      compiled = regex.compiled;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(std::set<void *>(seen.begin(), seen.end()).size(), 1u);
  releaseRegexes(module);
  EXPECT_EQ(regex.compiled, nullptr);
}

TEST(Decimal, ComparesExactly) {
  auto sign = [](std::string_view a, std::string_view b) {
    return compareDecimals(*parseDecimal(a), *parseDecimal(b));
  };
  EXPECT_EQ(sign("1.10", "+1.1"), 0);
  EXPECT_EQ(sign("100", "1E2"), 0);
  EXPECT_EQ(sign("-0.0", "0"), 0);
  EXPECT_LT(sign("-2", "-1"), 0);
  EXPECT_GT(sign("123456789012345678901", "123456789012345678900"), 0);
  EXPECT_GT(sign("1e10", "9999999999.5"), 0);
  for (const char *text : {"", ".", "abc", "1x", "1e", "--1", " 1", "1e99999999999"})
    EXPECT_FALSE(parseDecimal(text)) << text;
}

} // namespace
} // namespace asl::test
