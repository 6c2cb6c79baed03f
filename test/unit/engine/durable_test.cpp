// Executions in a journal: what is recorded, what waits for a commit, and what goes on after a
// process is lost. The machines are made by hand (test/unit/states/support.h).
#include "test/unit/engine/durable_case.h"

#include "runtime/support/system_time.h"

#include <thread>

namespace asl::test {
namespace {

using DurableTest = DurableCase;

TEST_F(DurableTest, TheHistoryIsReadFromTheJournal) {
  machine_.flow().add(State("A", ASL_PASS));
  std::optional<Outcome> outcome = start(R"({ "a": 1 })");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, R"({"a":1})");
  EXPECT_TRUE(isStarted_);
  EXPECT_EQ(history(), (std::vector<std::string>{
                           R"(1<-0 ExecutionStarted {"input":"{ \"a\": 1 }","roleArn":"role"})",
                           R"(2<-0 PassStateEntered {"name":"A","input":"{\"a\":1}"})",
                           R"(3<-2 PassStateExited {"name":"A","output":"{\"a\":1}"})",
                           R"(4<-3 ExecutionSucceeded {"output":"{\"a\":1}"})"}));
}

TEST_F(DurableTest, ARefusedInputLeavesNothing) {
  machine_.flow().add(State("A", ASL_PASS));
  std::optional<Outcome> outcome = start("{");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->error, "States.Runtime");
  EXPECT_FALSE(isStarted_);
  EXPECT_EQ(*journal_->lastSeq(), 0u);
}

TEST_F(DurableTest, ARequestLeavesWhenItIsDurable) {
  addTask("T", "");
  lostCommit_ = 1;
  executor_.otherwise = succeed("1");
  EXPECT_FALSE(start());
  EXPECT_TRUE(executor_.requests.empty());
  EXPECT_TRUE(historyHas("LambdaFunctionScheduled"));
}

TEST_F(DurableTest, ATaskWithoutAKnownEndFailsAndIsCaught) {
  addTask("T", "");
  machine_.flow().states_[0].catches.push_back({{"States.TaskFailed"}, "Caught", nullptr});
  machine_.flow().add(State("Caught", ASL_PASS));
  lostCommit_ = 1;
  EXPECT_FALSE(start());
  std::optional<Outcome> outcome = resume();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, Status::Succeeded);
  EXPECT_NE(outcome->output.find("It is not known whether the task was carried out."),
            std::string::npos);
  EXPECT_TRUE(executor_.requests.empty());
}

TEST_F(DurableTest, ATaskThatMayBeRepeatedIsSentAgain) {
  addTask("T", "");
  executor_.repeats = true;
  executor_.otherwise = succeed("7");
  lostCommit_ = 1;
  EXPECT_FALSE(start(R"({"k":"v"})"));
  std::optional<Outcome> outcome = resume();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "7");
  EXPECT_EQ(executor_.requests, std::vector<std::string>{R"({"k":"v"})"});
}

TEST_F(DurableTest, ARequestThatIsSentAgainSaysWhatWasDoneBefore) {
  using Earlier = task::Request::Earlier;
  addTask("T", "", "arn:aws:states:::states:startExecution.sync");
  executor_.repeats = true;
  std::vector<Earlier> sent;
  executor_.otherwise = [&](const task::Request &request, std::shared_ptr<task::Reply> reply) {
    sent.push_back(request.earlier);
    reply->submitted("{}");
    if (request.earlier == Earlier::Submitted)
      reply->succeeded("1");
    return uint64_t(0);
  };
  options_.virtualStartMs = systemMs(); // by the wall clock a year must not be over
  lostCommit_ = 1;
  EXPECT_FALSE(start());
  lostCommit_ = 0;
  options_.clock = ClockKind::Wall;
  {
    DurableEngine engine(options_);
    engine.resume(
        machine_.module(), number_, *journal_->tail(number_), execution_,
        [](const std::string &) {}, [](const Outcome &) {});
    while (!historyHas("TaskSubmitted"))
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(resume()->output, "1");
  EXPECT_EQ(sent, (std::vector{Earlier::Sent, Earlier::Submitted}));
}

TEST_F(DurableTest, AWaitGoesOnWhereItWas) {
  machine_.flow().add(State("W", ASL_WAIT, "T")).until = [](Value) { return integer(60); };
  addTask("T", "");
  executor_.repeats = true;
  executor_.otherwise = succeed("1");
  lostCommit_ = 2; // the first is the start, with the wait
  EXPECT_FALSE(start());
  std::optional<Outcome> outcome = resume();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, Status::Succeeded);
  size_t entered = 0;
  for (const std::string &line : history())
    entered += line.find("WaitStateEntered") != std::string::npos;
  EXPECT_EQ(entered, 1u);
}

