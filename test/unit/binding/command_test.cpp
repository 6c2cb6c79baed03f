// Tasks that are commands: real ones that succeed, fail, hang, write a lot and leave processes
// behind.
#include "test/unit/binding/executor.h"
#include "test/unit/binding/recorded_reply.h"
#include "test/unit/has_ended.h"

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

using test::hasEnded;
using testing::HasSubstr;
using testing::StartsWith;

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
    if (hasEnded(pid))
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

TEST(Cancel, CommandsOfSeveralBindingsEndSideBySide) {
  std::string folder = testing::TempDir() + "beside-" + std::to_string(::getpid()) + "/";
  std::filesystem::create_directory(folder);
  // Each waits for the signal of the other one before it ends.
  auto waitsFor = [&](const std::string &own, const std::string &other) {
    return "'trap \"touch " + folder + own + "; while [ ! -e " + folder + other +
           " ]; do sleep 0.01; done; touch " + folder + own + ".end; exit\" TERM; echo ready > " +
           folder + own + ".begin; while true; do sleep 0.01; done'";
  };
  auto both = executor("- {state: A, command: " + waitsFor("a", "b") +
                       "}\n- {state: B, concurrency: 1, command: " + waitsFor("b", "a") + "}");
  RequestOf first(kFunction, "{}", "A"), second(kFunction, "{}", "B");
  both->start(first.request, std::make_shared<RecordedReply>());
  both->start(second.request, std::make_shared<RecordedReply>());
  EXPECT_EQ(waitForLine(folder + "a.begin"), "ready");
  EXPECT_EQ(waitForLine(folder + "b.begin"), "ready");
  both->stop();
  EXPECT_TRUE(std::filesystem::exists(folder + "a.end"));
  EXPECT_TRUE(std::filesystem::exists(folder + "b.end"));
  std::filesystem::remove_all(folder);
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
  std::string path = testing::TempDir() + "never-" + std::to_string(::getpid()), go = path + "-go";
  DescriptorLimit one(68); // room for one command
  auto both =
      executor("- {state: First, command: 'until [ -e " + go +
               " ]; do sleep 0.01; done'}\n- {state: Second, command: 'touch " + path + "'}");
  RequestOf first(kFunction, "{}", "First"), second(kFunction, "{}", "Second");
  auto reply = std::make_shared<RecordedReply>();
  both->start(first.request, reply);
  uint64_t handle = both->start(second.request, std::make_shared<RecordedReply>());
  both->cancel(handle);
  std::filesystem::create_directory(go); // which takes no descriptor
  EXPECT_EQ(reply->wait(), "succeeded null");
  both.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  std::filesystem::remove(go);
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

} // namespace
} // namespace asl::binding
