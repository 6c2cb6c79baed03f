// Executions that begin in the middle of the history of another one.
#include "runtime/service/fork.h"

#include "runtime/engine/stored_history.h"
#include "runtime/journal/memory_journal.h"
#include "runtime/service/commands.h"
#include "runtime/service/service.h"
#include "test/unit/states/support.h"

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <thread>

namespace asl::service {
namespace {

using test::State;
using testing::ElementsAreArray;

/// A Pass state that assigns a variable, a Parallel, a task, and a Pass state that shows input and
/// variable.
class ForkTest : public testing::Test {
protected:
  ForkTest() {
    test::Flow &flow = machine_.flow();
    flow.variableNames = {"x"};
    flow.add({"A", ASL_PASS, "P"}).exit = [](asl_frame *f, Value in, Value) {
      uint32_t slot = 0;
      Value value = test::member(in, "a");
      asl_assign(f, &slot, &value, 1);
      return in;
    };
    State &parallel = flow.add({"P", ASL_PARALLEL, "T"});
    test::Flow &branch = machine_.newFlow();
    branch.variableNames = {"x"};
    branch.add({"B", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
      uint32_t slot = 0;
      Value value = integer(99);
      asl_assign(f, &slot, &value, 1);
      return in;
    };
    parallel.branches = {&branch};
    flow.add({"T", ASL_TASK, "E"}).resource = "arn:aws:lambda:us-east-1:1:function:f";
    flow.add({"E", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
      Value items[] = {in, exec::Frame::of(f).variables[0]};
      return asl_array_make(f->heap, items, 2);
    };
    machine_.module_.definition_hash = "00ff";
    options_.journal = journal_.get();
    options_.executor = &executor_;
    options_.shards = 1;
    restart();
  }
  /// Another process takes the journal over.
  void restart() {
    service_.reset();
    service_.emplace(options_);
    known_ = *service_->add(machine_.module());
    ASSERT_TRUE(service_->recover(known_, {}));
  }
  uint64_t start(const std::string &name) {
    ExecutionOptions execution;
    execution.name = name;
    auto started = service_->start(known_, R"({"a": 7})", execution);
    EXPECT_TRUE(started) << started.error();
    return started->execution;
  }
  /// One that has ended.
  uint64_t ended(const std::string &name, test::FakeExecutor::Step task = test::succeed("1")) {
    executor_.steps["T"] = {std::move(task)};
    uint64_t execution = start(name);
    EXPECT_TRUE(service_->wait(execution));
    return execution;
  }
  std::string problemOf(const Service::Fork &how) {
    auto forked = service_->fork(how);
    return forked ? "none" : forked.error();
  }
  std::vector<std::string> history(uint64_t execution) {
    test::Recorder recorder;
    Expected<void> read =
        readHistory(*journal_, execution, [&](const HistoryEvent &e) { recorder.append(e); });
    EXPECT_TRUE(read) << read.error();
    return recorder.lines;
  }
  void expectWhole() { EXPECT_EQ((*journal_->verify()).faults, std::vector<std::string>()); }

  test::Machine machine_;
  test::FakeExecutor executor_;
  std::unique_ptr<journal::Journal> journal_ = journal::makeMemoryJournal();
  EngineOptions options_;
  std::optional<Service> service_;
  Machine known_;
};

TEST_F(ForkTest, ItGoesOnWithTheInputAndTheVariablesOfTheState) {
  uint64_t source = ended("source");
  std::vector<std::string> before = history(source);
  executor_.steps["T"] = {test::succeed("2")};
  auto forked = service_->fork({source, 12, "fork"});
  ASSERT_TRUE(forked) << forked.error();
  EXPECT_EQ(forked->name, "fork");
  EXPECT_EQ(forked->state, "T");
  EXPECT_EQ(forked->entered, 10u);
  EXPECT_EQ(service_->wait(forked->execution)->output, "[2,7]");
  EXPECT_EQ(executor_.requests.size(), 2u);

  // All but the answer of the task is the same.
  std::vector<std::string> after = history(forked->execution);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_THAT(std::vector(after.begin(), after.begin() + 12),
              ElementsAreArray(before.begin(), before.begin() + 12));
  EXPECT_EQ(after[12], R"(13<-12 LambdaFunctionSucceeded {"output":"2"})");
  EXPECT_EQ(history(source), before);
  auto described = *journal_->describe(forked->execution);
  EXPECT_EQ(described->start.revision, known_.revision);
  EXPECT_EQ(described->redrives, 0u);
  expectWhole();
}

TEST_F(ForkTest, AnEventOfABranchIsInTheStateAroundIt) {
  uint64_t source = ended("source");
  for (uint64_t event : {4, 6, 7, 9}) {
    auto found = stateAtEvent(*journal_, source, event);
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(found->name, "P") << event;
    EXPECT_EQ(found->entered, 4u);
  }
  executor_.steps["T"] = {test::succeed("3")};
  auto forked = service_->fork({source, 7});
  ASSERT_TRUE(forked) << forked.error();
  // The branch has a variable of the same name.
  EXPECT_EQ(service_->wait(forked->execution)->output, "[3,7]");
}

TEST_F(ForkTest, FromTheFirstState) {
  uint64_t source = ended("source");
  executor_.steps["T"] = {test::succeed("4")};
  auto forked = service_->fork({source, 2});
  ASSERT_TRUE(forked) << forked.error();
  EXPECT_EQ(service_->wait(forked->execution)->output, "[4,7]");
  EXPECT_EQ(history(forked->execution).size(), history(source).size());
  expectWhole();
}

TEST_F(ForkTest, AFailedExecutionCanBeForkedAtItsEnd) {
  uint64_t source = ended("source", test::fail("Bad", "luck"));
  executor_.steps["T"] = {test::succeed("5")};
  auto forked = service_->fork({source, history(source).size()});
  ASSERT_TRUE(forked) << forked.error();
  EXPECT_EQ(forked->state, "T");
  EXPECT_EQ(service_->wait(forked->execution)->output, "[5,7]");
  EXPECT_EQ((*journal_->describe(source))->status, journal::Status::Failed);
}

TEST_F(ForkTest, ARunningExecutionIsNotChanged) {
  executor_.steps["T"] = {test::hang(), test::succeed("6")};
  uint64_t source = start("source");
  while (history(source).size() < 12)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  auto forked = service_->fork({source, 11});
  ASSERT_TRUE(forked) << forked.error();
  EXPECT_EQ(service_->wait(forked->execution)->output, "[6,7]");
  EXPECT_EQ((*journal_->describe(source))->status, journal::Status::Running);
  EXPECT_EQ(history(source).size(), 12u);
}

TEST_F(ForkTest, AForkCanBeForkedAndRedriven) {
  uint64_t source = ended("source");
  executor_.steps["T"] = {test::fail("Bad", "luck"), test::succeed("8"), test::succeed("9")};
  auto first = service_->fork({source, 10});
  ASSERT_TRUE(first) << first.error();
  EXPECT_EQ(service_->wait(first->execution)->error, "Bad");
  auto second = service_->fork({first->execution, 11});
  ASSERT_TRUE(second) << second.error();
  EXPECT_EQ(service_->wait(second->execution)->output, "[8,7]");
  ASSERT_TRUE(service_->redrive(known_, first->execution, {}));
  EXPECT_EQ(service_->wait(first->execution)->output, "[9,7]");
  // The state was redriven: it is entered by the same event.
  EXPECT_EQ(stateAtEvent(*journal_, first->execution, 18)->entered, 10u);
  expectWhole();
}

TEST_F(ForkTest, AnotherProcessGoesOnWithIt) {
  uint64_t source = ended("source");
  executor_.steps["T"] = {test::hang()};
  auto forked = service_->fork({source, 10, "fork"});
  ASSERT_TRUE(forked) << forked.error();
  executor_.repeats = true;
  executor_.otherwise = test::succeed("1");
  restart();
  EXPECT_EQ(service_->wait(forked->execution)->output, "[1,7]");
  EXPECT_EQ(history(forked->execution).back(), history(source).back());
  expectWhole();
}

TEST_F(ForkTest, OutOfMemoryAndBack) {
  options_.mostResident = 0;
  restart();
  uint64_t source = ended("source", test::succeedAfter(20, "1"));
  executor_.steps["T"] = {test::succeedAfter(20, "2")};
  auto forked = service_->fork({source, 10});
  ASSERT_TRUE(forked) << forked.error();
  EXPECT_EQ(service_->wait(forked->execution)->output, "[2,7]");
  expectWhole();
}

TEST_F(ForkTest, WhatIsRefused) {
  uint64_t source = ended("source");
  EXPECT_EQ(problemOf({source + 100, 2}), "the journal has no such execution");
  EXPECT_EQ(problemOf({source, 18}), "the execution has no event 18: its last one is 17");
  EXPECT_EQ(problemOf({source, 0}), "the execution has no event 0: its last one is 17");
  EXPECT_EQ(problemOf({source, 1}), "event 1 is before the first state");
  EXPECT_EQ(problemOf({source, 17}), "event 17 is in no state");
  EXPECT_EQ(problemOf({source, 2, "source"}), "there is an execution `source` already");
  EXPECT_FALSE(*journal_->find(known_.document, "fork"));
}

TEST_F(ForkTest, ADefinitionThatDoesNotRunHere) {
  uint64_t source = ended("source");
  machine_.module_.definition_hash = "ff00";
  restart();
  std::string unknown = "this process does not run the definition of the execution";
  EXPECT_EQ(problemOf({source, 2, "fork"}), unknown);
  EXPECT_EQ(problemOf({source, 2, "fork"}), unknown); // the name is free again
}

TEST_F(ForkTest, ACommandIsAnsweredInTheSameTransaction) {
  uint64_t source = ended("source");
  executor_.otherwise = test::succeed("1");
  Order order = forkOrder(source, 10, "fork");
  uint64_t command = *journal_->send(order.kind, order.body);
  auto forked = service_->fork({source, 10, "fork", command});
  ASSERT_TRUE(forked) << forked.error();
  std::optional<std::string> answer = *journal_->answer(command);
  ASSERT_TRUE(answer);
  ForkedAs as = readForkAnswer(*answer);
  EXPECT_EQ(as.name, "fork");
  EXPECT_EQ(as.state, "T");
  EXPECT_EQ(as.entered, 10u);
}

} // namespace
} // namespace asl::service