TEST_F(DurableTest, ATaskWithATokenIsAttachedToAgain) {
  addTask("T", "", "arn:aws:states:::sqs:sendMessage.waitForTaskToken");
  std::promise<std::string> token;
  executor_.otherwise = [&](const task::Request &request, std::shared_ptr<task::Reply> reply) {
    reply->submitted("{}");
    token.set_value(std::string(request.taskToken));
    return uint64_t(0);
  };
  options_.clock = ClockKind::Wall;
  std::string given;
  {
    DurableEngine engine(options_);
    number_ = journal_->newExecution();
    journal::Start start;
    start.name = "E";
    engine.start(
        machine_.module(), number_, start, "{}", execution_,
        [](const std::optional<Outcome> &, int64_t) {},
        [this](const Outcome &outcome) { end(outcome); });
    given = token.get_future().get();
    // What follows the request is durable a little later.
    while (!historyHas("TaskSubmitted"))
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  DurableEngine engine(options_);
  std::promise<std::string> problem;
  engine.resume(
      machine_.module(), number_, *journal_->tail(number_), execution_, [](const std::string &) {},
      [this](const Outcome &outcome) { end(outcome); });
  engine.answer(given, {exec::TaskAnswer::Kind::Success, "5"},
                [&](const std::string &text) { problem.set_value(text); });
  EXPECT_EQ(problem.get_future().get(), "");
  EXPECT_EQ(wait()->output, "5");
}

/// A task whose call lasts until the test ends it, while its token is answered.
class EarlyCallbackTest : public DurableTest {
protected:
  EarlyCallbackTest() {
    addTask("T", "", "arn:aws:states:::sqs:sendMessage.waitForTaskToken");
    executor_.otherwise = [this](const task::Request &request, std::shared_ptr<task::Reply> reply) {
      reply_ = std::move(reply);
      token_.set_value(std::string(request.taskToken));
      return uint64_t(1);
    };
    options_.clock = ClockKind::Wall;
  }
  /// Starts the execution and answers the token.
  void answerEarly(DurableEngine &engine) {
    begin(engine, "{}");
    std::promise<std::string> problem;
    engine.answer(token_.get_future().get(), {exec::TaskAnswer::Kind::Success, "5"},
                  [&](const std::string &text) { problem.set_value(text); });
    EXPECT_EQ(problem.get_future().get(), "");
  }

  std::promise<std::string> token_;
  std::shared_ptr<task::Reply> reply_;
};

TEST_F(EarlyCallbackTest, CountsWhenTheCallHasReturned) {
  DurableEngine engine(options_);
  answerEarly(engine);
  EXPECT_FALSE(historyHas("TaskSucceeded"));
  reply_->submitted("{}");
  EXPECT_EQ(wait()->output, "5");
  std::vector<std::string> lines = history();
  ASSERT_EQ(lines.size(), 8u);
  EXPECT_TRUE(lines[4].starts_with("5<-4 TaskSubmitted")) << lines[4];
  EXPECT_TRUE(lines[5].starts_with("6<-5 TaskSucceeded")) << lines[5];
}

TEST_F(EarlyCallbackTest, CountsWhenTheCallFailsAfterwards) {
  DurableEngine engine(options_);
  answerEarly(engine);
  reply_->failed("E", "too late");
  EXPECT_EQ(wait()->output, "5");
}

TEST_F(EarlyCallbackTest, IsNotLostWithTheProcess) {
  {
    DurableEngine engine(options_);
    answerEarly(engine);
  }
  EXPECT_EQ(resume()->output, "5");
}

TEST_F(DurableTest, AnotherTokenIsRefused) {
  DurableEngine engine(options_);
  auto ask = [&](const std::string &token) {
    std::promise<std::string> problem;
    engine.answer(token, {}, [&](const std::string &text) { problem.set_value(text); });
    return problem.get_future().get();
  };
  EXPECT_TRUE(ask("x").starts_with("InvalidToken"));
  EXPECT_TRUE(ask("B" + std::string(63, 'A')).starts_with("TaskTimedOut"));
}

TEST_F(DurableTest, DamagedRowsAreRefused) {
  addTask("T", "");
  lostCommit_ = 1;
  EXPECT_FALSE(start());
  lostCommit_ = 0;
  std::vector<journal::Record> rows = *journal_->tail(number_);
  rows.back().record.resize(rows.back().record.size() / 2);
  DurableEngine engine(options_);
  std::promise<std::string> problem;
  engine.resume(
      machine_.module(), number_, rows, execution_,
      [&](const std::string &text) { problem.set_value(text); }, [](const Outcome &) {});
  EXPECT_NE(problem.get_future().get(), "");
}

TEST_F(DurableTest, ManyMayEndInOneTurn) {
  constexpr int count = 200; // more than the shard keeps for reuse
  machine_.flow().add(State("W", ASL_WAIT, "P")).until = [](Value) { return integer(60); };
  machine_.flow().add(State("P", ASL_PASS));
  const asl_module &module = machine_.module();
  std::atomic<int> left = count;
  DurableEngine engine(options_);
  for (int i = 0; i < count; ++i) {
    journal::Start start;
    start.name = "E" + std::to_string(i);
    engine.start(
        module, journal_->newExecution(), start, "{}", execution_,
        [](const std::optional<Outcome> &, int64_t) {},
        [&](const Outcome &outcome) {
          if (--left == 0)
            end(outcome);
        });
  }
  EXPECT_EQ(wait()->status, Status::Succeeded);
}

TEST_F(DurableTest, AnAbortIsDurableWhenItIsAnswered) {
  machine_.flow().add(State("W", ASL_WAIT, "")).until = [](Value) { return integer(1000); };
  options_.clock = ClockKind::Wall;
  DurableEngine engine(options_);
  number_ = journal_->newExecution();
  journal::Start start;
  start.name = "E";
  engine.start(
      machine_.module(), number_, start, "{}", execution_,
      [](const std::optional<Outcome> &, int64_t) {},
      [this](const Outcome &outcome) { end(outcome); });
  std::promise<bool> found;
  engine.abort(number_, "Mine", "why", [&](bool isThere) {
    EXPECT_EQ((*journal_->describe(number_))->status, journal::Status::Aborted);
    found.set_value(isThere);
  });
  EXPECT_TRUE(found.get_future().get());
  EXPECT_EQ(wait()->error, "Mine");
}

TEST_F(DurableTest, OneThatWaitsForVeryLongLeavesMemory) {
  machine_.flow().add(State("W", ASL_WAIT, "")).until = [](Value) { return integer(1000); };
  options_.clock = ClockKind::Wall;
  DurableEngine engine(options_);
  std::promise<uint64_t> fellAsleep;
  engine.letSleep({[&](uint64_t execution) { fellAsleep.set_value(execution); },
                   [](const std::vector<uint64_t> &) { return false; }});
  begin(engine, "{}");
  EXPECT_EQ(fellAsleep.get_future().get(), number_);
}

TEST_F(DurableTest, AModuleMayBeWhereAnotherOneWas) {
  DurableEngine engine(options_);
  asl_module place{};
  for (int branches = 1; branches <= 3; ++branches) {
    Machine machine;
    State &p = machine.flow().add({"P", ASL_PARALLEL});
    for (int i = 0; i < branches; ++i) {
      Flow &branch = machine.newFlow();
      branch.add({"W", ASL_WAIT}).until = [](Value) { return integer(1); };
      p.branches.push_back(&branch);
    }
    place = machine.module();
    uint64_t number = journal_->newExecution();
    engine.start(
        place, number, {}, "{}", execution_, [](const std::optional<Outcome> &, int64_t) {},
        [this](const Outcome &outcome) { end(outcome); });
    EXPECT_EQ(wait()->status, Status::Succeeded);
  }
}

TEST_F(DurableTest, OneThatIsFollowedStaysInMemory) {
  machine_.flow().add(State("W", ASL_WAIT, "")).until = [](Value) { return integer(1000); };
  Recorder followed;
  execution_.history = &followed;
  bool fellAsleep = false;
  DurableEngine engine(options_);
  engine.letSleep(
      {[&](uint64_t) { fellAsleep = true; }, [](const std::vector<uint64_t> &) { return false; }});
  begin(engine, "{}");
  EXPECT_EQ(wait()->status, Status::Succeeded);
  EXPECT_FALSE(fellAsleep);
}

/// A parent whose task has started a child on the other shard, and stops it when it is cancelled.
class NestingExecutor final : public task::TaskExecutor {
public:
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply>) override {
    if (request.stateName == "Parent") {
      isBegun.set_value();
      return 1;
    }
    isChildBegun.set_value();
    isStopped.get_future().wait(); // the shard of the child takes no orders until then
    return 0;
  }
  void cancel(uint64_t) override {
    isCancelled = true;
    engine->abort(child, std::nullopt, std::nullopt, [](bool) {});
    isStopped.set_value();
  }
  void leave(uint64_t) override { isStopped.set_value(); }

  DurableEngine *engine = nullptr;
  uint64_t child = 0;
  bool isCancelled = false;
  std::promise<void> isBegun, isChildBegun, isStopped;
};

