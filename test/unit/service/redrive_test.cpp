// Requests to redrive that come again.
#include "runtime/service/redrive.h"

#include "runtime/journal/memory_journal.h"
#include "runtime/service/service.h"
#include "test/unit/journal/wrapped_journal.h"
#include "test/unit/journal/writing.h"
#include "test/unit/states/support.h"

#include <gtest/gtest.h>

namespace asl::service {
namespace {

/// An execution that is redriven, in a journal that another process wrote.
class RedrivenForTest : public testing::Test {
protected:
  void redrive(uint32_t count, int64_t atMs, const std::string &token) {
    if (count == 1)
      execution_ = writing_.start("e");
    writing_.commit(writing_.ended(execution_, journal::Status::Failed));
    journal::Burst again = writing_.burst(execution_);
    again.redrive = journal::Redrive{count, atMs, 0, token};
    writing_.commit(std::move(again));
  }
  std::optional<int64_t> found(const std::string &token, int64_t nowMs) {
    auto found = redrivenFor(*journal_, execution_, token, nowMs);
    EXPECT_TRUE(found) << found.error();
    return *found;
  }
  std::unique_ptr<journal::Journal> journal_ = journal::makeMemoryJournal();
  journal::Writing writing_{*journal_};
  uint64_t execution_ = 0;
};

TEST_F(RedrivenForTest, TheSameTokenGetsTheSameAnswer) {
  redrive(1, 1000, "one");
  redrive(2, 2000, "two");
  redrive(3, 3000, "");
  EXPECT_EQ(found("one", 4000), 1000);
  EXPECT_EQ(found("two", 4000), 2000);
  EXPECT_EQ(found("three", 4000), std::nullopt);
  EXPECT_EQ(found("", 4000), std::nullopt);
}

TEST_F(RedrivenForTest, AnOldTokenIsForgotten) {
  constexpr int64_t quarterOfAnHour = 15 * 60 * 1000;
  redrive(1, 1000, "one");
  EXPECT_EQ(found("one", 1000 + quarterOfAnHour), 1000);
  EXPECT_EQ(found("one", 1001 + quarterOfAnHour), std::nullopt);
}

TEST_F(RedrivenForTest, OnlyTheLastTenAreKnown) {
  for (uint32_t i = 1; i <= 11; ++i)
    redrive(i, 1000 + i, "token " + std::to_string(i));
  EXPECT_EQ(found("token 2", 2000), 1002);
  EXPECT_EQ(found("token 1", 2000), std::nullopt);
}

/// Tells when an execution is described.
class DescribedJournal final : public journal::WrappedJournal {
public:
  using WrappedJournal::WrappedJournal;
  Expected<std::optional<journal::Execution>> describe(uint64_t execution) const override {
    if (isDescribed)
      isDescribed();
    return WrappedJournal::describe(execution);
  }
  std::function<void()> isDescribed;
};

TEST(RefusedRedrive, WhoBeganToWaitMeanwhileIsToldOfTheEnd) {
  test::Machine machine;
  machine.flow().add(test::State("P", ASL_PASS));
  machine.module_.definition_hash = "00ff";
  DescribedJournal journal(journal::makeMemoryJournal());
  EngineOptions options;
  options.journal = &journal;
  Service service(options);
  Machine known = *service.add(machine.module());
  uint64_t execution = service.start(known, R"({"a":1})", {})->execution;
  service.waitForAll();
  std::vector<std::string> outputs;
  bool isWaiting = false, isLaunchTold = false;
  journal.isDescribed = [&] {
    auto ended = [&](const Outcome &outcome) { outputs.push_back(outcome.output); };
    isWaiting = isWaiting || service.whenEnded(execution, ended);
  };
  Service::Launch launch;
  launch.module = known.module;
  launch.ended = [&](const Outcome &) { isLaunchTold = true; };
  EXPECT_EQ(service.redrive(execution, launch).error(),
            "ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven");
  EXPECT_TRUE(isWaiting);
  EXPECT_EQ(outputs, std::vector<std::string>({R"({"a":1})"}));
  EXPECT_FALSE(isLaunchTold);
}

} // namespace
} // namespace asl::service
