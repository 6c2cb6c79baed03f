// Machines that are deleted or stopped while something of them begins.
#include "test/unit/api/operations.h"

namespace asl::api {
namespace {

TEST_F(StepFunctionsTest, AMachineOfADeletedNameIsANewOne) {
  std::string machine = create();
  std::string old = start(machine, "e");
  call("DeleteStateMachine", {{"stateMachineArn", machine}});
  auto described = [&] { return call("DescribeStateMachine", {{"stateMachineArn", machine}}); };
  EXPECT_EQ(described().value("status", ""), "DELETING");
  EXPECT_EQ(status(old), "RUNNING");
  call("StopExecution", {{"executionArn", old}});
  while (described().value("error", "") != "StateMachineDoesNotExist")
    std::this_thread::yield();
  EXPECT_EQ(status(old), "ABORTED");
  EXPECT_EQ(create("m", "{ }"), machine);
  EXPECT_EQ(call("ListExecutions", {{"stateMachineArn", machine}}).at("executions").size(), 0u);
  EXPECT_EQ(start(machine, "e"), old);
  EXPECT_EQ(status(old), "RUNNING");
}

TEST_F(StepFunctionsTest, ADeletionOutlastsAFullDisk) {
  std::string machine = create(), execution = start(machine, "e");
  isFull_ = true;
  EXPECT_EQ(call("DeleteStateMachine", {{"stateMachineArn", machine}}), Json::object());
  isFull_ = false;
  call("StopExecution", {{"executionArn", execution}});
  Json request = {{"stateMachineArn", machine}};
  while (call("DescribeStateMachine", request).value("error", "") != "StateMachineDoesNotExist")
    std::this_thread::yield();
  EXPECT_EQ(status(execution), "ABORTED");
}

TEST_F(StepFunctionsTest, AMachineThatIsBeingDeletedGetsNoVersionsAndAliases) {
  std::string machine = create();
  start(machine, "e");
  call("PublishStateMachineVersion", {{"stateMachineArn", machine}});
  Json routes = Json::array({{{"stateMachineVersionArn", machine + ":1"}, {"weight", 100}}});
  call("CreateStateMachineAlias", {{"name", "live"}, {"routingConfiguration", routes}});
  call("DeleteStateMachine", {{"stateMachineArn", machine}});
  Json refused = {{"error", "StateMachineDeleting"},
                  {"message", "State Machine Deleting: '" + machine + "'"}};
  EXPECT_EQ(call("PublishStateMachineVersion", {{"stateMachineArn", machine}}), refused);
  EXPECT_EQ(call("CreateStateMachineAlias", {{"name", "other"}, {"routingConfiguration", routes}}),
            refused);
  EXPECT_EQ(call("UpdateStateMachineAlias",
                 {{"stateMachineAliasArn", machine + ":live"}, {"description", "x"}}),
            refused);
}

TEST_F(StepFunctionsTest, AMachineIsDeletedWhileAStartOfItIsCompiled) {
  std::string machine = create();
  server_.reset();
  open(); // what was compiled is forgotten
  compiler_.isCompiling = [&](const std::string &) {
    call("DeleteStateMachine", {{"stateMachineArn", machine}});
  };
  EXPECT_EQ(call("StartExecution", {{"stateMachineArn", machine}}),
            (Json{{"error", "StateMachineDeleting"},
                  {"message", "State Machine Deleting: '" + machine + "'"}}));
}

TEST_F(StepFunctionsTest, AMachineIsDeletedWhileARedriveOfItIsCompiled) {
  std::string machine = create(), execution = start(machine, "e");
  call("SendTaskFailure", {{"taskToken", poll().value("taskToken", "")}, {"error", "Boom"}});
  EXPECT_EQ(errorOf(execution), "Boom");
  server_.reset();
  open(); // what was compiled is forgotten
  compiler_.isCompiling = [&](const std::string &) {
    call("DeleteStateMachine", {{"stateMachineArn", machine}});
  };
  EXPECT_EQ(call("RedriveExecution", {{"executionArn", execution}}),
            (Json{{"error", "ExecutionNotRedrivable"},
                  {"message", "State machine is in DELETING status"}}));
}

TEST_F(StepFunctionsTest, AMachineIsDeletedWhileAnExecutionStarts) {
  std::string machine = create("m", "twice");
  journal_.isClaimed = [&] { call("DeleteStateMachine", {{"stateMachineArn", machine}}); };
  std::string execution = start(machine, "e");
  call("SendTaskSuccess", {{"taskToken", poll().value("taskToken", "")}, {"output", "1"}});
  EXPECT_EQ(errorOf(execution), "");
  EXPECT_EQ(status(execution), "ABORTED");
}

TEST_F(StepFunctionsTest, ATaskStartsNothingOfAMachineThatIsBeingDeleted) {
  std::string machine = create();
  start(machine, "e");
  call("DeleteStateMachine", {{"stateMachineArn", machine}});
  EXPECT_EQ(errorOf(startNested("startExecution", machine)),
            "StepFunctions.StateMachineDeletingException");
}

/// The parent is stopped while the machine is compiled of which its task is to start an execution.
class StoppedParentTest : public StepFunctionsTest {
protected:
  /// Whether the task has started it all the same.
  bool startsChild(const std::string &action) {
    std::string machine = create(), parent = kPrefix + "execution:parent:p";
    std::vector<std::string> others; // on each shard
    for (const char *name : {"a", "b", "c", "d"})
      others.push_back(start(create("others", "twice"), name));
    server_.reset();
    open(); // what was compiled is forgotten
    std::promise<void> isStopped;
    compiler_.isCompiling = [&](const std::string &definition) {
      if (definition != "{}")
        return;
      call("StopExecution", {{"executionArn", parent}});
      // When these have been stopped, its task has been cancelled.
      for (const std::string &other : others)
        call("StopExecution", {{"executionArn", other}});
      isStopped.set_value();
    };
    EXPECT_EQ(startNested(action, machine), parent);
    isStopped.get_future().get();
    // Each of the two threads that compile has one of these when it is done with what came before.
    std::vector<std::future<Answer>> later;
    for (const char *name : {"one", "two"})
      later.push_back(
          send("CreateStateMachine", {{"name", name}, {"roleArn", kRole}, {"definition", "both"}}));
    for (std::future<Answer> &each : later)
      each.get();
    EXPECT_EQ(status(parent), "ABORTED");
    return start(machine, "child").empty(); // its name is taken
  }
};

TEST_F(StoppedParentTest, ATaskThatWouldWaitForTheEnd) {
  EXPECT_FALSE(startsChild("startExecution.sync"));
}

TEST_F(StoppedParentTest, ATaskThatWouldNotWait) { EXPECT_FALSE(startsChild("startExecution")); }

} // namespace
} // namespace asl::api
