// The runner survives cases that crash or hang.
#include "test/conformance/runner/workers.h"

#include <gtest/gtest.h>

#include <csignal>
#include <unistd.h>

using namespace asl::conformance;

namespace {

std::vector<Case> casesNamed(std::initializer_list<const char *> names) {
  std::vector<Case> cases;
  for (const char *name : names)
    cases.push_back({CaseKind::Execution, name, "folder", "file", {}});
  return cases;
}

Verdict act(const Case &oneCase) {
  if (oneCase.name == "crash")
    raise(SIGSEGV);
  if (oneCase.name == "hang")
    sleep(100);
  if (oneCase.name == "exit")
    _exit(7);
  if (oneCase.name == "throw")
    throw std::runtime_error("thrown");
  if (oneCase.name == "skip")
    return Verdict::skipped("reason");
  return Verdict::passed();
}

std::vector<Verdict> run(const std::vector<Case> &cases, unsigned jobs) {
  return runCases(cases, {jobs, std::chrono::seconds(1)}, act, [](size_t, const Verdict &) {});
}

TEST(Workers, OneCrashCostsOneCase) {
  auto verdicts = run(casesNamed({"a", "crash", "b", "exit", "throw", "skip"}), 2);
  ASSERT_EQ(verdicts.size(), 6u);
  EXPECT_EQ(verdicts[0].outcome, Verdict::Outcome::Passed);
  EXPECT_EQ(verdicts[1].outcome, Verdict::Outcome::Failed);
  EXPECT_TRUE(verdicts[1].text.starts_with("crashed: ")) << verdicts[1].text;
  EXPECT_EQ(verdicts[2].outcome, Verdict::Outcome::Passed);
  EXPECT_TRUE(verdicts[3].text.starts_with("crashed: exit status 7")) << verdicts[3].text;
  EXPECT_NE(verdicts[4].text.find("thrown"), std::string::npos);
  EXPECT_EQ(verdicts[5].text, "reason");
}

TEST(Workers, AHangIsEnded) {
  auto verdicts = run(casesNamed({"hang", "a", "b"}), 1);
  EXPECT_TRUE(verdicts[0].text.starts_with("hung: ")) << verdicts[0].text;
  EXPECT_EQ(verdicts[2].outcome, Verdict::Outcome::Passed);
}

} // namespace