TEST_F(DurableTest, AProcessThatStopsEndsNoExecutionThatATaskHasStarted) {
  addTask("Parent", "");
  Machine child;
  // What waits for a callback is committed at once, and with it what has been asked for meanwhile.
  child.flow().add(State("Child", ASL_TASK, "")).resource =
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  NestingExecutor executor;
  options_.executor = &executor;
  options_.clock = ClockKind::Wall;
  options_.shards = 2;
  executor.child = journal_->newExecution();
  {
    DurableEngine engine(options_);
    executor.engine = &engine;
    begin(engine, "{}");
    ASSERT_NE(number_ % 2, executor.child % 2);
    executor.isBegun.get_future().wait();
    journal::Start start;
    start.name = "C";
    engine.start(
        child.module(), executor.child, start, "{}", execution_,
        [](const std::optional<Outcome> &, int64_t) {}, [](const Outcome &) {});
    executor.isChildBegun.get_future().wait();
  }
  EXPECT_FALSE(executor.isCancelled);
  for (uint64_t each : {number_, executor.child})
    EXPECT_EQ((*journal_->describe(each))->status, journal::Status::Running);
}

/// Its tasks do not end.
class LastingExecutor final : public task::TaskExecutor {
public:
  uint64_t start(const task::Request &, std::shared_ptr<task::Reply>) override {
    isBegun.set_value();
    return 5;
  }
  void cancel(uint64_t) override {
    isCancelled = true;
    if (whenCancelled)
      whenCancelled();
  }
  void leave(uint64_t handle) override { left.push_back(handle); }

