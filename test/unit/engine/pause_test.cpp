// Executions that are paused: they enter no state until they are resumed.
#include "test/unit/engine/durable_case.h"

#include <thread>

namespace asl::test {
namespace {

/// A task that answers when the test says so, and a state after it.
class PauseTest : public DurableCase {
protected:
  PauseTest() {
    options_.clock = ClockKind::Wall;
    addTask("T", "P");
    machine_.flow().add(State("P", ASL_PASS));
    executor_.repeats = true;
    executor_.otherwise = [this](const task::Request &, std::shared_ptr<task::Reply> reply) {
      reply_.set_value(std::move(reply));
      return uint64_t(0);
    };
  }
  bool pause(DurableEngine &engine, bool isPaused) {
    std::promise<bool> found;
    engine.pause(number_, isPaused, [&](bool isThere) { found.set_value(isThere); });
    return found.get_future().get();
  }
  bool isPausedInJournal() {
    return journal_->document(journal::DocumentKind::Pause, std::to_string(number_))->has_value();
  }
  void waitFor(std::string_view event) {
    while (!historyHas(event))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  /// Runs until the task has succeeded, and the state after it would be entered.
  void runUntilHeld(DurableEngine &engine) {
    begin(engine, "{}");
    auto reply = reply_.get_future().get();
    EXPECT_TRUE(pause(engine, true));
    EXPECT_TRUE(isPausedInJournal());
    reply->succeeded("7");
    waitFor("TaskStateExited");
  }
  std::promise<std::shared_ptr<task::Reply>> reply_;
};

TEST_F(PauseTest, TheNextStateIsEnteredWhenItIsResumed) {
  DurableEngine engine(options_);
  runUntilHeld(engine);
  EXPECT_FALSE(historyHas("PassStateEntered"));
  EXPECT_TRUE(pause(engine, false));
  EXPECT_EQ(wait()->output, "7");
  EXPECT_FALSE(isPausedInJournal());
  std::vector<std::string> lines = history();
  ASSERT_GE(lines.size(), 3u);
  EXPECT_TRUE(lines[lines.size() - 3].starts_with("7<-6 PassStateEntered"))
      << lines[lines.size() - 3];
}

TEST_F(PauseTest, ItStaysPausedInTheNextProcess) {
  {
    DurableEngine engine(options_);
    runUntilHeld(engine);
  }
  DurableEngine engine(options_);
  std::promise<std::string> resumed;
  engine.resume(
      machine_.module(), number_, *journal_->tail(number_), execution_,
      [&](const std::string &problem) { resumed.set_value(problem); },
      [this](const Outcome &outcome) { end(outcome); }, /*isPaused=*/true);
  EXPECT_EQ(resumed.get_future().get(), "");
  // It would have gone on before the engine looks at this.
  EXPECT_TRUE(pause(engine, true));
  EXPECT_FALSE(historyHas("PassStateEntered"));
  EXPECT_TRUE(pause(engine, false));
  EXPECT_EQ(wait()->output, "7");
}

TEST_F(PauseTest, WhatWasHeldGoesOnWhenTheProcessEndsBeforeItDoes) {
  {
    DurableEngine engine(options_);
    runUntilHeld(engine);
  }
  DurableEngine engine(options_);
  EXPECT_EQ(resume(engine)->output, "7");
}

TEST_F(PauseTest, AStopEndsIt) {
  DurableEngine engine(options_);
  runUntilHeld(engine);
  std::promise<bool> found;
  engine.abort(number_, std::nullopt, std::nullopt,
               [&](bool isThere) { found.set_value(isThere); });
  EXPECT_TRUE(found.get_future().get());
  EXPECT_EQ(wait()->status, Status::Aborted);
  EXPECT_FALSE(isPausedInJournal());
  EXPECT_FALSE(pause(engine, true));
}

TEST_F(PauseTest, ARedriveBeginsWhereItWasHeld) {
  {
    DurableEngine engine(options_);
    runUntilHeld(engine);
    engine.abort(number_, std::nullopt, std::nullopt, [](bool) {});
    EXPECT_EQ(wait()->status, Status::Aborted);
  }
  EXPECT_EQ(redrive()->output, "7");
  EXPECT_EQ(countInHistory("PassStateEntered"), 1u);
  EXPECT_EQ(countInHistory("TaskStateEntered"), 1u);
}

} // namespace
} // namespace asl::test
