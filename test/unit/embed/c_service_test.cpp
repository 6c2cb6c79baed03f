// The C API of durable executions.
#include "machines.h"

#include "asl/host/c_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <limits>
#include <mutex>
#include <string>
#include <thread>

namespace asl::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

/// A service of a journal in a folder of its own, and one machine with a task.
class CServiceTest : public testing::Test {
protected:
  CServiceTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  ~CServiceTest() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    asl_service_options options{};
    std::string journal = folder_ / "a.db";
    options.abi_version = ASL_ABI_VERSION;
    options.threads = 1;
    options.journal = journal.c_str();
    service_ = asl_service_open(&options, &problem_);
    ASSERT_NE(service_, nullptr) << taken();
    asl_service_handle_function(service_, "f", answer, this);
    asl_service_handle(service_, "sqs:*", keepToken, this);
    ASSERT_EQ(asl_service_add(service_, &machine_, &problem_), 1) << taken();
    ASSERT_EQ(asl_service_begin(service_, &problem_), 1) << taken();
  }
  void close() {
    asl_service_close(service_);
    service_ = nullptr;
  }

  /// The problem of the last call.
  std::string taken() {
    std::string text = problem_ ? problem_ : "";
    asl_text_free(problem_);
    problem_ = nullptr;
    return text;
  }
  std::string takeText(char *text) {
    EXPECT_NE(text, nullptr) << taken();
    std::string copy = text ? text : "";
    asl_text_free(text);
    return copy;
  }
  uint64_t start(const char *name, const char *input = "{}", int32_t *isNew = nullptr) {
    return asl_service_start(service_, &machine_, name, input, isNew, &problem_);
  }
  asl_execution_status wait(uint64_t execution, int64_t ms = -1) {
    asl_execution_status status = ASL_EXECUTION_RUNNING;
    EXPECT_EQ(asl_service_wait(service_, execution, ms, &status, &problem_), 1) << taken();
    return status;
  }
  Json describe(uint64_t execution) {
    return Json::parse(takeText(asl_service_describe(service_, execution, &problem_)));
  }
  Json history(uint64_t execution) {
    return Json::parse(takeText(asl_service_history(service_, execution, &problem_)))["events"];
  }
  std::string token() {
    for (;; std::this_thread::yield()) {
      std::lock_guard lock(mutex_);
      if (!token_.empty())
        return std::exchange(token_, {});
    }
  }

  static void answer(asl_call *call, const char *, void *user) {
    auto *test = static_cast<CServiceTest *>(user);
    if (test->fails_)
      asl_call_fail(call, "Card.Declined", "no money");
    else
      asl_call_succeed(call, "{\"ok\":true}");
  }
  static void keepToken(asl_call *call, const char *, void *user) {
    auto *test = static_cast<CServiceTest *>(user);
    {
      std::lock_guard lock(test->mutex_);
      test->token_ = asl_call_task_token(call);
    }
    asl_call_release(call);
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("c_service." + std::to_string(getpid()));
  asl_module machine_ = taskMachine(function("f"));
  asl_service *service_ = nullptr;
  char *problem_ = nullptr;
  std::atomic<bool> fails_ = false;
  std::mutex mutex_;
  std::string token_;
};

TEST_F(CServiceTest, AnExecutionIsStartedOnce) {
  int32_t isNew = 0;
  uint64_t execution = start("one", R"({"n": 1})", &isNew);
  ASSERT_NE(execution, 0u) << taken();
  EXPECT_EQ(isNew, 1);
  EXPECT_EQ(wait(execution), ASL_EXECUTION_SUCCEEDED);
  close();
  open();
  EXPECT_EQ(start("one", R"({"n": 1})", &isNew), execution);
  EXPECT_EQ(isNew, 0);
  EXPECT_EQ(start("one", R"({"n": 2})"), 0u);
  EXPECT_EQ(taken(), "there is an execution of this name with another input");
  EXPECT_EQ(asl_service_find(service_, &machine_, "one", &problem_), execution);
  EXPECT_EQ(asl_service_find(service_, &machine_, "two", &problem_), 0u);
  EXPECT_EQ(taken(), "there is no execution `two` of this state machine");
}

