// Executions that have ended without success go on with what did not succeed.
#include "runtime/exec/numbering.h"
#include "test/unit/engine/durable_case.h"

#include <gmock/gmock.h>

namespace asl::test {
namespace {

class RedriveTest : public DurableCase {
protected:
  State &task(Flow &flow, const std::string &name, const std::string &next = "") {
    State &state = flow.add({name, ASL_TASK, next});
    state.resource = "arn:aws:lambda:us-east-1:1:function:f";
    return state;
  }
  void expectWhole() {
    EXPECT_EQ((*journal_->verify()).faults, std::vector<std::string>());
    size_t id = 0;
    for (const std::string &line : history())
      EXPECT_THAT(line, testing::StartsWith(std::to_string(++id) + "<-"));
  }
};

TEST_F(RedriveTest, TheFailedTaskRunsAgain) {
  addTask("A", "B");
  addTask("B", "");
  executor_.steps["A"] = {succeed("1")};
  executor_.steps["B"] = {fail("E", "c"), succeed("2")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive()->output, "2");
  std::vector<std::string> events = history();
  EXPECT_EQ(
      std::vector<std::string>(events.begin() + 9, events.end()),
      (std::vector<std::string>{
          R"(10<-9 LambdaFunctionFailed {"error":"E","cause":"c"})",
          R"(11<-10 ExecutionFailed {"error":"E","cause":"c"})",
          R"(12<-11 ExecutionRedriven {"redriveCount":1})",
          R"(13<-10 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:1:function:f","input":"1"})",
          "14<-13 LambdaFunctionStarted", R"(15<-14 LambdaFunctionSucceeded {"output":"2"})",
          R"(16<-15 TaskStateExited {"name":"B","output":"2"})",
          R"(17<-16 ExecutionSucceeded {"output":"2"})"}));
  EXPECT_EQ(executor_.requests.size(), 3u);
  auto described = *journal_->describe(number_);
  EXPECT_EQ(described->status, journal::Status::Succeeded);
  EXPECT_EQ(described->redrives, 1u);
  EXPECT_TRUE(described->redriveMs);
  EXPECT_FALSE(described->error);
  expectWhole();
}

TEST_F(RedriveTest, RetriersBeginAnew) {
  addTask("A", "");
  machine_.flow().states_[0].retry = {{{"E"}, 1}};
  executor_.steps["A"] = {fail("E", ""), fail("E", ""), fail("E", ""), succeed("1")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive()->output, "1");
}

TEST_F(RedriveTest, AgainAndAgain) {
  addTask("A", "");
  executor_.steps["A"] = {fail("E", ""), fail("F", ""), succeed("1")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive({1})->error, "F");
  EXPECT_EQ(redrive({2})->output, "1");
  EXPECT_EQ(countInHistory("ExecutionRedriven"), 2u);
  expectWhole();
}

TEST_F(RedriveTest, TheContextObjectShowsIt) {
  addTask("A", "C");
  machine_.flow().add({"C", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    Value execution = asl_context(f, ASL_CONTEXT_EXECUTION);
    Value items[] = {member(execution, "RedriveCount"), member(execution, "RedriveTime")};
    return asl_array_make(f->heap, items, 2);
  };
  executor_.steps["A"] = {fail("E", ""), succeed("1")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive()->output, R"([1,"2024-01-01T10:00:00.000Z"])");
}

TEST_F(RedriveTest, AfterATimeoutAWaitBeginsAnew) {
  timeoutSeconds_ = 50;
  machine_.flow().add({"P", ASL_PASS, "W"});
  machine_.flow().add({"W", ASL_WAIT}).until = [](Value in) { return in; };
  ASSERT_EQ(start("60")->status, Status::TimedOut);
  // The limit begins anew as well.
  EXPECT_EQ(redrive()->status, Status::TimedOut);
  EXPECT_EQ(countInHistory("WaitStateEntered"), 1u);
  expectWhole();
}

TEST_F(RedriveTest, AfterAnAbortOfATask) {
  addTask("A", "");
  options_.clock = ClockKind::Wall;
  executor_.steps["A"] = {hang(), succeed("1")};
  {
    DurableEngine engine(options_);
    begin(engine, "{}");
    while (!journal_->describe(number_)->has_value())
      std::this_thread::yield();
    engine.abort(number_, std::nullopt, std::nullopt, [](bool) {});
    ASSERT_EQ(wait()->status, Status::Aborted);
  }
  EXPECT_EQ(redrive()->output, "1");
  expectWhole();
}

TEST_F(RedriveTest, AFailStateFailsAgain) {
  machine_.flow().add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) {
    return asl_fail_error(f->heap, Heap::of(f->heap).string("E"), undefined());
  };
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive()->error, "E");
  EXPECT_EQ(countInHistory("FailStateEntered"), 2u);
}

