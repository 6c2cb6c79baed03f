// Which name was meant.
#include "runtime/support/closest.h"

#include <gmock/gmock.h>

namespace asl {

namespace {

std::string meant(std::string_view name, std::vector<std::string> candidates) {
  return closest(name, candidates).value_or("-");
}

TEST(Closest, FindsASlipOfTheFinger) {
  EXPECT_EQ(meant("Refnd", {"Validate", "Refund", "Reform"}), "Refund");
  EXPECT_EQ(meant("Rfeund", {"Refund"}), "Refund");
  EXPECT_EQ(meant("refund", {"Refuse", "Refund"}), "Refund");
  EXPECT_EQ(meant("ResutlPath", {"ResultPath", "ResultSelector"}), "ResultPath");
}

TEST(Closest, PrefersTheFirstOfTwoEquallyClose) {
  EXPECT_EQ(meant("Step3", {"Step1", "Step2"}), "Step1");
}

TEST(Closest, DoesNotGuessWildly) {
  EXPECT_EQ(meant("A", {"B", "C"}), "-");
  EXPECT_EQ(meant("Refund", {"Validate", "X"}), "-");
  EXPECT_EQ(meant("", {"A", ""}), "-");
  EXPECT_EQ(meant("Refund", {}), "-");
}

TEST(Closest, TakesALimitOfEdits) {
  const std::vector<std::string> candidates{"TooManyRequestsException"};
  EXPECT_EQ(closest("TooManyRequestException", candidates, 2), candidates[0]);
  EXPECT_EQ(closest("TooManyRequests", candidates, 2), std::nullopt);
}

TEST(Closest, NeverGivesTheNameItself) { EXPECT_EQ(meant("Pass", {"Pass"}), "-"); }

} // namespace

} // namespace asl
