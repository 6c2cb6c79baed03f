// Tasks as a binding file says: envelopes, fixed answers, real commands that succeed, fail, hang
// and write a lot.
#include "runtime/binding/binding_executor.h"

#include "runtime/binding/unbound.h"

#include "test/unit/binding/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace asl::binding {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kFunction = "arn:aws:lambda:us-east-1:123456789012:function:charge";
constexpr std::string_view kInvoke = "arn:aws:states:::lambda:invoke";

std::unique_ptr<BindingExecutor> executor(std::string_view text, std::string directory = "") {
  auto file = parseBindingFile(std::make_shared<document::File>("tasks.yaml", std::string(text)));
  EXPECT_TRUE(file) << file.error();
  BindingFile bindings = file ? *std::move(file) : BindingFile();
  bindings.directory = std::move(directory);
  return std::make_unique<BindingExecutor>(std::move(bindings));
}

/// The JSON behind `word` in what a reply was told.
nlohmann::json told(const std::string &lines, const std::string &word) {
  size_t at = lines.find(word + " ");
  if (at == std::string::npos)
    return "nothing of this in: " + lines;
  size_t end = lines.find('\n', at);
  return nlohmann::json::parse(lines.substr(at + word.size() + 1, end - at - word.size() - 1),
                               nullptr, false);
}

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

TEST(Command, GetsTheRequestAndGivesTheResult) {
  EXPECT_EQ(run(*executor("- {function: charge, command: [cat]}"), kFunction, R"({"id":[1,"ü"]})"),
            "succeeded {\"id\":[1,\"ü\"]}");
  EXPECT_EQ(run(*executor("- {function: charge, command: 'sed s/1/2/'}"), kFunction, R"({"id":1})"),
            R"(succeeded {"id":2})");
}

