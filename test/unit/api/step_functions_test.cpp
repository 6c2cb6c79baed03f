// The operations over a journal in memory, with a machine that is written by hand.
#include "runtime/api/operations/request.h"
#include "runtime/api/step_functions.h"
#include "runtime/journal/memory_journal.h"
#include "test/unit/journal/wrapped_journal.h"
#include "test/unit/states/support.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <map>
#include <thread>

namespace asl::api {
namespace {

using testing::HasSubstr;

constexpr const char *kRole = "arn:aws:iam::123456789012:role/r";
const std::string kPrefix = "arn:aws:states:us-east-1:123456789012:";

/// Gives every definition the same code: a task of the activity `work`. There are two more: one
/// that begins with `startExecution` is a task of that action, and in `twice` another state comes
/// after the task.
class OneMachine final : public Compiler {
public:
  Verdict check(const std::string &definition, bool) override {
    Verdict verdict;
    if (definition == "both")
      both.arrive_and_wait();
    if (definition == "bad")
      verdict.refusal = Error{"InvalidDefinition", "bad"};
    if (definition == "slow") {
      ++slow;
      isFinished.wait();
    }
    return verdict;
  }
  Expected<std::shared_ptr<const service::Code>> compile(const service::Snapshot &snapshot,
                                                         service::CodeQuality quality) override {
    if (isCompiling)
      isCompiling(snapshot.definition);
    ++(quality == service::CodeQuality::Quick ? compiled : improved);
    struct Code final : service::Code {
      explicit Code(const asl_module &of) : code(of) {}
      const asl_module &module() const override { return code; }
      const asl_module &code;
    };
    return std::shared_ptr<const service::Code>(
        std::make_shared<Code>(moduleOf(snapshot.definition)));
  }
  Answer validate(const Call &) override { return Json::object(); }
  Answer testState(const Call &, task::TaskExecutor *) override {
    if (testsFail)
      failInternally("no tests");
    isTesting = true;
    isStopped.wait(false);
    return Error{"ServiceUnavailable", ""};
  }
  void stopTests() override {
    isStopped = true;
    isStopped.notify_all();
  }

  std::atomic<int> compiled{0}, improved{0}, slow{0};
  std::shared_future<void> isFinished; ///< until then `slow` is compiled
  std::latch both{2};                  ///< two definitions `both` are checked at the same time
  std::function<void(const std::string &definition)> isCompiling;
  bool testsFail = false;
  std::atomic<bool> isTesting{false}, isStopped{false};

private:
  const asl_module &moduleOf(const std::string &definition) {
    bool isStart = definition.starts_with("startExecution"), isTwice = definition == "twice";
    std::lock_guard lock(mutex_);
    auto [entry, isNew] = machines_.try_emplace(isStart || isTwice ? definition : "");
    test::Machine &machine = entry->second;
    if (!isNew) // others may run it
      return machine.module_;
    test::State task("Work", ASL_TASK, isTwice ? "Then" : "");
    task.resource = isStart ? "arn:aws:states:::states:" + definition : kPrefix + "activity:work";
    machine.flow().add(std::move(task));
    if (isTwice)
      machine.flow().add(test::State("Then", ASL_PASS, ""));
    return machine.module(0);
  }

  std::mutex mutex_;
  std::map<std::string, test::Machine> machines_; ///< by definition; most have the one of ""
};

/// A journal that cannot be read at times.
class BrokenJournal final : public journal::WrappedJournal {
public:
  using WrappedJournal::WrappedJournal;
  Expected<std::optional<journal::Execution>> describe(uint64_t execution) const override {
    if (faults > 0) {
      --faults;
      return Failure{"the disk is broken"};
    }
    return WrappedJournal::describe(execution);
  }
  Expected<journal::Claim> claim(uint64_t machine, const std::string &name,
                                 const std::string &inputHash) override {
    if (isClaimed)
      isClaimed();
    return WrappedJournal::claim(machine, name, inputHash);
  }
  void commit(journal::Batch batch, Done done, journal::Caller caller) override {
    if (isWriting && !batch.documents.empty())
      isWriting();
    WrappedJournal::commit(std::move(batch), std::move(done), caller);
  }
  mutable std::atomic<int> faults{0}; ///< so many executions cannot be described
  std::function<void()> isClaimed, isWriting;
};

class StepFunctionsTest : public testing::Test {
protected:
  StepFunctionsTest() { open(); }
  void open() {
    ServerOptions options;
    options.journal = &journal_;
    options.compiler = &compiler_;
    options.shards = 2;
    options.journalLost = [](const std::string &) {};
    auto opened = StepFunctions::open(options, nullptr);
    ASSERT_TRUE(opened) << opened.error();
    server_ = *std::move(opened);
  }