TEST_F(CServiceTest, WhatIsToldOfAnExecution) {
  uint64_t execution = start("one", R"({"n": 1})");
  EXPECT_EQ(wait(execution), ASL_EXECUTION_SUCCEEDED);
  Json described = describe(execution);
  EXPECT_EQ(described["name"], "one");
  EXPECT_EQ(described["status"], "SUCCEEDED");
  EXPECT_EQ(described["input"], R"({"n": 1})");
  EXPECT_EQ(described["output"], R"({"ok":true})");
  Json events = history(execution);
  EXPECT_EQ(events.size(), described["events"]);
  EXPECT_EQ(events.front()["type"], "ExecutionStarted");
  EXPECT_EQ(events.back()["type"], "ExecutionSucceeded");
  EXPECT_EQ(asl_service_history(service_, execution + 1, &problem_), nullptr);
  EXPECT_EQ(taken(), "the journal has no such execution");
  EXPECT_EQ(asl_service_describe(service_, execution + 1, nullptr), nullptr);
}

TEST_F(CServiceTest, Lists) {
  for (const char *name : {"one", "two", "three"})
    wait(start(name));
  auto list = [&](const char *status, const char *page) {
    return Json::parse(takeText(asl_service_list(service_, &machine_, status, page, 2, &problem_)));
  };
  Json first = list("SUCCEEDED", nullptr);
  ASSERT_EQ(first["executions"].size(), 2u);
  EXPECT_EQ(first["executions"][0]["name"], "three");
  EXPECT_EQ(first["executions"][0]["execution"],
            asl_service_find(service_, &machine_, "three", nullptr));
  Json second = list("SUCCEEDED", first["nextPage"].get<std::string>().c_str());
  EXPECT_EQ(second["executions"].size(), 1u);
  EXPECT_FALSE(second.contains("nextPage"));
  EXPECT_EQ(list("RUNNING", nullptr)["executions"].size(), 0u);
  EXPECT_EQ(asl_service_list(service_, nullptr, "LAZY", nullptr, 0, &problem_), nullptr);
  EXPECT_EQ(taken(), "`LAZY` is not a status");
}

TEST_F(CServiceTest, RedriveAndFork) {
  fails_ = true;
  uint64_t execution = start("one");
  EXPECT_EQ(wait(execution), ASL_EXECUTION_FAILED);
  EXPECT_EQ(describe(execution)["error"], "Card.Declined");
  EXPECT_EQ(describe(execution)["redriveStatus"], "REDRIVABLE");
  fails_ = false;
  uint64_t fork = asl_service_fork(service_, execution, 3, "fork", &problem_);
  ASSERT_NE(fork, 0u) << taken();
  EXPECT_EQ(wait(fork), ASL_EXECUTION_SUCCEEDED);
  EXPECT_EQ(asl_service_fork(service_, execution, 1, nullptr, &problem_), 0u);
  EXPECT_EQ(taken(), "event 1 is before the first state");
  EXPECT_EQ(describe(execution)["status"], "FAILED");
  ASSERT_EQ(asl_service_redrive(service_, execution, &problem_), 1) << taken();
  EXPECT_EQ(wait(execution), ASL_EXECUTION_SUCCEEDED);
  EXPECT_EQ(asl_service_redrive(service_, execution, &problem_), 0);
  EXPECT_THAT(taken(), StartsWith("ExecutionNotRedrivable: "));
}

