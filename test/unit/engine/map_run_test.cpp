// Map runs in a journal: their children are executions, nothing is lost with the process and
// nothing is done twice.
#include "test/unit/engine/durable_case.h"

#include <nlohmann/json.hpp>

#include <set>

namespace asl::test {
namespace {

using Json = nlohmann::json;

class MapRunTest : public DurableCase {
protected:
  MapRunTest() : map_(machine_.flow().add({"M", ASL_MAP})), processor_(machine_.newFlow()) {
    map_.branches = {&processor_};
    map_.map.distributed = 1;
    map_.map.label = constant("L");
    executor_.repeats = true;
  }

  void arguments(std::function<void(asl_map_arguments &)> set) {
    map_.mapArguments = [set](asl_frame *, asl_map_arguments &a) { set(a); };
  }
  /// A task that gives back its input, and fails for negative numbers as long as `failing_`.
  void addChildTask() {
    processor_.add({"T", ASL_TASK}).resource = "arn:aws:lambda:us-east-1:1:function:f";
    executor_.otherwise = [this](const task::Request &request,
                                 std::shared_ptr<task::Reply> reply) -> uint64_t {
      std::string parameters = request.parametersJson();
      if (failing_ && parameters.starts_with("-"))
        reply->failed("E", "negative");
      else
        reply->succeeded(parameters);
      return 0;
    };
  }

  Json mapRun() {
    auto documents = *journal_->documents(journal::DocumentKind::MapRun, "");
    EXPECT_FALSE(documents.empty());
    mapRun_ = documents.back().id;
    return Json::parse(documents.back().body);
  }
  std::vector<journal::Execution> children(std::optional<journal::Status> status = {}) {
    mapRun();
    journal::ListFilter filter;
    filter.mapRun = mapRun_;
    filter.status = status;
    return journal_->list(filter, "", 1000)->items;
  }
  void expectWhole() {
    auto report = *journal_->verify();
    EXPECT_EQ(report.faults, std::vector<std::string>());
  }

  State &map_;
  Flow &processor_;
  bool failing_ = true;
  uint64_t mapRun_ = 0;
};

TEST_F(MapRunTest, ChildrenAreExecutions) {
  addChildTask();
  std::optional<Outcome> outcome = start("[3,4]");
  EXPECT_EQ(outcome->output, "[3,4]");
  auto found = children(journal::Status::Succeeded);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].start.parent, number_);
  EXPECT_EQ(found[1].start.indexInParent, 0u);
  EXPECT_EQ(found[0].start.indexInParent, 1u);
  EXPECT_EQ(found[0].start.machine, 7u);
  EXPECT_EQ(found[0].start.name.size(), 36u);
  EXPECT_EQ(history(found[1].id).size(), 7u);
  EXPECT_EQ(history(found[1].id).front(),
            R"(1<-0 ExecutionStarted {"input":"3","roleArn":"role"})");
  expectWhole();
}

TEST_F(MapRunTest, TheRunIsADocument) {
  addChildTask();
  arguments([](asl_map_arguments &a) { a.tolerated_count = integer(1); });
  start("[3,-1,5]");
  Json run = mapRun();
  EXPECT_EQ(run["status"], "SUCCEEDED");
  EXPECT_EQ(run["execution"], number_);
  EXPECT_EQ(run["toleratedFailureCount"], 1);
  EXPECT_EQ(run["itemCounts"]["succeeded"], 2);
  EXPECT_EQ(run["itemCounts"]["failed"], 1);
  EXPECT_EQ(run["itemCounts"]["total"], 3);
  EXPECT_EQ(run["executionCounts"]["running"], 0);
  EXPECT_TRUE(run.contains("stopMs"));
}

TEST_F(MapRunTest, AFailureIsInTheResult) {
  addChildTask();
  arguments([](asl_map_arguments &a) { a.tolerated_count = integer(1); });
  Json result = Json::parse(start("[-1,2]")->output);
  EXPECT_EQ(result[0]["Error"], "E");
  EXPECT_EQ(result[0]["Input"], "-1");
  EXPECT_EQ(result[0]["Status"], "FAILED");
  EXPECT_EQ(result[1], 2);
}

TEST_F(MapRunTest, ARedriveAfterAFailedSelectorLosesNoItem) {
  static int64_t bad = 0;
  map_.map.batched = 1;
  map_.map.selector = [](asl_frame *f, asl_value) -> asl_value {
    Value item = asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE);
    if (item.integer != bad)
      return item;
    return Heap::of(f->heap).error("States.QueryEvaluationError", "bad", true, false);
  };
  addChildTask();
  arguments([](asl_map_arguments &a) { a.max_items_per_batch = integer(2); });
  for (int64_t each : {2, 4}) { // in the first batch, in a later one
    SCOPED_TRACE(each);
    bad = each;
    ASSERT_EQ(start("[1,2,3,4,5]")->error, "States.QueryEvaluationError");
    bad = 0;
    EXPECT_EQ(redrive()->output, R"([{"Items":[1,2]},{"Items":[3,4]},{"Items":[5]}])");
  }
}