  std::future<Answer> send(std::string operation, Json request) {
    auto answer = std::make_shared<std::promise<Answer>>();
    Call call;
    call.operation = std::move(operation);
    call.request = std::move(request);
    call.reply = [answer](Answer given) { answer->set_value(std::move(given)); };
    std::future<Answer> comes = answer->get_future();
    server_->call(std::move(call));
    return comes;
  }
  Json call(std::string operation, Json request) {
    Answer answer = send(std::move(operation), std::move(request)).get();
    if (const auto *error = std::get_if<Error>(&answer))
      return {{"error", error->code}, {"message", error->message}};
    return std::get<Json>(answer);
  }
  std::string create(const std::string &name = "m", const std::string &definition = "{}") {
    call("CreateActivity", {{"name", "work"}});
    return call("CreateStateMachine",
                {{"name", name}, {"roleArn", kRole}, {"definition", definition}})
        .value("stateMachineArn", "");
  }
  std::string start(const std::string &machine, const std::string &name) {
    return call("StartExecution",
                {{"stateMachineArn", machine}, {"name", name}, {"input", R"({"a":1})"}})
        .value("executionArn", "");
  }
  /// Starts an execution `p` whose task does this action: it starts one of `machine`, `child`.
  std::string startNested(const std::string &action, const std::string &machine) {
    Json input{{"StateMachineArn", machine}, {"Name", "child"}};
    return call("StartExecution", {{"stateMachineArn", create("parent", action)},
                                   {"name", "p"},
                                   {"input", input.dump()}})
        .value("executionArn", "");
  }
  /// The error of an execution when it has ended.
  std::string errorOf(const std::string &execution) {
    while (status(execution) == "RUNNING")
      std::this_thread::yield();
    return call("DescribeExecution", {{"executionArn", execution}}).value("error", "");
  }
  std::string status(const std::string &execution) {
    return call("DescribeExecution", {{"executionArn", execution}}).value("status", "");
  }
  Json poll() {
    return call("GetActivityTask",
                {{"activityArn", kPrefix + "activity:work"}, {"workerName", "w"}});
  }

  std::atomic<bool> isLost_{false}; ///< from then on, every commit fails
  std::atomic<bool> isFull_{false};
  BrokenJournal journal_{journal::makeMemoryJournal([this] { return isLost_.load(); },
                                                    [this] { return isFull_.load(); })};
  OneMachine compiler_;
  std::unique_ptr<StepFunctions> server_;
};

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

TEST_F(StepFunctionsTest, WhoBringsACallDoesNotWaitForTheJournal) {
  std::promise<void> hasRoom;
  journal_.isWriting = [room = hasRoom.get_future().share()] { room.wait(); };
  std::future<Answer> made = send("CreateActivity", {{"name", "other"}});
  EXPECT_EQ(call("ListActivities", Json::object())["activities"], Json::array());
  hasRoom.set_value();
  made.get();
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

/// The parent is stopped while the machine is compiled of which its task is to start an execution.
class StoppedParentTest : public StepFunctionsTest {
protected:
  /// Whether the task has started it all the same.
  bool startsChild(const std::string &action) {
    std::string machine = create(), parent = kPrefix + "execution:parent:p";
    server_.reset();
    open(); // what was compiled is forgotten
    std::promise<void> isStopped;
    compiler_.isCompiling = [&](const std::string &definition) {
      if (definition != "{}")
        return;
      call("StopExecution", {{"executionArn", parent}});
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

/// A call that gets no answer is dropped, so that the client is told of a failure.
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