TEST_F(RedriveTest, OnlyTheFailedBranchesOfAParallelRunAgain) {
  State &parallel = machine_.flow().add({"P", ASL_PARALLEL});
  for (const char *name : {"A", "B", "C"}) {
    Flow &branch = machine_.newFlow();
    task(branch, name);
    parallel.branches.push_back(&branch);
  }
  executor_.steps["A"] = {succeed("1")};
  executor_.steps["B"] = {failAfter(1000, "E", ""), succeed("2")};
  executor_.steps["C"] = {succeedAfter(5000, "0"), succeed("3")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_TRUE(historyHas("ParallelStateFailed"));
  EXPECT_EQ(executor_.requests.size(), 3u);
  EXPECT_EQ(redrive()->output, "[1,2,3]");
  EXPECT_EQ(executor_.requests.size(), 5u);
  EXPECT_EQ(countInHistory("ParallelStateStarted"), 1u);
  EXPECT_EQ(countInHistory("ParallelStateSucceeded"), 1u);
  expectWhole();
}

TEST_F(RedriveTest, ABranchThatIsHandledLeavesNothing) {
  State &parallel = machine_.flow().add({"P", ASL_PARALLEL});
  Flow &branch = machine_.newFlow();
  task(branch, "A");
  parallel.branches = {&branch};
  parallel.retry = {{{"E"}, 1}};
  parallel.catches.push_back({{"States.ALL"}, "T", nullptr});
  addTask("T", "");
  executor_.steps["A"] = {fail("E", ""), fail("E", "")};
  executor_.steps["T"] = {fail("F", ""), succeed("1")};
  ASSERT_EQ(start()->error, "F");
  EXPECT_EQ(redrive()->output, "1");
  EXPECT_EQ(executor_.requests.size(), 4u);
}

TEST_F(RedriveTest, AParallelWithinABranch) {
  State &outer = machine_.flow().add({"O", ASL_PARALLEL});
  Flow &first = machine_.newFlow();
  Flow &second = machine_.newFlow();
  outer.branches = {&first, &second};
  task(second, "S");
  State &inner = first.add({"I", ASL_PARALLEL});
  for (const char *name : {"A", "B"}) {
    Flow &branch = machine_.newFlow();
    task(branch, name);
    inner.branches.push_back(&branch);
  }
  executor_.steps["A"] = {succeed("1")};
  executor_.steps["B"] = {failAfter(1000, "E", ""), succeed("2")};
  executor_.steps["S"] = {succeed("3")};
  ASSERT_EQ(start()->error, "E");
  EXPECT_EQ(redrive()->output, "[[1,2],3]");
  EXPECT_EQ(executor_.requests.size(), 4u);
  expectWhole();
}

TEST_F(RedriveTest, OnlyTheFailedIterationsOfAMapRunAgain) {
  State &map = machine_.flow().add({"M", ASL_MAP});
  Flow &processor = machine_.newFlow();
  task(processor, "T");
  map.branches = {&processor};
  map.mapArguments = [](asl_frame *, asl_map_arguments &a) { a.max_concurrency = integer(2); };
  bool failing = true;
  executor_.otherwise = [&](const task::Request &request,
                            std::shared_ptr<task::Reply> reply) -> uint64_t {
    if (failing && request.parametersJson() == "2")
      reply->failed("E", "");
    else
      reply->succeeded(request.parametersJson());
    return 0;
  };
  ASSERT_EQ(start("[1,2,3,4]")->error, "E");
  failing = false;
  executor_.requests.clear();
  EXPECT_EQ(redrive()->output, "[1,2,3,4]");
  EXPECT_THAT(executor_.requests, testing::Not(testing::Contains("1")));
  EXPECT_EQ(countInHistory("MapStateStarted"), 1u);
  expectWhole();
}

TEST_F(RedriveTest, AnIterationWhoseInputFailedIsMadeAgain) {
  State &map = machine_.flow().add({"M", ASL_MAP});
  Flow &processor = machine_.newFlow();
  task(processor, "T");
  map.branches = {&processor};
  bool failing = true;
  map.map.selector = [](asl_frame *, asl_value) -> asl_value { return undefined(); };
  static bool *isFailing;
  isFailing = &failing;
  map.map.selector = [](asl_frame *f, asl_value) -> asl_value {
    if (*isFailing)
      return Heap::of(f->heap).error("States.Runtime", "bad", true, true);
    return asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE);
  };
  executor_.otherwise = succeed("7");
  ASSERT_EQ(start("[1]")->error, "States.Runtime");
  failing = false;
  EXPECT_EQ(redrive()->output, "[7]");
}

