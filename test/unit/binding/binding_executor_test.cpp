// Tasks as a binding file says: envelopes, fixed answers, workers, functions of libraries. Commands
// are tested in command_test.cpp.
#include "runtime/binding/binding_executor.h"

#include "runtime/binding/unbound.h"

#include "test/unit/binding/executor.h"
#include "test/unit/binding/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace asl::binding {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Result, OfAFunctionIsTheTasks) {
  EXPECT_EQ(run(*executor("- {function: charge, result: {ok: true}}"), kFunction, "{}"),
            R"(succeeded {"ok":true})");
}

TEST(Result, OfInvokeIsWrapped) {
  std::string lines = run(*executor("- {function: charge, result: {ok: true}}"), kInvoke,
                          R"({"FunctionName":"charge"})");
  nlohmann::json result = told(lines, "succeeded");
  EXPECT_EQ(result["ExecutedVersion"], "$LATEST");
  EXPECT_EQ(result["Payload"], nlohmann::json({{"ok", true}}));
  EXPECT_EQ(result["StatusCode"], 200);
  EXPECT_EQ(result["SdkHttpMetadata"]["HttpStatusCode"], 200);
  EXPECT_EQ(result["SdkResponseMetadata"]["RequestId"],
            result["SdkHttpMetadata"]["HttpHeaders"]["x-amzn-RequestId"]);
}

TEST(Result, OfAnAsynchronousInvokeIsItsAcceptance) {
  std::string lines = run(*executor("- {function: charge, result: 5}"), kInvoke,
                          R"({"FunctionName":"charge","InvocationType":"Event"})");
  nlohmann::json result = told(lines, "succeeded");
  EXPECT_EQ(result["StatusCode"], 202);
  EXPECT_EQ(result["Payload"], "");
  EXPECT_FALSE(result.contains("ExecutedVersion"));
}

TEST(Result, RawIsNotWrapped) {
  EXPECT_EQ(run(*executor("- {resource: lambda:invoke, raw: true, result: {StatusCode: 200}}"),
                kInvoke, "{}"),
            R"(succeeded {"StatusCode":200})");
}

TEST(Result, OfOtherOptimizedServicesGetsMetadata) {
  std::string lines =
      run(*executor("- {resource: 'states:*', result: {ExecutionArn: a, StartDate: 1}}"),
          "arn:aws:states:::states:startExecution", "{}");
  EXPECT_THAT(lines, StartsWith(R"(succeeded {"ExecutionArn":"a","SdkHttpMetadata":{)"));
  EXPECT_THAT(lines, HasSubstr(R"("StartDate":1})"));
  EXPECT_EQ(run(*executor("- {resource: 'aws-sdk:*', result: {Items: []}}"),
                "arn:aws:states:::aws-sdk:dynamodb:query", "{}"),
            R"(succeeded {"Items":[]})");
  EXPECT_EQ(run(*executor("- {resource: 'http:*', result: {StatusCode: 200}}"),
                "arn:aws:states:::http:invoke", "{}"),
            R"(succeeded {"StatusCode":200})");
}

TEST(Result, OfAJobComesAfterItsSubmission) {
  std::string lines =
      run(*executor("- {resource: 'ecs:*', submitted: {Tasks: []}, result: {LastStatus: STOPPED}}"),
          "arn:aws:states:::ecs:runTask.sync", "{}");
  EXPECT_THAT(lines, StartsWith(R"(submitted {"SdkHttpMetadata":{)"));
  EXPECT_THAT(lines, HasSubstr("\nsucceeded {\"LastStatus\":\"STOPPED\"}"));
}

TEST(Result, OfATokenIsWhatItsOwnerGives) {
  std::string lines =
      run(*executor("- {resource: lambda:invoke, result: {done: 1}}"),
          "arn:aws:states:::lambda:invoke.waitForTaskToken", R"({"FunctionName":"f"})");
  EXPECT_EQ(told(lines, "submitted")["Payload"], nullptr);
  EXPECT_EQ(told(lines, "succeeded"), nlohmann::json({{"done", 1}}));
}

TEST(Result, OfAnActivityBeginsWithItsStart) {
  EXPECT_EQ(run(*executor("- {resource: '*:activity:*', result: 1}"),
                "arn:aws:states:us-east-1:123456789012:activity:pack", "{}"),
            "started -\nsucceeded 1");
}

