// Edge cases of host programs: references and captures of handlers, invalid UTF-8, handles that are
// moved from or used by many threads.
#include "machines.h"

#include "asl/asl.h"
#include "asl/host/c_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

Result answer(const HandlerRegistry &tasks, const Json &input = Json::object()) {
  Host host(tasks, {.clock = ClockKind::Virtual});
  return host.run(taskMachine(function("f")), input);
}

// ---- Handlers ----

TEST(Edges, ACoroutineMayTakeItsInputByReference) {
  std::string text(100, 'x');
  HandlerRegistry byReference;
  byReference.function("f", [](const std::string &given) -> asl::async<std::string> {
    co_await asl::sleep_for(1h);
    co_return given;
  });
  EXPECT_EQ(answer(byReference, text).value(), text);

  HandlerRegistry withContext;
  withContext.function("f", [](Context &context, const Json &given) -> asl::async<Json> {
    co_await asl::sleep_for(1h);
    co_return Json{{"state", context.stateName()}, {"given", given}};
  });
  EXPECT_EQ(answer(withContext, text).value(), Json({{"state", "T"}, {"given", text}}));
}

TEST(Edges, AHandlerIsNotCopiedForACall) {
  HandlerRegistry tasks;
  tasks.function("f", [owned = std::make_unique<int>(40)]() mutable { return ++*owned; });
  EXPECT_EQ(answer(tasks).value(), 41);
  EXPECT_EQ(answer(tasks).value(), 42);
}

TEST(Edges, ErrorsThatAreNotUtf8AreMadeReadable) {
  HandlerRegistry tasks;
  tasks.function("f", []() -> Json { throw TaskError("Odd\xff", "no \xe4 text"); });
  tasks.function("g", []() -> Json { throw std::runtime_error("caf\xe9"); });
  EventLog log;
  Host host(tasks, {.clock = ClockKind::Virtual});
  Result result = host.run(taskMachine(function("f")), {}, {.name = "caf\xe9", .history = &log});
  EXPECT_EQ(result.error, "Odd?");
  EXPECT_EQ(result.cause, "no ? text");
  Json last = log.events().back();
  EXPECT_EQ(last["executionFailedEventDetails"]["cause"], "no ? text");
  result = host.run(parallelMachine({function("g")}));
  EXPECT_EQ(result.value()["Cause"], "caf?");
}

TEST(Edges, ACoroutineRunsOnce) {
  auto number = []() -> asl::async<int> { co_return 7; };
  asl::async<int> one = number();
  EXPECT_EQ(std::move(one).get(), 7);
  EXPECT_THROW(std::move(one).get(), std::logic_error); // NOLINT(bugprone-use-after-move)
  asl::async<int> other = number(), moved = std::move(other);
  EXPECT_THROW(std::move(other).get(), std::logic_error); // NOLINT(bugprone-use-after-move)
  auto twice = [&]() -> asl::async<int> {
    asl::async<int> inner = number();
    int first = co_await inner;
    co_return first + co_await inner;
  };
  EXPECT_THROW(twice().get(), std::logic_error);
  EXPECT_EQ(std::move(moved).get(), 7);
}

// ---- Handles ----

// NOLINTBEGIN(performance-move-const-arg,bugprone-use-after-move): they cannot be moved, only
// copied.
TEST(Edges, HandlesStayValidWhenMovedFrom) {
  HandlerRegistry tasks;
  tasks.function("f", [] { return 7; });
  HandlerRegistry others = std::move(tasks);
  tasks.function("g", [] { return 8; });
  Host host(std::move(others), {.clock = ClockKind::Virtual});
  EXPECT_EQ(host.run(taskMachine(function("g"))).value(), 8);
  Execution execution = host.start(taskMachine(function("f")));
  Execution moved = std::move(execution);
  EXPECT_EQ(execution.wait().value(), 7);
  EXPECT_EQ(moved.wait().value(), 7);
}
// NOLINTEND(performance-move-const-arg,bugprone-use-after-move)

TEST(Edges, ManyThreadsWaitForOneExecution) {
  Host host;
  Execution execution = host.start(waitMachine(3600));
  std::atomic<int> told = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&, i] {
      Result result = i % 2 ? execution.wait() : *execution.wait_for(std::chrono::hours(1));
      told += result.error == "First" ? 1 : 0;
    });
  EXPECT_FALSE(execution.wait_for(1ms));
  execution.cancel("First", "\xff");
  execution.cancel("Second");
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(told, 16);
  EXPECT_EQ(execution.wait().cause, "?");
}

