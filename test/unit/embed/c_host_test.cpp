// The C API: handlers that answer at once, later, or too late.
#include "machines.h"

#include "asl/host/c_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <string>
#include <thread>

namespace asl::test {
namespace {

struct Engine {
  explicit Engine(bool virtualClock) {
    asl_engine_options options{ASL_ABI_VERSION, virtualClock, 1, 0, nullptr};
    engine = asl_engine_create(&options);
  }
  ~Engine() { asl_engine_destroy(engine); }
  void handle(const char *name, asl_handler handler, void *user = nullptr) {
    asl_engine_handle_function(engine, name, handler, user);
  }
  asl_engine *engine;
};

struct Execution {
  Execution(Engine &engine, const asl_module &module, const char *input = "{}")
      : handle(asl_execution_start(engine.engine, &module, input, "c")) {}
  ~Execution() { asl_execution_release(handle); }
  asl_execution_status wait(int64_t ms = -1) { return asl_execution_wait(handle, ms); }
  asl_execution *handle;
};

TEST(CHost, AnswersAtOnce) {
  Engine engine(true);
  engine.handle(
      "f",
      [](asl_call *call, const char *input, void *user) {
        EXPECT_STREQ(input, "{\"n\":1}");
        EXPECT_STREQ(asl_call_state(call), "T");
        EXPECT_THAT(asl_call_execution(call), testing::EndsWith(":c"));
        EXPECT_EQ(asl_call_attempt(call), 0u);
        asl_call_succeed(call, static_cast<const char *>(user));
      },
      const_cast<char *>("{\"ok\": true}"));
  engine.handle("g", [](asl_call *call, const char *, void *) {
    asl_call_fail(call, "Card.Declined", nullptr);
  });
  Execution execution(engine, taskMachine(function("f")), "{\"n\": 1}");
  EXPECT_EQ(execution.wait(), ASL_EXECUTION_SUCCEEDED);
  EXPECT_STREQ(asl_execution_output(execution.handle), "{\"ok\":true}");
  EXPECT_EQ(asl_execution_error(execution.handle), nullptr);

  Execution failing(engine, taskMachine(function("g")));
  EXPECT_EQ(failing.wait(), ASL_EXECUTION_FAILED);
  EXPECT_STREQ(asl_execution_error(failing.handle), "Card.Declined");
  EXPECT_EQ(asl_execution_cause(failing.handle), nullptr);
  EXPECT_EQ(asl_execution_output(failing.handle), nullptr);
}

TEST(CHost, SleepsAndBlocksOnItsFiber) {
  Engine engine(true);
  engine.handle("f", [](asl_call *call, const char *, void *) {
    EXPECT_EQ(asl_call_sleep(call, 3600 * 1000), ASL_CALL_OK);
    asl_call_heartbeat(call);
    int done = 0;
    EXPECT_EQ(
        asl_call_block(call, [](void *user) { ++*static_cast<int *>(user); }, &done), ASL_CALL_OK);
    asl_call_succeed(call, done == 1 ? "1" : "0");
  });
  Execution execution(engine, taskMachine(function("f")));
  EXPECT_EQ(execution.wait(), ASL_EXECUTION_SUCCEEDED);
  EXPECT_STREQ(asl_execution_output(execution.handle), "1");
}

TEST(CHost, SleepsLongerThanTheTaskMayTake) {
  Engine engine(true);
  engine.handle("f", [](asl_call *call, const char *, void *) {
    EXPECT_EQ(asl_call_sleep(call, std::numeric_limits<int64_t>::max()), ASL_CALL_CANCELLED);
    asl_call_succeed(call, "1");
  });
  Execution execution(engine, taskMachine(function("f"), 5));
  EXPECT_EQ(execution.wait(), ASL_EXECUTION_FAILED);
  EXPECT_STREQ(asl_execution_error(execution.handle), "States.Timeout");
}

TEST(CHost, InformsAHandlerOfCancellation) {
  static std::atomic<int> cancelled;
  cancelled = 0;
  Engine engine(true);
  engine.handle("f", [](asl_call *call, const char *, void *) {
    cancelled += asl_call_sleep(call, 3600 * 1000) == ASL_CALL_CANCELLED;
    cancelled += asl_call_sleep(call, 1) == ASL_CALL_CANCELLED;
    cancelled += asl_call_cancelled(call);
    asl_call_fail(call, nullptr, nullptr);
  });
  Execution execution(engine, taskMachine(function("f"), 5));
  EXPECT_EQ(execution.wait(), ASL_EXECUTION_FAILED);
  EXPECT_STREQ(asl_execution_error(execution.handle), "States.Timeout");
  EXPECT_EQ(cancelled, 3);
}

TEST(CHost, AcceptsAnswersFromAnyThreadAtAnyTime) {
  static std::atomic<asl_call *> waiting;
  waiting = nullptr;
  auto keep = [](asl_call *call, const char *, void *) { waiting = call; };
  auto taken = [] {
    asl_call *call = nullptr;
    while (!(call = waiting.exchange(nullptr)))
      std::this_thread::yield();
    return call;
  };
  asl_call *late = nullptr, *later = nullptr;
  {
    Engine engine(false);
    engine.handle("f", keep);
    Execution execution(engine, taskMachine(function("f")));
    std::thread([&] { asl_call_succeed(taken(), "7"); }).join();
    EXPECT_EQ(execution.wait(), ASL_EXECUTION_SUCCEEDED);
    EXPECT_STREQ(asl_execution_output(execution.handle), "7");

    Execution aborted(engine, taskMachine(function("f")));
    late = taken();
    asl_execution_cancel(aborted.handle, "Stopped", nullptr);
    EXPECT_EQ(aborted.wait(), ASL_EXECUTION_ABORTED);
    asl_call_succeed(late, "8");
    EXPECT_EQ(asl_execution_poll(aborted.handle), ASL_EXECUTION_ABORTED);

    Execution running(engine, taskMachine(function("f")));
    later = taken();
    EXPECT_EQ(running.wait(1), ASL_EXECUTION_RUNNING);
  }
  asl_call_heartbeat(later);
  EXPECT_TRUE(asl_call_cancelled(later));
  asl_call_fail(later, "Too.Late", "the engine is gone");
}

TEST(CHost, RefusesOtherVersions) {
  asl_engine_options options{ASL_ABI_VERSION + 1, 0, 0, 0, nullptr};
  EXPECT_EQ(asl_engine_create(&options), nullptr);
  options = {ASL_ABI_VERSION, 0, 0, 0, "no/such/folder"};
  EXPECT_EQ(asl_engine_create(&options), nullptr);
  Engine engine(true);
  asl_module foreign = waitMachine(1);
  EXPECT_EQ(asl_engine_load(engine.engine, &foreign), nullptr);
  foreign.abi_version = ASL_ABI_VERSION + 1;
  asl_module other = foreign;
  const char *problem = asl_engine_load(engine.engine, &other);
  const std::string text = problem;
  EXPECT_THAT(text, testing::HasSubstr("version"));
  asl_module empty = other;
  empty.abi_version = ASL_ABI_VERSION;
  empty.flow = nullptr;
  EXPECT_STREQ(asl_engine_load(engine.engine, &empty), "the module holds no machine");
  EXPECT_EQ(problem, text); // the text of an earlier load stays
  EXPECT_EQ(asl_execution_start(engine.engine, &other, "{}", nullptr), nullptr);
  EXPECT_EQ(asl_module_open("no/such/file.so", nullptr), nullptr);
  EXPECT_THAT(asl_module_error(), testing::HasSubstr("no/such/file.so"));
}

} // namespace
} // namespace asl::test