/// The process is lost after each commit in turn.
TEST_F(MapRunTest, NothingIsLostAndNothingDoubled) {
  addChildTask();
  processor_.states_[0].next = "W";
  processor_.add({"W", ASL_WAIT, "T2"}).until = [](Value) { return integer(10); };
  processor_.add({"T2", ASL_TASK}).resource = "arn:aws:lambda:us-east-1:1:function:g";
  arguments([](asl_map_arguments &a) { a.max_concurrency = integer(2); });
  for (size_t lost = 1;; ++lost) {
    SCOPED_TRACE(lost);
    commits_ = 0;
    lostCommit_ = lost;
    std::optional<Outcome> outcome = start("[1,2,3,4,5]");
    bool wasLost = !outcome;
    lostCommit_ = 0;
    if (wasLost) {
      auto described = *journal_->describe(number_);
      ASSERT_TRUE(described);
      // What was told to nobody may have happened all the same.
      if (described->status != journal::Status::Running)
        continue;
      outcome = resume();
    }
    EXPECT_EQ(outcome->output, "[1,2,3,4,5]");
    EXPECT_EQ(children(journal::Status::Succeeded).size(), 5u);
    std::set<std::optional<uint32_t>> items;
    for (const journal::Execution &child : children())
      items.insert(child.start.indexInParent);
    EXPECT_EQ(items.size(), 5u);
    expectWhole();
    if (!wasLost)
      return;
  }
}

TEST_F(MapRunTest, AChildGoesOnFromItsOwnRows) {
  processor_.add({"W", ASL_WAIT, "T"}).until = [](Value) { return integer(10); };
  addChildTask();
  lostCommit_ = 2; // the first is the start, with the waits
  EXPECT_FALSE(start("[1,2]"));
  EXPECT_EQ(children(journal::Status::Running).size(), 2u);
  EXPECT_EQ(mapRun()["executionCounts"]["running"], 2);
  EXPECT_EQ(resume()->output, "[1,2]");
  size_t entered = 0;
  for (const std::string &line : history(children()[0].id))
    entered += line.find("WaitStateEntered") != std::string::npos;
  EXPECT_EQ(entered, 1u);
}

TEST_F(MapRunTest, ATaskOfAChildWithoutAKnownEndFails) {
  addChildTask();
  executor_.repeats = false;
  arguments([](asl_map_arguments &a) { a.tolerated_percentage = integer(100); });
  lostCommit_ = 1;
  EXPECT_FALSE(start("[1,2]"));
  Json result = Json::parse(resume()->output);
  EXPECT_EQ(result[0]["Error"], "States.TaskFailed");
  EXPECT_TRUE(executor_.requests.empty());
}

TEST_F(MapRunTest, AStopEndsTheChildrenToo) {
  processor_.add({"W", ASL_WAIT}).until = [](Value) { return integer(1000); };
  options_.clock = ClockKind::Wall;
  DurableEngine engine(options_);
  begin(engine, "[1,2]");
  while (mapRun_ == 0 || children().size() < 2)
    if (!journal_->documents(journal::DocumentKind::MapRun, "")->empty())
      mapRun();
  engine.abort(number_, "Mine", std::nullopt, [](bool found) { EXPECT_TRUE(found); });
  EXPECT_EQ(wait()->status, Status::Aborted);
  EXPECT_EQ(children(journal::Status::Aborted).size(), 2u);
  EXPECT_EQ(mapRun()["status"], "ABORTED");
  EXPECT_EQ(mapRun()["itemCounts"]["aborted"], 2);
  expectWhole();
}

TEST_F(MapRunTest, TheChildrenOfAProcessThatStopsGoOn) {
  processor_.add({"W", ASL_WAIT}).until = [](Value) { return integer(1000); };
  options_.clock = ClockKind::Wall;
  {
    DurableEngine engine(options_);
    begin(engine, "[1,2]");
    while (journal_->documents(journal::DocumentKind::MapRun, "")->empty())
      std::this_thread::yield();
  }
  EXPECT_EQ(children(journal::Status::Running).size(), 2u);
  EXPECT_EQ(mapRun()["status"], "RUNNING");
  options_.clock = ClockKind::Virtual;
  options_.virtualStartMs = (*journal_->describe(number_))->start.startMs;
  EXPECT_EQ(resume()->output, "[1,2]");
}