TEST_F(CServiceTest, TokensStopAndRestart) {
  close();
  machine_ = taskMachine("arn:aws:states:::sqs:sendMessage.waitForTaskToken");
  open();
  uint64_t one = start("one");
  std::string first = token();
  uint64_t two = start("two");
  std::string second = token();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(wait(one, 2), ASL_EXECUTION_RUNNING);
  EXPECT_EQ(asl_service_task_heartbeat(service_, first.c_str(), &problem_), 1) << taken();
  close();
  open();
  EXPECT_EQ(asl_service_task_succeed(service_, first.c_str(), "7", &problem_), 1) << taken();
  EXPECT_EQ(wait(one), ASL_EXECUTION_SUCCEEDED);
  EXPECT_EQ(describe(one)["output"], "7");
  EXPECT_EQ(asl_service_task_succeed(service_, first.c_str(), "7", &problem_), 0);
  EXPECT_THAT(taken(), StartsWith("TaskTimedOut: "));
  EXPECT_EQ(asl_service_task_succeed(service_, "x", nullptr, &problem_), 0);
  EXPECT_THAT(taken(), StartsWith("InvalidToken: "));
  EXPECT_EQ(asl_service_task_fail(service_, second.c_str(), "Bad", nullptr, &problem_), 1);
  EXPECT_EQ(wait(two, 100000), ASL_EXECUTION_FAILED);
  EXPECT_EQ(wait(two, 0), ASL_EXECUTION_FAILED);

  uint64_t three = start("three");
  token();
  EXPECT_EQ(asl_service_stop(service_, three, "Enough", "of it", &problem_), 1) << taken();
  EXPECT_EQ(wait(three), ASL_EXECUTION_ABORTED);
  EXPECT_EQ(describe(three)["cause"], "of it");
  EXPECT_EQ(asl_service_stop(service_, three, nullptr, nullptr, &problem_), 0);
  EXPECT_EQ(taken(), "the execution has ended already, or does not run here");
}

TEST_F(CServiceTest, WaitsForEver) {
  close();
  machine_ = taskMachine("arn:aws:states:::sqs:sendMessage.waitForTaskToken");
  open();
  uint64_t one = start("one");
  std::thread owner([this, first = token()] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(asl_service_task_succeed(service_, first.c_str(), "7", nullptr), 1);
  });
  EXPECT_EQ(wait(one, std::numeric_limits<int64_t>::max()), ASL_EXECUTION_SUCCEEDED);
  owner.join();
}

TEST_F(CServiceTest, WhatIsRefused) {
  EXPECT_EQ(start("no/name"), 0u);
  EXPECT_NE(taken(), "");
  EXPECT_EQ(start("one", "{"), 0u);
  EXPECT_THAT(taken(), HasSubstr("Invalid State Machine Execution Input"));
  asl_module other = waitMachine(1);
  EXPECT_EQ(asl_service_start(service_, &other, nullptr, nullptr, nullptr, &problem_), 0u);
  EXPECT_EQ(taken(), "the machine was not added to the service");
  other.express = 1;
  EXPECT_EQ(asl_service_add(service_, &other, &problem_), 0);
  EXPECT_THAT(taken(), HasSubstr("Express"));
  other.express = 0;
  EXPECT_EQ(asl_service_add(service_, &other, &problem_), 0);
  EXPECT_EQ(taken(), "machines must be added before the service begins");
  EXPECT_EQ(asl_service_begin(service_, &problem_), 0);
  EXPECT_EQ(taken(), "the service has begun already");

  asl_service_options options{};
  EXPECT_EQ(asl_service_open(&options, &problem_), nullptr);
  EXPECT_THAT(taken(), HasSubstr("another version"));
  options.abi_version = ASL_ABI_VERSION;
  EXPECT_EQ(asl_service_open(&options, &problem_), nullptr);
  EXPECT_EQ(taken(), "the options name no journal");
  std::string journal = folder_ / "a.db";
  options.journal = journal.c_str();
  EXPECT_EQ(asl_service_open(&options, &problem_), nullptr);
  EXPECT_THAT(taken(), HasSubstr("cannot open the journal"));
  EXPECT_EQ(asl_service_open(&options, nullptr), nullptr);
}

} // namespace
} // namespace asl::test
