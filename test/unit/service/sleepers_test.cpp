// Executions that wait for a time leave memory, and come back.
#include "runtime/journal/memory_journal.h"
#include "runtime/service/service.h"
#include "test/unit/states/support.h"

#include <gtest/gtest.h>

#include <malloc.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace asl::service {
namespace {

using test::State;

class SleepersTest : public testing::Test {
protected:
  explicit SleepersTest(int64_t seconds = 1000, int waits = 1) : seconds_(seconds) {
    for (int i = 1; i <= waits; ++i) {
      std::string next = i < waits ? "W" + std::to_string(i + 1) : "";
      machine_.flow().add(State("W" + std::to_string(i), ASL_WAIT, next)).until = [this](Value) {
        return integer(seconds_);
      };
    }
    machine_.module_.definition_hash = "00ff";
    options_.journal = journal_.get();
    options_.mostResident = 0;
    options_.shards = 2;
    restart();
  }
  /// Another process takes the journal over.
  void restart() {
    service_.reset();
    service_.emplace(options_);
    known_ = *service_->add(machine_.module());
    recovered_ = *service_->recover(known_, {});
  }
  uint64_t start(const std::string &name) {
    ExecutionOptions execution;
    execution.name = name;
    auto started = service_->start(known_, R"({"a":1})", execution);
    EXPECT_TRUE(started) << started.error();
    return started->execution;
  }
  bool abort(uint64_t execution) {
    std::promise<bool> found;
    service_->engine().abort(execution, "Enough", std::nullopt,
                             [&](bool isThere) { found.set_value(isThere); });
    return found.get_future().get();
  }