  std::promise<void> isBegun;
  bool isCancelled = false;
  std::function<void()> whenCancelled;
  std::vector<uint64_t> left;
};

TEST_F(DurableTest, WorkIsCancelledWhenItsCauseIsDurable) {
  addTask("T", "");
  LastingExecutor executor;
  std::promise<journal::Status> status;
  executor.whenCancelled = [&] { status.set_value((*journal_->describe(number_))->status); };
  options_.executor = &executor;
  options_.clock = ClockKind::Wall;
  DurableEngine engine(options_);
  begin(engine, "{}");
  executor.isBegun.get_future().wait();
  engine.abort(number_, {}, {}, [](bool) {});
  EXPECT_EQ(status.get_future().get(), journal::Status::Aborted);
  EXPECT_EQ(wait()->status, Status::Aborted);
}

TEST_F(DurableTest, WorkIsLeftWhenItsCauseIsLost) {
  addTask("T", "");
  LastingExecutor executor;
  options_.executor = &executor;
  options_.clock = ClockKind::Wall;
  options_.shards = 1;
  {
    DurableEngine engine(options_);
    begin(engine, "{}");
    executor.isBegun.get_future().wait();
    lostCommit_ = 1; // and all after it
    engine.abort(number_, {}, {}, [](bool) {});
    EXPECT_FALSE(wait());
  }
  EXPECT_FALSE(executor.isCancelled);
  EXPECT_EQ(executor.left, std::vector<uint64_t>{5});
}

TEST_F(DurableTest, AProcessThatStopsLeavesTheTaskOfOneThatIsOutOfMemory) {
  addTask("T", "");
  LastingExecutor executor;
  options_.executor = &executor;
  options_.clock = ClockKind::Wall;
  options_.mostResident = 0;
  options_.shards = 1;
  {
    DurableEngine engine(options_);
    begin(engine, "{}");
    executor.isBegun.get_future().wait();
    // Something else happens on its shard, so that it waits then.
    for (int i = 0; i < 3; ++i) {
      std::promise<void> told;
      engine.abort(number_ + 1, {}, {}, [&](bool) { told.set_value(); }, {});
      told.get_future().wait();
    }
  }
  EXPECT_FALSE(executor.isCancelled);
  EXPECT_EQ(executor.left, std::vector<uint64_t>{5});
  EXPECT_EQ((*journal_->describe(number_))->status, journal::Status::Running);
}

} // namespace
} // namespace asl::test