TEST(SetAnswers, ErrorsHangsAndDelays) {
  EXPECT_EQ(run(*executor("- {function: charge, error: {Error: E, Cause: C}}"), kFunction, "{}"),
            "failed E: C");
  EXPECT_EQ(run(*executor("- {function: charge, error: {}}"), kFunction, "{}"), "failed -: -");
  EXPECT_EQ(run(*executor("- {function: charge, result: 1, delaySeconds: 2.5}"), kFunction, "{}"),
            "after 2500\nsucceeded 1");
  RequestOf of(kFunction, "{}");
  auto reply = std::make_shared<RecordedReply>();
  EXPECT_EQ(executor("- {function: charge, hang: true}")->start(of.request, reply), 0u);
  EXPECT_EQ(reply->wait(0), "");
}

TEST(SetAnswers, ASequenceIsUsedUp) {
  auto both = executor("- function: charge\n  results: [{error: {Error: E}}, {result: 2}]\n");
  EXPECT_EQ(run(*both, kFunction, "{}"), "failed E: -");
  EXPECT_EQ(run(*both, kFunction, "{}"), "succeeded 2");
  EXPECT_THAT(run(*both, kFunction, "{}"),
              StartsWith("unbound The binding at tasks.yaml:1 has 2 `results`, but the state "
                         "`Work` makes call 3"));
}

TEST(Bindings, TheFirstThatFitsIsTaken) {
  auto list = executor("- {function: refund, result: 1}\n- {function: c*, result: 2}\n- {function: "
                       "charge, result: 3}");
  EXPECT_EQ(run(*list, kFunction, "{}"), "succeeded 2");
}

TEST(Unbound, NamesTheBindingToAdd) {
  EXPECT_EQ(run(*executor(""), kInvoke, R"({"FunctionName":"charge"})"),
            "unbound Nothing is bound to the Resource `arn:aws:states:::lambda:invoke` of the "
            "state `Work`. Add these "
            "lines to tasks.yaml, with what the task gives or the command that carries it out:\n"
            "- resource: arn:aws:states:::lambda:invoke\n"
            "  function: charge\n"
            "  command: [./charge]  # or  result: {}\n");
  BindingExecutor none{BindingFile{}};
  std::string message = run(none, kFunction, "{}");
  EXPECT_THAT(message, HasSubstr("--tasks"));
  std::string lines = message.substr(message.find("- resource"));
  auto bindings = parseBindings(std::make_shared<document::File>("tasks.yaml", lines));
  EXPECT_TRUE(bindings) << bindings.error();
}

TEST(Unbound, AllTasksOfAMachineAreListedOnce) {
  auto text = [](std::string_view value) {
    static Heap heap(nullptr, 1);
    return heap.string(value).string;
  };
  asl_state_info inner[] = {{}, {}};
  inner[0].name = text("Invoke");
  inner[1].name = text("Bound");
  inner[0].kind = inner[1].kind = ASL_TASK;
  inner[0].resource = inner[1].resource = text(kInvoke);
  asl_flow branch{};
  branch.states = inner;
  branch.state_count = 2;
  const asl_flow *branches[] = {&branch};
  asl_state_info states[] = {{}, {}, {}};
  for (int i : {0, 1}) {
    states[i].name = text("Charge");
    states[i].kind = ASL_TASK;
    states[i].resource = text(kFunction);
  }
  states[2].name = text("Both");
  states[2].kind = ASL_PARALLEL;
  states[2].branches = branches;
  states[2].branch_count = 1;
  asl_flow flow{};
  flow.states = states;
  flow.state_count = 3;
  asl_module module{};
  module.name = "orders";
  module.flow = &flow;
  BindingFile file;
  file.path = "tasks.yaml";
  file.bindings.emplace_back().state = "Bound";
  std::string message = unboundTasks(module, file);
  EXPECT_THAT(message, testing::EndsWith(":\n- resource: " + std::string(kFunction) +
                                         "\n  command: [./charge]  # or  result: {}\n"
                                         "- resource: " +
                                         std::string(kInvoke) +
                                         "\n  state: Invoke\n"
                                         "  command: [./handler]  # or  result: {}\n"));
  // A binding of a function may be for any call of one.
  file.bindings.emplace_back().function = "*";
  EXPECT_EQ(unboundTasks(module, file), "");
}