  int64_t seconds_; ///< of each Wait
  test::Machine machine_;
  std::unique_ptr<journal::Journal> journal_ = journal::makeMemoryJournal();
  EngineOptions options_;
  std::optional<Service> service_;
  Machine known_;
  Service::Recovered recovered_;
};

TEST_F(SleepersTest, RowsSayThatNothingIsToBeDone) {
  start("one");
  size_t asleep = 0;
  ASSERT_TRUE(journal_->live([&](const journal::Live &each) { asleep += each.sleeps; }));
  EXPECT_EQ(asleep, 1u);
}

TEST_F(SleepersTest, AStopFindsOneThatSleeps) {
  uint64_t one = start("one"), two = start("two");
  EXPECT_TRUE(abort(one));
  EXPECT_EQ(service_->wait(one)->error, "Enough");
  EXPECT_TRUE(abort(two));
  EXPECT_FALSE(abort(two));
  service_->waitForAll();
}

TEST_F(SleepersTest, ARestartKnowsAllOfThem) {
  std::vector<uint64_t> executions;
  for (int i = 0; i < 5; ++i)
    executions.push_back(start("e" + std::to_string(i)));
  restart();
  EXPECT_EQ(recovered_.running, 5u);
  EXPECT_EQ(recovered_.left, 0u);
  for (uint64_t execution : executions)
    EXPECT_TRUE(abort(execution));
  service_->waitForAll();
}

TEST_F(SleepersTest, WhoWaitsForTheEndIsTold) {
  start("zero");
  uint64_t one = start("one");
  restart();
  std::promise<Outcome> ended;
  EXPECT_TRUE(service_->whenEnded(one, [&](const Outcome &outcome) { ended.set_value(outcome); }));
  EXPECT_TRUE(abort(one));
  EXPECT_EQ(ended.get_future().get().status, Status::Aborted);
  EXPECT_FALSE(service_->whenEnded(one, [](const Outcome &) {}));
}

TEST_F(SleepersTest, OneThatSleepsIsNotRedriven) {
  start("zero");
  uint64_t one = start("one");
  restart();
  auto redriven = service_->redrive(known_, one, {});
  EXPECT_EQ(redriven.error(),
            "ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven");
}

/// One that goes on may ask for another one that goes on a moment later.
TEST_F(SleepersTest, WhoIsAskedForBeforeItGoesOnDoesSoOnce) {
  uint64_t one = start("one"), two = start("two"), three = start("three");
  options_.mostResident = EngineOptions::kUnlimited;
  options_.shards = 1;
  service_.reset();
  service_.emplace(options_);
  std::promise<std::string> isOnePaused, isThreePaused;
  std::atomic<int> goneOn{0};
  auto source = [&](const journal::Execution &execution) {
    if (execution.id == two) {
      auto tellOf = [](std::promise<std::string> &paused) {
        return [&paused](const std::string &problem) { paused.set_value(problem); };
      };
      service_->pause(three, true, tellOf(isThreePaused));
      service_->pause(one, true, tellOf(isOnePaused));
      isOnePaused.get_future().wait(); // then it was looked for the third one, too
    }
    Service::Launch launch;
    launch.module = known_.module;
    launch.goesOn = [&goneOn, isThree = execution.id == three] { goneOn += isThree; };
    return Expected<std::optional<Service::Launch>>(std::move(launch));
  };
  auto recovered = service_->recover(source, /*wakesAll=*/true);
  ASSERT_TRUE(recovered) << recovered.error();
  EXPECT_EQ(recovered->running, 3u);
  EXPECT_EQ(isThreePaused.get_future().get(), "");
  ASSERT_EQ(goneOn, 1);
  for (uint64_t execution : {one, two, three})
    EXPECT_TRUE(abort(execution));
  service_->waitForAll();
}

class RepeatedSleepersTest : public SleepersTest {
protected:
  RepeatedSleepersTest() : SleepersTest(1000, 6) {
    options_.clock = ClockKind::Virtual;
    restart();
  }
};

TEST_F(RepeatedSleepersTest, FewRowsAreReadToGoOn) {
  uint64_t one = start("one");
  EXPECT_EQ(service_->wait(one)->output, R"({"a":1})");
  auto rows = *journal_->records(one, journal::Direction::Forwards, "", 10);
  std::vector<bool> alone;
  for (const journal::Record &row : rows.items)
    alone.push_back(row.standsAlone);
  EXPECT_EQ(alone, std::vector<bool>({true, false, false, true, false, false, true}));
  EXPECT_EQ((*journal_->verify()).faults, std::vector<std::string>());
}

class ResidentSleepersTest : public SleepersTest {
protected:
  ResidentSleepersTest() : SleepersTest(2) {
    options_.mostResident = EngineOptions::kUnlimited;
    restart();
  }
};

TEST_F(ResidentSleepersTest, TheyKeepOnlyWhatIsAlive) {
  uint64_t one = start("one");
  EXPECT_EQ(service_->wait(one)->output, R"({"a":1})");
  auto rows = *journal_->records(one, journal::Direction::Forwards, "", 10);
  ASSERT_EQ(rows.items.size(), 2u);
  // What was written before is not remembered by its address.
  EXPECT_TRUE(rows.items[1].standsAlone);
  EXPECT_EQ((*journal_->verify()).faults, std::vector<std::string>());
}

class SleeperMemoryTest : public SleepersTest {
protected:
  static constexpr int kCount = 2000;
  /// Bytes that each of the executions holds which wait so long, rows of the journal included.
  double bytesEach(int64_t seconds) {
    seconds_ = seconds;
    options_.mostResident = EngineOptions::kUnlimited;
    service_.reset();
    journal_ = journal::makeMemoryJournal();
    options_.journal = journal_.get();
    restart();
    start("first");
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < kCount; ++i)
      start(std::to_string(i));
    return (static_cast<double>(mallinfo2().uordblks) - static_cast<double>(before)) / kCount;
  }
};

/// Those that wait for ten seconds have left memory: what they hold is the journal's.
TEST_F(SleeperMemoryTest, OneThatStaysInMemoryTakesLessThanAKibibyte) {
  double left = bytesEach(1000);
  EXPECT_LT(bytesEach(9) - left, 1024);
}

