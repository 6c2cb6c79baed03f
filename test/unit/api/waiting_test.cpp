// Calls that wait or fail hold up neither others nor the end of the server.
#include "test/unit/api/operations.h"

namespace asl::api {
namespace {

TEST_F(StepFunctionsTest, WhoBringsACallDoesNotWaitForTheJournal) {
  std::promise<void> hasRoom;
  journal_.isWriting = [room = hasRoom.get_future().share()] { room.wait(); };
  std::future<Answer> made = send("CreateActivity", {{"name", "other"}});
  EXPECT_EQ(call("ListActivities", Json::object())["activities"], Json::array());
  hasRoom.set_value();
  made.get();
}

TEST_F(StepFunctionsTest, AStartThatCannotBeReadIsAnsweredAsAFailure) {
  std::string machine = create();
  std::string execution = start(machine, "e");
  journal_.faults = 1;
  Json same = {{"stateMachineArn", machine}, {"name", "e"}, {"input", R"({"a":1})"}};
  EXPECT_EQ(call("StartExecution", same),
            (Json{{"error", "InternalFailure"}, {"message", "the disk is broken"}}));
  EXPECT_EQ(start(machine, "e"), execution);
}

TEST_F(StepFunctionsTest, ATaskFailsWhenTheEndThatItWaitsForCannotBeRead) {
  std::string machine = create(), parent = startNested("startExecution.sync", machine);
  std::string token = poll().value("taskToken", "");
  // The thread that answers this has made the task wait before.
  call("StartExecution", {{"stateMachineArn", machine}, {"name", "child"}, {"input", "{}"}});
  journal_.faults = 1;
  call("SendTaskSuccess", {{"taskToken", token}, {"output", "1"}});
  while (journal_.faults > 0)
    std::this_thread::yield();
  EXPECT_EQ(errorOf(parent), "StepFunctions.InternalFailureException");
}

TEST_F(StepFunctionsTest, ATestOfAStateThatFailsIsAnswered) {
  compiler_.testsFail = true;
  EXPECT_EQ(call("TestState", Json::object()),
            (Json{{"error", "InternalFailure"}, {"message", "no tests"}}));
}

TEST_F(StepFunctionsTest, ACompilationHoldsUpNoOtherCall) {
  std::string machine = create();
  std::promise<void> finish;
  compiler_.isFinished = finish.get_future().share();
  std::vector<std::future<Answer>> slow;
  for (int i = 0; i < 3; ++i)
    slow.push_back(
        send("CreateStateMachine",
             {{"name", "slow" + std::to_string(i)}, {"roleArn", kRole}, {"definition", "slow"}}));
  std::string execution = start(machine, "e");
  EXPECT_EQ(status(execution), "RUNNING");
  EXPECT_EQ(poll().value("input", ""), R"({"a":1})");
  EXPECT_EQ(call("ListStateMachines", Json::object())["stateMachines"].size(), 1u);
  finish.set_value();
  for (std::future<Answer> &answer : slow)
    EXPECT_TRUE(std::holds_alternative<Json>(answer.get()));
  EXPECT_EQ(call("ListStateMachines", Json::object())["stateMachines"].size(), 4u);
}

TEST_F(StepFunctionsTest, AnUpdateHoldsUpNoOtherChange) {
  std::string machine = create(), role = "arn:aws:iam::123456789012:role/other";
  std::promise<void> finish;
  compiler_.isFinished = finish.get_future().share();
  std::future<Answer> update =
      send("UpdateStateMachine", {{"stateMachineArn", machine}, {"definition", "slow"}});
  while (compiler_.slow == 0)
    std::this_thread::yield();
  call("TagResource", {{"resourceArn", machine}, {"tags", {{{"key", "k"}, {"value", "v"}}}}});
  call("UpdateStateMachine", {{"stateMachineArn", machine}, {"roleArn", role}});
  EXPECT_EQ(call("ListTagsForResource", {{"resourceArn", machine}}).at("tags").size(), 1u);
  finish.set_value();
  EXPECT_TRUE(std::holds_alternative<Json>(update.get()));
  Json described = call("DescribeStateMachine", {{"stateMachineArn", machine}});
  EXPECT_EQ(described.value("definition", ""), "slow");
  EXPECT_EQ(described.value("roleArn", ""), role);
  EXPECT_EQ(call("ListTagsForResource", {{"resourceArn", machine}}).at("tags").size(), 1u);
}

/// A call whose answer will never come is dropped, so that the client sees a failure.
TEST_F(StepFunctionsTest, NoCallWaitsForAJournalThatIsLost) {
  std::string machine = create(), failed = start(machine, "failed");
  call("SendTaskFailure", {{"taskToken", poll().value("taskToken", "")}, {"error", "Boom"}});
  while (status(failed) == "RUNNING")
    std::this_thread::yield();
  std::string running = start(machine, "running");
  std::string run = kPrefix + "mapRun:m/L:r";
  uint64_t number = journal_.list({}, "", 1)->items.front().id;
  Json body{{"status", "RUNNING"}, {"execution", number}};
  ASSERT_TRUE(journal_.putDocument(journal::DocumentKind::MapRun, run, body.dump()));
  isLost_ = true;
  std::future<Answer> updated = send("UpdateMapRun", {{"mapRunArn", run}, {"maxConcurrency", 2}});
  EXPECT_THROW(updated.get(), std::future_error);
  std::future<Answer> stopped = send("StopExecution", {{"executionArn", running}});
  EXPECT_THROW(stopped.get(), std::future_error);
  EXPECT_EQ(call("RedriveExecution", {{"executionArn", failed}}).value("error", ""),
            "InternalFailure");
}

TEST_F(StepFunctionsTest, ServersEndWhilePollsWait) {
  create();
  std::future<Answer> waits = send("GetActivityTask", {{"activityArn", kPrefix + "activity:work"}});
  server_.reset();
  EXPECT_EQ(std::get<Json>(waits.get()), Json::object());
}

TEST_F(StepFunctionsTest, ServersEndWhileAStateIsTested) {
  std::future<Answer> tested = send("TestState", Json::object());
  while (!compiler_.isTesting)
    std::this_thread::yield();
  server_.reset();
  EXPECT_EQ(std::get<Error>(tested.get()).code, "ServiceUnavailable");
}

TEST_F(StepFunctionsTest, PollsAreEndedBeforeTheServerEnds) {
  create();
  std::future<Answer> waits = send("GetActivityTask", {{"activityArn", kPrefix + "activity:work"}});
  server_->prepareToEnd();
  EXPECT_EQ(std::get<Json>(waits.get()), Json::object());
  EXPECT_EQ(poll(), Json::object());
}

} // namespace
} // namespace asl::api