TEST(Bindings, SayWhichRequestsMayBeRepeated) {
  RequestOf of(kFunction, "{}");
  EXPECT_FALSE(executor("- {function: charge, result: 1}")->mayRepeat(of.request));
  EXPECT_TRUE(executor("- {function: charge, idempotent: true, result: 1}")->mayRepeat(of.request));
  EXPECT_FALSE(executor("[]")->mayRepeat(of.request));
}

TEST(Bindings, AreAskedWhetherTheyAreThere) {
  RequestOf of(kFunction, "{}");
  EXPECT_EQ(executor("- {function: charge, result: 1}")->unbound(of.request), std::nullopt);
  EXPECT_THAT(executor("[]")->unbound(of.request).value_or(""), HasSubstr("charge"));
  EXPECT_EQ(executor("- {function: charge, results: [{result: 1}]}")->unbound(of.request),
            std::nullopt);
}

TEST(Worker, AnswersTasksInTheirEnvelopes) {
  auto worker = executor(
      "- {state: Work, worker: [python3, -u, -c, 'import json, sys; [print(json.dumps({\"result\": "
      "[c[\"input\"], c[\"state\"], c[\"attempt\"]]})) for c in map(json.loads, sys.stdin)]']}");
  EXPECT_EQ(run(*worker, kFunction, "{\"a\":1}"), R"(succeeded [{"a":1},"Work",0])");
  std::string lines = run(*worker, kInvoke, R"({"FunctionName":"f","Payload":{"b":2}})");
  EXPECT_EQ(told(lines, "succeeded")["Payload"], nlohmann::json::parse(R"([{"b":2},"Work",0])"));
}

TEST(Worker, OnlyTakesTheRequestOfATaskThatWaitsForItsToken) {
  constexpr const char *kText =
      "- {state: Work, callback: true, worker: [python3, -u, -c, 'import json, sys; "
      "[print(json.dumps({\"result\": {\"t\": c[\"taskToken\"]}})) for c in map(json.loads, "
      "sys.stdin)]']}";
  auto worker = executor(kText);
  RequestOf of("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}");
  auto reply = std::make_shared<RecordedReply>();
  worker->start(of.request, reply);
  std::string lines;
  for (int i = 0; i < 1000 && lines.empty(); ++i)
    lines = reply->wait(0.02);
  EXPECT_EQ(told(lines, "submitted")["t"], "token-1");
  EXPECT_THAT(lines, testing::Not(HasSubstr("succeeded")));
}

TEST(Native, CallsAFunctionOfALibrary) {
  std::string folder = testing::TempDir() + "native" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/f.c") << R"(
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int twice(const char *input, char **output) {
  *output = malloc(2 * strlen(input) + 8);
  sprintf(*output, "[%s,%s]", input, input);
  return 0;
}
int broken(const char *input, char **output) {
  *output = strdup(input);
  return 3;
}
int silent(const char *input, char **output) { return 7; }
)";
  ASSERT_EQ(std::system(("cc -shared -fPIC -o " + folder + "/libf.so " + folder + "/f.c").c_str()),
            0);
  auto native = executor("- {state: A, native: {library: libf.so, function: twice}}\n"
                         "- {state: B, native: {library: libf.so, function: broken}}\n"
                         "- {state: C, native: {library: libf.so, function: silent}}\n"
                         "- {state: D, native: {library: libf.so, function: none}}\n",
                         folder);
  EXPECT_EQ(run(*native, kFunction, "{\"a\":1}", "A"), R"(succeeded [{"a":1},{"a":1}])");
  EXPECT_EQ(run(*native, kFunction, R"({"errorType":"E","errorMessage":"m"})", "B"),
            R"(failed E: {"errorType":"E","errorMessage":"m"})");
  EXPECT_EQ(run(*native, kFunction, "1", "B"), "failed Lambda.Unknown: 1");
  EXPECT_EQ(run(*native, kFunction, "1", "C"), "failed Lambda.Unknown: the function returned 7");
  EXPECT_THAT(run(*native, kFunction, "1", "D"),
              testing::MatchesRegex("unbound The function `none` of .*/libf.so \\(tasks.yaml:4\\) "
                                    "cannot be used: .*none"));
  native.reset();
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace asl::binding