TEST(Command, OfInvokeGetsThePayload) {
  auto echo = executor("- {resource: lambda:invoke, command: [cat]}");
  auto payload = [&](std::string_view parameters) {
    return told(run(*echo, kInvoke, parameters), "succeeded")["Payload"];
  };
  EXPECT_EQ(payload(R"({"FunctionName":"f","Payload":{"a":1}})"), nlohmann::json({{"a", 1}}));
  EXPECT_EQ(payload(R"({"FunctionName":"f"})"), nlohmann::json::object());
  EXPECT_EQ(payload(R"({"FunctionName":"f","Payload":"{\"b\":2}"})"), nlohmann::json({{"b", 2}}));
  EXPECT_EQ(payload(R"({"FunctionName":"f","Payload":"text"})"), "text");
  EXPECT_EQ(run(*executor("- {resource: lambda:invoke, raw: true, command: [cat]}"), kInvoke,
                R"({"FunctionName":"f"})"),
            R"(succeeded {"FunctionName":"f"})");
}

TEST(Command, SeesItsTaskInTheEnvironment) {
  EXPECT_EQ(run(*executor("- {resource: sqs:*, command: 'echo \\\"$ASL_STATE $ASL_ATTEMPT "
                          "$ASL_TASK_TOKEN\\\"'}"),
                "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}")
                .substr(0, 10),
            "submitted ");
  std::string lines = run(
      *executor("- resource: sqs:*\n  command: |\n    printf '\"%s\"' \"$ASL_STATE $ASL_ATTEMPT "
                "$ASL_TASK_TOKEN\"\n"),
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}");
  EXPECT_EQ(told(lines, "succeeded"), "Work 0 token-1");
}

TEST(Command, OfACallbackOnlyTakesTheRequest) {
  auto tasks =
      executor("- {resource: 'sqs:*', callback: true, command: [echo, '{\"MessageId\": \"m\"}']}");
  RequestOf of("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}");
  auto reply = std::make_shared<RecordedReply>();
  tasks->start(of.request, reply);
  std::string lines;
  while (!lines.starts_with("submitted"))
    lines = reply->wait(0.02);
  EXPECT_EQ(told(lines, "submitted")["MessageId"], "m");
  EXPECT_EQ(lines.find("succeeded"), std::string::npos);
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

TEST(Command, NoAnswerIsNullAndPlainTextIsAString) {
  EXPECT_EQ(run(*executor("- {function: charge, command: ['true']}"), kFunction, "{}"),
            "succeeded null");
  EXPECT_EQ(run(*executor("- {function: charge, command: [echo, hello there]}"), kFunction, "{}"),
            "succeeded \"hello there\"");
}

TEST(Command, FailsByItsStatus) {
  EXPECT_EQ(
      run(*executor("- {function: charge, command: 'echo oh dear >&2; exit 3'}"), kFunction, "{}"),
      "failed Lambda.Unknown: The command `echo oh dear >&2; exit 3` (tasks.yaml:1) exited with "
      "status 3: oh dear");
  EXPECT_THAT(
      run(*executor("- {resource: 'sqs:*', command: ['false']}"),
          "arn:aws:states:::sqs:sendMessage", "{}"),
      StartsWith(
          "failed States.TaskFailed: The command `false` (tasks.yaml:1) exited with status 1"));
  EXPECT_THAT(run(*executor("- {function: charge, command: 'kill -9 $$'}"), kFunction, "{}"),
              HasSubstr("was ended by signal 9 (Killed)"));
}

TEST(Command, FailsByAnErrorPayload) {
  constexpr const char *kPayload = R"({"errorType":"Declined","errorMessage":"no money"})";
  for (const char *status : {"0", "1"})
    EXPECT_EQ(run(*executor(std::string("- function: charge\n  command: |\n    echo '") + kPayload +
                            "'; exit " + status),
                  kFunction, "{}"),
              std::string("failed Declined: ") + kPayload);
}

TEST(Command, ThatIsNotThereIsSaid) {
  EXPECT_EQ(run(*executor("- {function: charge, command: [./no-such-program]}"), kFunction, "{}"),
            "failed Lambda.Unknown: The command `./no-such-program` (tasks.yaml:1) cannot be "
            "started: No such file or "
            "directory");
  EXPECT_THAT(
      run(*executor("- {function: charge, command: [cat]}", "/no/such/folder"), kFunction, "{}"),
      HasSubstr("cannot be started: the folder `/no/such/folder` is not there"));
}

TEST(Command, MayWriteAndReadALot) {
  std::string big = "\"" + std::string(3000000, 'x') + "\"";
  EXPECT_EQ(run(*executor("- {function: charge, command: [cat]}"), kFunction, big),
            "succeeded " + big);
}

TEST(Command, NeedNotReadWhatItIsGiven) {
  std::string big = "\"" + std::string(3000000, 'x') + "\"";
  EXPECT_EQ(run(*executor("- {function: charge, command: [echo, '1']}"), kFunction, big),
            "succeeded 1");
}

TEST(Command, ThatWritesWithoutEndIsStopped) {
  EXPECT_THAT(
      run(*executor("- {function: charge, command: ['yes']}"), kFunction, "{}"),
      StartsWith(
          "failed States.DataLimitExceeded: The command `yes` (tasks.yaml:1) wrote more than"));
}

TEST(Command, WhatItLeavesBehindIsNotWaitedFor) {
  auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(run(*executor("- {function: charge, command: 'sleep 30 & echo 7'}"), kFunction, "{}"),
            "succeeded 7");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Command, RunsInTheFolderOfTheFile) {
  std::string folder = std::filesystem::canonical(testing::TempDir());
  EXPECT_EQ(run(*executor("- {function: charge, command: [pwd]}", folder), kFunction, "{}"),
            "succeeded \"" + folder + "\"");
}

/// Waits until `path` holds a line, which it gives.
std::string waitForLine(const std::string &path) {
  std::string line;
  for (int i = 0; i < 1000 && line.empty(); ++i) {
    std::ifstream file(path);
    if (std::getline(file, line) && file.eof())
      line.clear();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return line;
}

bool endsSoon(pid_t pid) {
  for (int i = 0; i < 1000; ++i) {
    if (::kill(pid, 0) != 0)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(Cancel, EndsTheCommandAndItsChildren) {
  std::string path = testing::TempDir() + "cancel-" + std::to_string(::getpid());
  auto one = executor("- {function: charge, command: 'sleep 60 & echo $! > " + path + "; wait'}");
  RequestOf of(kFunction, "{}");
  auto reply = std::make_shared<RecordedReply>();
  uint64_t handle = one->start(of.request, reply);
  EXPECT_NE(handle, 0u);
  pid_t child = std::stoi(waitForLine(path));
  one->cancel(handle);
  one->cancel(handle);
  EXPECT_TRUE(endsSoon(child));
  EXPECT_EQ(reply->wait(0), "");
  std::filesystem::remove(path);
}

TEST(Cancel, KillsWhatDoesNotListen) {
  std::string path = testing::TempDir() + "stubborn-" + std::to_string(::getpid());
  auto one = executor("- {function: charge, command: 'trap \"\" TERM; echo $$ > " + path +
                      "; while true; do sleep 0.1; done'}");
  RequestOf of(kFunction, "{}");
  auto reply = std::make_shared<RecordedReply>();
  one->start(of.request, reply);
  pid_t child = std::stoi(waitForLine(path));
  one.reset(); // as the end of the program does
  EXPECT_NE(::kill(child, 0), 0);
  std::filesystem::remove(path);
}

TEST(Cancel, KillsWhatTheCommandLeavesBehind) {
  std::string path = testing::TempDir() + "orphan-" + std::to_string(::getpid());
  auto one = executor("- {function: charge, command: '(trap \"\" TERM; sh -c \"echo \\$PPID\" > " +
                      path + "; while true; do sleep 0.1; done) & wait'}");
  RequestOf of(kFunction, "{}");
  one->start(of.request, std::make_shared<RecordedReply>());
  pid_t orphan = std::stoi(waitForLine(path));
  one.reset(); // the shell ends at once, its child only when it is killed
  EXPECT_TRUE(endsSoon(orphan));
  std::filesystem::remove(path);
}

/// Holds the soft limit of open descriptors while it lives.
class DescriptorLimit {
public:
  explicit DescriptorLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit limit{most, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
  rlimit before_;
};

std::vector<std::shared_ptr<RecordedReply>> startMany(BindingExecutor &executor, int count) {
  std::vector<std::shared_ptr<RecordedReply>> replies;
  for (int i = 0; i < count; ++i) {
    RequestOf of(kFunction, std::to_string(i));
    replies.push_back(std::make_shared<RecordedReply>());
    executor.start(of.request, replies.back());
  }
  return replies;
}

void expectEchoes(std::vector<std::shared_ptr<RecordedReply>> &replies) {
  for (size_t i = 0; i < replies.size(); ++i)
    EXPECT_EQ(replies[i]->wait(), "succeeded " + std::to_string(i));
}

TEST(Command, MoreThanFitAtOnceWaitForTheirTurn) {
  DescriptorLimit few(100);
  auto echo = executor("- {function: charge, command: 'sleep 0.02; cat'}");
  auto replies = startMany(*echo, 60);
  expectEchoes(replies);
}

TEST(Command, LackOfDescriptorsIsWaitedFor) {
  auto echo = executor("- {function: charge, command: [cat]}");
  EXPECT_EQ(run(*echo, kFunction, "1"), "succeeded 1");
  std::vector<std::shared_ptr<RecordedReply>> replies;
  {
    DescriptorLimit none(5);
    replies = startMany(*echo, 3);
    EXPECT_EQ(replies[0]->wait(0.3), "");
  }
  expectEchoes(replies);
}

TEST(Command, InputThatFitsIntoAPipeTakesNoDescriptor) {
  auto echo = executor("- {function: charge, command: 'sleep 0.1; cat'}");
  for (size_t length : {size_t(10), size_t(65536), size_t(200000)}) {
    std::string text = '"' + std::string(length, 'x') + '"';
    EXPECT_EQ(run(*echo, kFunction, text), "succeeded " + text);
  }
}

TEST(Cancel, ACommandThatWaitsForItsTurnNeverRuns) {
  std::string path = testing::TempDir() + "never-" + std::to_string(::getpid());
  DescriptorLimit one(68); // room for one command
  auto both = executor("- {state: First, command: 'sleep 0.3'}\n"
                       "- {state: Second, command: 'touch " +
                       path + "'}");
  RequestOf first(kFunction, "{}", "First"), second(kFunction, "{}", "Second");
  auto reply = std::make_shared<RecordedReply>();
  both->start(first.request, reply);
  uint64_t handle = both->start(second.request, std::make_shared<RecordedReply>());
  both->cancel(handle);
  EXPECT_EQ(reply->wait(), "succeeded null");
  both.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Command, ManyAtOnceLeakNothing) {
  auto countDescriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  auto echo = executor("- {function: charge, command: [cat]}");
  EXPECT_EQ(run(*echo, kFunction, "1"), "succeeded 1");
  auto before = countDescriptors();
  std::vector<std::shared_ptr<RecordedReply>> replies;
  std::vector<std::unique_ptr<RequestOf>> requests;
  for (int i = 0; i < 40; ++i) {
    requests.push_back(std::make_unique<RequestOf>(kFunction, std::to_string(i)));
    replies.push_back(std::make_shared<RecordedReply>());
    echo->start(requests.back()->request, replies.back());
  }
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(replies[i]->wait(), "succeeded " + std::to_string(i));
  for (int i = 0; i < 200 && countDescriptors() > before; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(countDescriptors(), before);
}

TEST(Command, HasEnvironmentDirectoryAndTime) {
  EXPECT_EQ(run(*executor("- {state: Work, command: 'echo \"\\\"$GREETING $(pwd)\\\"\"', "
                          "environment: {GREETING: "
                          "hello}, directory: /}"),
                kFunction, "{}"),
            "succeeded \"hello /\"");
  EXPECT_EQ(run(*executor("- {state: Work, command: [sleep, 100], timeoutSeconds: 0.2}"), kFunction,
                "{}"),
            "failed States.Timeout: The command `sleep` (tasks.yaml:1) did not end within 0.2 s");
  EXPECT_EQ(run(*executor("- {state: Work, command: 'echo . >&2; echo 1', heartbeat: true}"),
                kFunction, "{}"),
            "heartbeat\nsucceeded 1");
}

TEST(Command, NoMoreAtOnceThanTheLimit) {
  std::string file = testing::TempDir() + "limit" + std::to_string(::getpid());
  // Each fails when another one runs too.
  auto one = executor("- {state: Work, concurrency: 1, command: 'mkdir " + file +
                      " && sleep 0.05 && rmdir " + file + " && echo 1'}");
  RequestOf of(kFunction, "{}");
  std::vector<std::shared_ptr<RecordedReply>> replies;
  for (int i = 0; i < 4; ++i)
    one->start(of.request, replies.emplace_back(std::make_shared<RecordedReply>()));
  for (auto &reply : replies)
    EXPECT_EQ(reply->wait(), "succeeded 1");
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
