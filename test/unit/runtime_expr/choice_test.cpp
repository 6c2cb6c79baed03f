// Operators of Choice rules.
#include "support.h"

namespace asl::test {
namespace {

using ChoiceTest = ExprTest;

TEST_F(ChoiceTest, AnotherTypeIsFalse) {
  for (const char *text : {"null", "0", "\"\"", "[]", "{}", "true", "\"2023-02-24 12:15:56\""}) {
    EXPECT_EQ(asl_test_string(read(text), heap.string("x"), ASL_EQ), 0) << text;
    EXPECT_EQ(asl_test_numeric(read(text), integer(7), ASL_EQ), 0) << text;
    EXPECT_EQ(asl_test_boolean(read(text), boolean(false)), 0) << text;
    EXPECT_EQ(asl_test_timestamp(read(text), heap.string("2012-10-09T19:00:55Z"), ASL_EQ), 0);
    EXPECT_EQ(asl_test_is_timestamp(read(text)), 0) << text;
  }
}

TEST_F(ChoiceTest, NumbersCompareWhateverTheirForm) {
  EXPECT_EQ(asl_test_numeric(read("0"), read("0.0"), ASL_EQ), 1);
  EXPECT_EQ(asl_test_numeric(read("-0.5"), read("0"), ASL_LT), 1);
  EXPECT_EQ(asl_test_numeric(read("1e400"), read("1e300"), ASL_GT), 1);
}

TEST_F(ChoiceTest, StringsCompareByUtf16Units) {
  Value emoji = read(R"("\ud83d\ude00")"), ligature = read(R"("\ufb01")");
  EXPECT_EQ(asl_test_string(emoji, ligature, ASL_LT), 1) << "a surrogate sorts before U+FB01";
  EXPECT_EQ(asl_test_string(ligature, ligature, ASL_GE), 1);
}

TEST_F(ChoiceTest, TimestampsCompareAsMoments) {
  Value a = heap.string("2024-01-01T00:00:00+01:00"), b = heap.string("2023-12-31T23:00:00Z");
  EXPECT_EQ(asl_test_timestamp(a, b, ASL_EQ), 1);
  EXPECT_EQ(asl_test_timestamp(heap.string("2023-12-31T23:00:00.000000001Z"), b, ASL_GT), 1);
  EXPECT_EQ(asl_test_timestamp(a, b, ASL_LT), 0);
}

TEST_F(ChoiceTest, PiecesOfAPatternStandInTheirOrder) {
  auto matches = [&](std::string_view value, std::vector<std::string_view> pieces) {
    std::vector<const asl_string *> strings;
    for (std::string_view piece : pieces)
      strings.push_back(string(piece));
    return asl_test_matches(heap.string(value), strings.data(),
                            static_cast<uint32_t>(strings.size()));
  };
  EXPECT_EQ(matches("log-7.txt", {"log-", ".txt"}), 1);
  EXPECT_EQ(matches("log-.txt", {"log-", ".txt"}), 1);
  EXPECT_EQ(matches("ab", {"ab", "b"}), 0) << "pieces do not overlap";
  EXPECT_EQ(matches("a-b-c", {"a", "-b", ""}), 1);
  EXPECT_EQ(matches("a-c-b", {"a", "b", "c"}), 0);
  EXPECT_EQ(matches("", {"", ""}), 1);
  EXPECT_EQ(matches("x", {"x"}), 1);
  EXPECT_EQ(matches("xx", {"x"}), 0);
}

TEST_F(ChoiceTest, NoRuleAndNoDefaultIsARuntimeError) {
  Value error = asl_choice_failed(&heap);
  EXPECT_EQ(nameOf(error), "States.Runtime");
  EXPECT_EQ(causeOf(error),
            "Failed to transition out of the state. The state does not point to a next state.");
}

TEST_F(ExprTest, AFailStateGivesWhatItSays) {
  Value error = asl_fail_error(&heap, heap.string("Custom"), undefined());
  EXPECT_EQ(nameOf(error), "Custom");
  EXPECT_TRUE(isUndefined(error.error->cause));
  EXPECT_FALSE(error.error->raised || error.error->fatal);
  EXPECT_EQ(nameOf(asl_fail_error(&heap, integer(1), undefined())), "States.Runtime");
}

} // namespace
} // namespace asl::test