TEST_F(MapRunTest, ATokenOfAChildIsFoundOnAnyShard) {
  processor_.add({"T", ASL_TASK}).resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  options_.clock = ClockKind::Wall;
  options_.shards = 3;
  std::mutex mutex;
  std::vector<std::string> tokens;
  executor_.otherwise = [&](const task::Request &request, std::shared_ptr<task::Reply> reply) {
    reply->submitted("{}");
    std::lock_guard lock(mutex);
    tokens.emplace_back(request.taskToken);
    return uint64_t(0);
  };
  DurableEngine engine(options_);
  begin(engine, "[1,2,3,4]");
  for (size_t answered = 0; answered < 4;) {
    std::string token;
    {
      std::lock_guard lock(mutex);
      if (tokens.size() > answered)
        token = tokens[answered];
    }
    if (token.empty())
      continue;
    std::promise<std::string> problem;
    engine.answer(token, {exec::TaskAnswer::Kind::Success, std::to_string(answered)},
                  [&](const std::string &text) { problem.set_value(text); });
    EXPECT_EQ(problem.get_future().get(), "");
    ++answered;
  }
  EXPECT_EQ(wait()->output, "[0,1,2,3]");
}

TEST_F(MapRunTest, ExpressChildrenHaveNoHistories) {
  map_.map.express_children = 1;
  addChildTask();
  EXPECT_EQ(start("[1,2]")->output, "[1,2]");
  auto found = children(journal::Status::Succeeded);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(history(found[0].id).size(), 2u);
  expectWhole();
}

TEST_F(MapRunTest, ExpressChildrenBeginAgain) {
  map_.map.express_children = 1;
  processor_.add({"W", ASL_WAIT, "T"}).until = [](Value) { return integer(10); };
  addChildTask();
  lostCommit_ = 2;
  EXPECT_FALSE(start("[1,2]"));
  EXPECT_EQ(resume()->output, "[1,2]");
  EXPECT_EQ(children().size(), 2u);
  expectWhole();
}

TEST_F(MapRunTest, ExecutionsLeaveMemoryWhileTheyWait) {
  processor_.add({"W", ASL_WAIT, "T"}).until = [](Value) { return integer(10); };
  addChildTask();
  options_.mostResident = 0;
  arguments([](asl_map_arguments &a) { a.max_concurrency = integer(3); });
  EXPECT_EQ(start("[1,2,3,4,5,6,7]")->output, "[1,2,3,4,5,6,7]");
  expectWhole();
}

TEST_F(MapRunTest, AMapRunWithinAChild) {
  State &inner = processor_.add({"I", ASL_MAP});
  Flow &flow = machine_.newFlow();
  flow.add({"W", ASL_WAIT}).until = [](Value) { return integer(10); };
  inner.branches = {&flow};
  inner.map.distributed = 1;
  lostCommit_ = 2;
  EXPECT_FALSE(start("[[1,2],[3]]"));
  EXPECT_EQ(resume()->output, "[[1,2],[3]]");
  expectWhole();
}

TEST_F(MapRunTest, ResultsThatAreTooLongTogetherFailTheState) {
  processor_.add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return string(Heap::of(f->heap).string(std::string(100000, 'x')).string);
  };
  EXPECT_EQ(start("[1,2,3]")->error, "States.DataLimitExceeded");
}

TEST_F(MapRunTest, AnUpdateChangesARunningRun) {
  processor_.add({"W", ASL_WAIT}).until = [](Value) { return integer(1000); };
  arguments([](asl_map_arguments &a) { a.max_concurrency = integer(1); });
  options_.clock = ClockKind::Wall;
  DurableEngine engine(options_);
  begin(engine, "[1,2,3]");
  std::vector<journal::Document> documents;
  while (documents.empty())
    documents = *journal_->documents(journal::DocumentKind::MapRun, "");
  auto update = [&](MapRunUpdate change) {
    std::promise<bool> found;
    engine.updateMapRun(number_, std::move(change), [&](bool is) { found.set_value(is); });
    return found.get_future().get();
  };
  EXPECT_FALSE(update({"another", 2}));
  EXPECT_TRUE(update({documents[0].name, 2, 1}));
  EXPECT_EQ(mapRun()["maxConcurrency"], 2);
  EXPECT_EQ(mapRun()["toleratedFailureCount"], 1);
  EXPECT_EQ(mapRun()["executionCounts"]["running"], 2);
}

