// What the operations answer.
#include "test/unit/api/operations.h"

namespace asl::api {
namespace {

TEST_F(StepFunctionsTest, ActivitiesAreHandedOutAndAnswered) {
  std::string execution = start(create(), "e");
  Json task = poll();
  EXPECT_EQ(task.value("input", ""), R"({"a":1})");
  EXPECT_EQ(status(execution), "RUNNING");
  std::string token = task.value("taskToken", "");
  EXPECT_EQ(call("SendTaskHeartbeat", {{"taskToken", token}}), Json::object());
  EXPECT_EQ(call("SendTaskSuccess", {{"taskToken", token}, {"output", "7"}}), Json::object());
  while (status(execution) == "RUNNING")
    std::this_thread::yield();
  EXPECT_EQ(call("DescribeExecution", {{"executionArn", execution}}).value("output", ""), "7");
  EXPECT_EQ(call("SendTaskSuccess", {{"taskToken", token}, {"output", "8"}}).value("error", ""),
            "TaskTimedOut");
}

TEST_F(StepFunctionsTest, ATaskThatNobodyTookWaitsForTheNextProcess) {
  std::string execution = start(create(), "e");
  server_.reset();
  open();
  EXPECT_EQ(status(execution), "RUNNING");
  EXPECT_EQ(poll().value("input", ""), R"({"a":1})");
}

TEST_F(StepFunctionsTest, TextsThatAreNoJsonAreRefusedInTheServicesWords) {
  std::string machine = create();
  Json request = {{"stateMachineArn", machine}, {"name", "e"}, {"input", "{'a': 1}"}};
  EXPECT_EQ(call("StartExecution", request),
            (Json{{"error", "InvalidExecutionInput"},
                  {"message", "Invalid State Machine Execution Input: 'Unexpected character (''' "
                              "(code 39)): was expecting double-quote to start field name'"}}));
  request["input"] = "";
  EXPECT_EQ(call("StartExecution", request)["message"],
            "Invalid State Machine Execution Input: 'Invalid execution input.'");
  start(machine, "e");
  Json answer = {{"taskToken", poll().value("taskToken", "")}, {"output", "[1,"}};
  EXPECT_EQ(call("SendTaskSuccess", answer),
            (Json{{"error", "InvalidOutput"},
                  {"message", "Invalid Output: 'Unexpected end-of-input within/between Array "
                              "entries'"}}));
}

TEST_F(StepFunctionsTest, AStartMayComeTwice) {
  std::string machine = create();
  std::string execution = start(machine, "e");
  EXPECT_EQ(start(machine, "e"), execution);
  EXPECT_EQ(
      call("StartExecution", {{"stateMachineArn", machine}, {"name", "e"}, {"input", R"({"a":2})"}})
          .value("error", ""),
      "ExecutionAlreadyExists");
  call("StopExecution", {{"executionArn", execution}, {"error", "E"}});
  EXPECT_EQ(status(execution), "ABORTED");
  EXPECT_EQ(start(machine, "e"), "");
}

TEST_F(StepFunctionsTest, RedriveWorksThroughTheApi) {
  std::string execution = start(create(), "e");
  call("SendTaskFailure", {{"taskToken", poll().value("taskToken", "")}, {"error", "Boom"}});
  while (status(execution) == "RUNNING")
    std::this_thread::yield();
  EXPECT_EQ(status(execution), "FAILED");
  Json redriven = call("RedriveExecution", {{"executionArn", execution}});
  ASSERT_TRUE(redriven.contains("redriveDate")) << redriven;
  EXPECT_EQ(status(execution), "RUNNING");
  call("SendTaskSuccess", {{"taskToken", poll().value("taskToken", "")}, {"output", "1"}});
  while (status(execution) == "RUNNING")
    std::this_thread::yield();
  Json described = call("DescribeExecution", {{"executionArn", execution}});
  EXPECT_EQ(described.value("status", ""), "SUCCEEDED");
  EXPECT_EQ(described.value("redriveCount", 0), 1);
}

TEST_F(StepFunctionsTest, ARedriveMayTakeTheCurrentDefinition) {
  std::string machine = create(), execution = start(machine, "e");
  call("SendTaskFailure", {{"taskToken", poll().value("taskToken", "")}, {"error", "Boom"}});
  while (status(execution) == "RUNNING")
    std::this_thread::yield();
  call("UpdateStateMachine", {{"stateMachineArn", machine}, {"definition", "{ }"}});
  Json redriven =
      call("RedriveExecution", {{"executionArn", execution}, {"useCurrentDefinition", true}});
  ASSERT_TRUE(redriven.contains("redriveDate")) << redriven;
  EXPECT_EQ(call("DescribeStateMachineForExecution", {{"executionArn", execution}})
                .value("definition", ""),
            "{ }");
  call("SendTaskSuccess", {{"taskToken", poll().value("taskToken", "")}, {"output", "1"}});
  while (status(execution) == "RUNNING")
    std::this_thread::yield();
  EXPECT_EQ(status(execution), "SUCCEEDED");
}

TEST_F(StepFunctionsTest, WhatWasMadeIsThereAfterARestart) {
  std::string machine = create();
  call("UpdateStateMachine",
       {{"stateMachineArn", machine}, {"definition", "{ }"}, {"publish", true}});
  std::string version = machine + ":1";
  Json routes = Json::array({{{"stateMachineVersionArn", version}, {"weight", 100}}});
  call("CreateStateMachineAlias", {{"name", "live"}, {"routingConfiguration", routes}});
  call("TagResource", {{"resourceArn", machine}, {"tags", {{{"key", "k"}, {"value", "v"}}}}});
  Json before = call("DescribeStateMachine", {{"stateMachineArn", machine}});
  server_.reset();
  open();
  EXPECT_EQ(call("DescribeStateMachine", {{"stateMachineArn", machine}}), before);
  EXPECT_EQ(call("DescribeStateMachine", {{"stateMachineArn", version}}).value("definition", ""),
            "{ }");
  EXPECT_EQ(call("DescribeStateMachineAlias", {{"stateMachineAliasArn", machine + ":live"}})
                .at("routingConfiguration"),
            routes);
  EXPECT_EQ(call("ListTagsForResource", {{"resourceArn", machine}}).at("tags").size(), 1u);
}

TEST_F(StepFunctionsTest, AMachineHasAThousandVersions) {
  std::string machine = create();
  Json update = {{"stateMachineArn", machine}, {"roleArn", kRole}, {"publish", true}};
  for (int i = 1; i <= 1000; ++i) {
    update["versionDescription"] = std::to_string(i);
    call("UpdateStateMachine", update);
  }
  // What is published already needs no further one.
  EXPECT_EQ(call("PublishStateMachineVersion", {{"stateMachineArn", machine}})
                .value("stateMachineVersionArn", ""),
            machine + ":1");
  for (const char *definition : {"{}", "{ }"}) {
    update["versionDescription"] = "more";
    update["definition"] = definition;
    EXPECT_EQ(call("UpdateStateMachine", update).value("error", ""),
              "ServiceQuotaExceededException");
  }
  EXPECT_EQ(call("DescribeStateMachine", {{"stateMachineArn", machine}}).value("definition", ""),
            "{}");
  update["versionDescription"] = "1000";
  update["definition"] = "{}";
  EXPECT_EQ(call("UpdateStateMachine", update).value("stateMachineVersionArn", ""),
            machine + ":1000");
}

TEST_F(StepFunctionsTest, CodeIsCompiledOnce) {
  std::string machine = create();
  for (int i = 0; i < 5; ++i)
    start(machine, "e" + std::to_string(i));
  EXPECT_EQ(compiler_.compiled, 1);
}

TEST(CodeCache, WhatIsUsedOftenIsCompiledWell) {
  OneMachine compiler;
  service::CodeCache cache(
      [&](const service::Snapshot &snapshot, service::CodeQuality quality) {
        return compiler.compile(snapshot, quality);
      },
      /*most=*/2, /*often=*/3);
  service::Snapshot snapshot;
  snapshot.revision = 1;
  std::shared_ptr<const service::Code> quick = *cache.of(snapshot);
  while ((*cache.of(snapshot)).get() == quick.get())
    std::this_thread::yield();
  EXPECT_EQ(compiler.compiled, 1);
  EXPECT_EQ(compiler.improved, 1);
}

TEST_F(StepFunctionsTest, PagesGoOnWhereTheyEnded) {
  std::string machine = create();
  for (int i = 0; i < 5; ++i)
    start(machine, "e" + std::to_string(i));
  std::vector<std::string> names;
  Json request{{"stateMachineArn", machine}, {"maxResults", 2}};
  while (true) {
    Json page = call("ListExecutions", request);
    for (const Json &execution : page.at("executions"))
      names.push_back(execution.value("name", ""));
    if (!page.contains("nextToken"))
      break;
    request["nextToken"] = page["nextToken"];
  }
  EXPECT_THAT(names, testing::ElementsAre("e4", "e3", "e2", "e1", "e0"));
  request["stateMachineArn"] = create("other");
  request["nextToken"] = "00";
  EXPECT_EQ(call("ListExecutions", request).value("error", ""), "InvalidToken");
}

TEST_F(StepFunctionsTest, ManyThreadsAtOnce) {
  std::string machine = create();
  std::atomic<int> answered{0};
  auto work = [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      std::string execution =
          start(machine, "t" + std::to_string(thread) + "-" + std::to_string(i));
      std::string token = poll().value("taskToken", "");
      if (call("SendTaskSuccess", {{"taskToken", token}, {"output", "1"}}) == Json::object())
        ++answered;
      status(execution);
      call("GetExecutionHistory", {{"executionArn", execution}, {"reverseOrder", i % 2 == 0}});
      call("ListExecutions", {{"stateMachineArn", machine}, {"maxResults", 5}});
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(work, i);
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(answered, 80);
}

} // namespace
} // namespace asl::api