TEST(Edges, AWaitMayHaveAnyLength) {
  Host host(HandlerRegistry(), {.clock = ClockKind::Virtual});
  Execution execution = host.start(waitMachine(60));
  EXPECT_TRUE(execution.wait_for(std::chrono::milliseconds::max()).has_value());
  EXPECT_TRUE(execution.wait_for(std::chrono::milliseconds::min()).has_value());
}

TEST(Edges, HandlesCanBeReadAfterTheHostIsDestroyed) {
  std::optional<Execution> running, over;
  {
    Host host;
    over = host.start(waitMachine(0));
    over->wait();
    running = host.start(waitMachine(3600));
  }
  running->cancel("Late");
  EXPECT_EQ(running->wait().status, Status::Aborted);
  EXPECT_EQ(running->wait_for(0ms)->error, std::nullopt);
  EXPECT_EQ(over->poll()->status, Status::Succeeded);
}

TEST(Edges, AHandlerThatWaitsForAWhileIsCancelledLikeAnyOther) {
  Host other;
  Execution endless = other.start(waitMachine(3600));
  std::atomic<bool> begun = false, unwound = false;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    struct Guard {
      std::atomic<bool> &flag;
      ~Guard() { flag = true; }
    } guard{unwound};
    begun = true;
    endless.wait_for(1h);
  });
  {
    Host host(tasks, {.threads = 1});
    Execution execution = host.start(taskMachine(function("f")));
    while (!begun)
      std::this_thread::yield();
    execution.cancel();
    EXPECT_EQ(execution.wait().status, Status::Aborted);
  }
  EXPECT_TRUE(unwound);
}

TEST(Edges, AHostWaitsForBlockingWorkThatWasCancelledBeforeItEnds) {
  std::atomic<bool> begun = false, over = false;
  std::promise<void> release;
  HandlerRegistry tasks; // must outlive the host
  tasks.function("f", asl::blocking([&] {
                   begun = true;
                   release.get_future().wait();
                   std::this_thread::sleep_for(50ms);
                   over = true;
                 }));
  {
    Host host(tasks, {.threads = 1});
    Execution execution = host.start(taskMachine(function("f")));
    while (!begun)
      std::this_thread::yield();
    execution.cancel();
    EXPECT_EQ(execution.wait().status, Status::Aborted);
    EXPECT_FALSE(over);
    release.set_value();
  }
  EXPECT_TRUE(over);
}

TEST(Edges, TwoHostsShareTheirTasks) {
  std::atomic<int> calls = 0;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    this_task::sleep_for(1ms);
    return ++calls;
  });
  auto first = std::make_unique<Host>(tasks);
  Host second(tasks);
  Execution running = first->start(taskMachine(function("f")));
  EXPECT_TRUE(second.run(taskMachine(function("f"))));
  running.wait();
  first.reset();
  EXPECT_TRUE(second.run(taskMachine(function("f"))));
  EXPECT_EQ(calls, 3);
}

// ---- C ----

TEST(Edges, TheAnswersOfCHandlersNeedNotBeJson) {
  asl_engine_options options{ASL_ABI_VERSION, 1, 1, 0, nullptr};
  asl_engine *engine = asl_engine_create(&options);
  asl_engine_handle_function(
      engine, "f",
      [](asl_call *call, const char *input, void *) {
        switch (input[0]) {
        case '1':
          return asl_call_succeed(call, "no \"json\"");
        case '2':
          return asl_call_succeed(call, "caf\xe9");
        case '3':
          return asl_call_succeed(call, nullptr);
        default:
          return asl_call_fail(call, "Odd\xff", "\xff");
        }
      },
      nullptr);
  auto output = [&](const char *input) {
    asl_execution *execution =
        asl_execution_start(engine, &taskMachine(function("f")), input, nullptr);
    asl_execution_status status = asl_execution_wait(execution, INT64_MAX);
    const char *text = status == ASL_EXECUTION_SUCCEEDED ? asl_execution_output(execution)
                                                         : asl_execution_error(execution);
    std::string kept = text ? text : "nothing";
    asl_execution_release(execution);
    return kept;
  };
  EXPECT_EQ(output("1"), R"("no \"json\"")");
  EXPECT_EQ(output("2"), R"("caf?")");
  EXPECT_EQ(output("3"), "null");
  EXPECT_EQ(output("4"), "Odd?");
  EXPECT_EQ(output("no json"), "States.Runtime");
  asl_engine_destroy(engine);
  asl_engine_destroy(nullptr);
}

} // namespace
} // namespace asl::test