TEST_F(MapRunTest, ARedriveRunsWhatDidNotSucceed) {
  addChildTask();
  arguments([](asl_map_arguments &a) { a.max_concurrency = integer(1); });
  EXPECT_EQ(start("[1,-2,3]")->status, Status::Failed);
  EXPECT_EQ(executor_.requests, (std::vector<std::string>{"1", "-2"}));
  EXPECT_EQ(mapRun()["status"], "FAILED");
  failing_ = false;
  executor_.requests.clear();
  EXPECT_EQ(redrive()->output, "[1,-2,3]");
  EXPECT_EQ(executor_.requests, (std::vector<std::string>{"-2", "3"}));
  EXPECT_TRUE(historyHas("MapRunRedriven"));
  Json run = mapRun();
  EXPECT_EQ(run["status"], "SUCCEEDED");
  EXPECT_EQ(run["redriveCount"], 1);
  EXPECT_EQ(run["itemCounts"]["succeeded"], 3);
  EXPECT_EQ(children().size(), 3u);
  expectWhole();
}

TEST_F(MapRunTest, ARedriveFindsChildrenThatEndedLongBeforeTheirParent) {
  processor_.add({"W", ASL_WAIT, "T"}).until = [](Value) { return integer(3600); };
  addChildTask();
  arguments([](asl_map_arguments &a) { a.max_concurrency = integer(1); });
  EXPECT_EQ(start("[1,-2]")->status, Status::Failed);
  EXPECT_EQ(*journal_->removeEnded(*(*journal_->describe(number_))->stopMs), 0u);
  failing_ = false;
  EXPECT_EQ(redrive()->output, "[1,-2]");
  expectWhole();
}

TEST_F(MapRunTest, ARedriveRunsAbortedChildren) {
  processor_.add({"C", ASL_CHOICE}).choose = [](Value in) { return in.integer < 0 ? "F" : "W"; };
  processor_.add({"F", ASL_TASK}).resource = "arn:aws:lambda:us-east-1:1:function:f";
  processor_.add({"W", ASL_WAIT}).until = [](Value) { return integer(100); };
  executor_.steps["F"] = {fail("E", "x"), succeed("0")};
  EXPECT_EQ(start("[1,-1,2]")->status, Status::Failed);
  EXPECT_EQ(children(journal::Status::Aborted).size(), 2u);
  EXPECT_EQ(redrive()->output, "[1,0,2]");
  for (const journal::Execution &child : children())
    EXPECT_EQ(child.redrives, 1u);
  expectWhole();
}

TEST_F(MapRunTest, WhatNoRedriveWillChangeIsKnownAfterItHasLeftMemory) {
  processor_.add({"C", ASL_CHOICE}).choose = [](Value in) { return in.integer < 0 ? "L" : "T"; };
  processor_.add({"L", ASL_PASS, "L"}); // until it has all events that it may have
  processor_.add({"T", ASL_TASK, "W"}).resource = "arn:aws:lambda:us-east-1:1:function:f";
  processor_.add({"W", ASL_WAIT}).until = [](Value) { return integer(5); };
  executor_.steps["T"] = {fail("E", "x"), succeed("0")};
  arguments([](asl_map_arguments &a) { a.tolerated_count = integer(1); });
  options_.mostResident = 0;
  EXPECT_EQ(start("[-1,1]")->status, Status::Failed);
  EXPECT_EQ(redrive()->status, Status::Succeeded);
  EXPECT_EQ(mapRun()["executionCounts"]["failed"], 1);
  EXPECT_EQ(mapRun()["executionCounts"]["failuresNotRedrivable"], 1);
}

TEST_F(MapRunTest, ARedriveOfExpressChildrenStartsThemAnew) {
  map_.map.express_children = 1;
  addChildTask();
  EXPECT_EQ(start("[1,-2]")->status, Status::Failed);
  failing_ = false;
  EXPECT_EQ(redrive()->output, "[1,-2]");
  EXPECT_EQ(children().size(), 3u);
  expectWhole();
}

TEST_F(MapRunTest, AProcessIsLostDuringARedrive) {
  addChildTask();
  arguments([](asl_map_arguments &a) { a.tolerated_count = integer(2); });
  for (size_t lost = 1;; ++lost) {
    SCOPED_TRACE(lost);
    failing_ = true;
    lostCommit_ = 0;
    ASSERT_EQ(start("[-1,-2,-3,4]")->status, Status::Failed);
    failing_ = false;
    commits_ = 0;
    lostCommit_ = lost;
    std::optional<Outcome> outcome = redrive();
    bool wasLost = !outcome;
    lostCommit_ = 0;
    if (wasLost && (*journal_->describe(number_))->status != journal::Status::Running)
      continue;
    if (wasLost)
      outcome = resume();
    EXPECT_EQ(outcome->output, "[-1,-2,-3,4]");
    expectWhole();
    if (!wasLost)
      return;
  }
}

} // namespace
} // namespace asl::test