/// Keeps the replies to tasks, and answers none of them itself.
class Unanswered final : public task::TaskExecutor {
public:
  uint64_t start(const task::Request &, std::shared_ptr<task::Reply> reply) override {
    sent.set_value(std::move(reply));
    return 1;
  }
  void cancel(uint64_t) override {}
  std::promise<std::shared_ptr<task::Reply>> sent;
};

class QuietTaskTest : public testing::Test {
protected:
  /// Whether the row after the answer stands alone, when the task takes so long.
  bool standsAlone(std::chrono::milliseconds taken) {
    test::Machine machine;
    machine.flow().add(State("T", ASL_TASK)).resource = "arn:aws:lambda:us-east-1:1:function:f";
    machine.module_.definition_hash = "00ff";
    Unanswered executor;
    auto journal = journal::makeMemoryJournal();
    EngineOptions options;
    options.journal = journal.get();
    options.executor = &executor;
    Service service(options);
    auto started = *service.start(*service.add(machine.module()), R"({"a":1})", {});
    std::shared_ptr<task::Reply> reply = executor.sent.get_future().get();
    std::this_thread::sleep_for(taken);
    reply->succeeded("2");
    EXPECT_EQ(service.wait(started.execution)->output, "2");
    return journal->records(started.execution, journal::Direction::Forwards, "", 10)
        ->items.back()
        .standsAlone;
  }
};

/// It was kept as bytes meanwhile, so that nothing was remembered by its address.
TEST_F(QuietTaskTest, WhatWaitsForATaskForLongIsKeptAsBytes) {
  EXPECT_TRUE(standsAlone(std::chrono::milliseconds(1600)));
}

class ShortSleepersTest : public SleepersTest {
protected:
  ShortSleepersTest() : SleepersTest(1) {}
};

TEST_F(ShortSleepersTest, TheyWakeWhenTheyAreDue) {
  std::vector<uint64_t> executions;
  for (int i = 0; i < 20; ++i)
    executions.push_back(start("e" + std::to_string(i)));
  restart();
  service_->waitForAll();
  for (uint64_t execution : executions) {
    auto described = *journal_->describe(execution);
    EXPECT_EQ(described->status, journal::Status::Succeeded);
    EXPECT_GE(*described->stopMs - described->start.startMs, 1000);
  }
}

class OftenSleepersTest : public SleepersTest {
protected:
  OftenSleepersTest() : SleepersTest(1, 2) {}
};

TEST_F(OftenSleepersTest, OneThatIsToEndAtItsNextTransitionDoes) {
  uint64_t one = start("one");
  service_->abortAtTransition(one);
  EXPECT_EQ(service_->wait(one)->status, Status::Aborted);
}

/// Begins to wait for the end of an execution when that has come, but is not durable yet.
struct LateWaiter : ExecutionObserver {
  void append(const HistoryEvent &event) override {
    if (event.type == EventType::ExecutionSucceeded)
      isWaiting = service->whenEnded(
          execution, [this](const Outcome &outcome) { output.set_value(outcome.output); });
  }
  std::shared_ptr<ExecutionObserver> child(std::string_view, std::string_view, bool) override {
    return nullptr;
  }
  Service *service = nullptr;
  std::atomic<uint64_t> execution = 0;
  bool isWaiting = false;
  std::promise<std::string> output;
};

TEST_F(ShortSleepersTest, WhoWaitsForTheEndLateGetsTheOutput) {
  auto waiter = std::make_shared<LateWaiter>();
  waiter->service = &*service_;
  ExecutionOptions execution;
  execution.name = "one";
  execution.observer = waiter;
  waiter->execution = service_->start(known_, R"({"a":1})", execution)->execution;
  EXPECT_EQ(waiter->output.get_future().get(), R"({"a":1})");
  EXPECT_TRUE(waiter->isWaiting);
}

} // namespace
} // namespace asl::service