TEST_F(RedriveTest, ALostProcessAfterARedrive) {
  addTask("A", "W");
  machine_.flow().add({"W", ASL_WAIT}).until = [](Value) { return integer(10); };
  executor_.steps["A"] = {fail("E", ""), succeed("1")};
  ASSERT_EQ(start()->error, "E");
  commits_ = 0;
  lostCommit_ = 2; // after the redrive with its request: the answer, and the wait
  EXPECT_FALSE(redrive());
  EXPECT_EQ(resume()->output, "1");
  EXPECT_EQ((*journal_->describe(number_))->redrives, 1u);
  expectWhole();
}

TEST_F(RedriveTest, WithoutItsRowsItIsRefused) {
  addTask("A", "");
  executor_.steps["A"] = {succeed("1")};
  start();
  // An execution that succeeded has no state.
  EXPECT_EQ(redrive()->error, "problem");
}

// ---- Under another definition ----

class CorrectedTest : public RedriveTest {
protected:
  CorrectedTest() {
    addTask("A", "P");
    State &parallel = machine_.flow().add({"P", ASL_PARALLEL});
    machine_.flow().variableNames = {"x", "y"};
    Flow &branch = machine_.newFlow();
    task(branch, "B");
    parallel.branches = {&branch};
    machine_.flow().states_[0].exit = [](asl_frame *f, Value, Value result) {
      uint32_t slot = 1;
      Value value = integer(42);
      asl_assign(f, &slot, &value, 1);
      return result;
    };
    executor_.steps["A"] = {succeed("1")};
    executor_.steps["B"] = {fail("E", "")};
  }
  std::optional<Outcome> redriveCorrected() {
    exec::Numbering numbering(machine_.module());
    return redrive(corrected_, {1, 9, numbering.write()});
  }

  Machine corrected_;
};

TEST_F(CorrectedTest, StatesAndVariablesAreFoundByName) {
  ASSERT_EQ(start()->error, "E");
  // A new state comes first, the variable has another slot, and the branch goes on.
  corrected_.flow().add({"New", ASL_PASS, "A"});
  task(corrected_.flow(), "A", "P");
  State &parallel = corrected_.flow().add({"P", ASL_PARALLEL, "End"});
  corrected_.flow().variableNames = {"y"};
  Flow &branch = corrected_.newFlow();
  branch.add({"Other", ASL_PASS, "B"});
  task(branch, "B", "C");
  branch.add({"C", ASL_PASS}).exit = always("5");
  parallel.branches = {&branch};
  corrected_.flow().add({"End", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    Value items[] = {in, exec::Frame::of(f).variables[0]};
    return asl_array_make(f->heap, items, 2);
  };
  executor_.steps["B"] = {succeed("2")};
  EXPECT_EQ(redriveCorrected()->output, "[[5],42]");
  EXPECT_EQ((*journal_->describe(number_))->start.revision, 9u);
  expectWhole();
}

TEST_F(CorrectedTest, AStateThatIsGoneIsRefused) {
  ASSERT_EQ(start()->error, "E");
  task(corrected_.flow(), "A", "P");
  State &parallel = corrected_.flow().add({"P", ASL_PARALLEL});
  Flow &branch = corrected_.newFlow();
  task(branch, "Renamed");
  parallel.branches = {&branch};
  std::optional<Outcome> outcome = redriveCorrected();
  EXPECT_EQ(outcome->error, "problem");
  EXPECT_EQ(outcome->cause,
            "it stopped in the state `B`, which the definition does not have any more");
  EXPECT_EQ((*journal_->describe(number_))->status, journal::Status::Failed);
}

TEST_F(CorrectedTest, AStateOfAnotherTypeIsRefused) {
  ASSERT_EQ(start()->error, "E");
  task(corrected_.flow(), "P");
  EXPECT_EQ(redriveCorrected()->cause,
            "the definition does not have the branches any more in which it stopped");
}

TEST_F(CorrectedTest, AnotherNumberOfBranchesIsRefused) {
  ASSERT_EQ(start()->error, "E");
  State &parallel = corrected_.flow().add({"P", ASL_PARALLEL});
  for (int i = 0; i < 2; ++i) {
    Flow &branch = corrected_.newFlow();
    task(branch, "B");
    parallel.branches.push_back(&branch);
  }
  EXPECT_EQ(redriveCorrected()->cause, "it stopped in the state `P`, which has another number of "
                                       "branches in the definition now");
}

} // namespace
} // namespace asl::test
