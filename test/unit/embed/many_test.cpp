// Many executions and hosts at the same time, and cancellation while a machine itself waits.
#include "machines.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

TEST(Many, TenThousandHandlersSleepAtOnce) {
  constexpr int count = 10000;
  std::atomic<int> asleep = 0, most = 0;
  HandlerRegistry tasks({.stackBytes = 64 * 1024});
  tasks.function("f", [&](int number) {
    int now = ++asleep;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);)
      ;
    // Waits until all have begun, longer and longer: else those that wake would leave no time for
    // others to begin.
    for (auto pause = 10ms; most < count; pause *= 2)
      this_task::sleep_for(pause);
    --asleep;
    return number;
  });
  Host host(tasks, {.threads = 2});
  const asl_module &machine = taskMachine(function("f"));
  std::vector<Execution> all;
  all.reserve(count);
  for (int i = 0; i < count; ++i)
    all.push_back(host.start(machine, i));
  for (int i = 0; i < count; ++i)
    EXPECT_EQ(all[i].wait().value(), i);
  EXPECT_EQ(most, count);
}

TEST(Many, AreStartedFromManyThreads) {
  std::atomic<int> calls = 0;
  HandlerRegistry tasks;
  tasks.function("f", [&] { ++calls; });
  Host host(tasks, {.threads = 2});
  const asl_module &machine = taskMachine(function("f"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      std::vector<Execution> own;
      for (int j = 0; j < 250; ++j)
        own.push_back(host.start(machine));
      for (Execution &execution : own)
        EXPECT_EQ(execution.wait().status, Status::Succeeded);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(calls, 2000);
}

TEST(Many, HostsHaveTheirOwnHandlersAndClocks) {
  HandlerRegistry ours, theirs;
  ours.function("f", [] {
    this_task::sleep_for(24h);
    return "ours";
  });
  theirs.function("f", [] { return "theirs"; });
  Host fast(ours, {.clock = ClockKind::Virtual}), real(theirs);
  const asl_module &machine = taskMachine(function("f"));
  Execution one = fast.start(machine), other = real.start(machine);
  EXPECT_EQ(one.wait().value(), "ours");
  EXPECT_EQ(other.wait().value(), "theirs");
}

TEST(Many, OneHostMayRunAHandlerOfAnother) {
  HandlerRegistry inner, outer;
  inner.function("g", [](int n) { return n + 1; });
  Host innerHost(inner);
  outer.function(
      "f", [&](int n) { return innerHost.start(taskMachine(function("g")), n).wait().value(); });
  Host outerHost(outer);
  EXPECT_EQ(outerHost.run(taskMachine(function("f")), 1).value(), 2);
}

TEST(Cancelling, EndsAMachineThatWaitsByItself) {
  Host host{HandlerRegistry()};
  Execution execution = host.start(waitMachine(3600));
  EXPECT_FALSE(execution.wait_for(20ms));
  execution.cancel("Gone", "home");
  Result result = execution.wait();
  EXPECT_EQ(result.status, Status::Aborted);
  EXPECT_EQ(result.error, "Gone");
}

TEST(Cancelling, UnwindsTheHandlersOfEachBranch) {
  std::atomic<int> inside = 0;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    struct Inside {
      std::atomic<int> &count;
      ~Inside() { --count; }
    } guard{inside};
    ++inside;
    this_task::sleep_for(1h);
  });
  Host host(tasks);
  Execution execution = host.start(parallelMachine({function("f"), function("f"), function("f")}));
  while (inside != 3)
    std::this_thread::yield();
  execution.cancel();
  EXPECT_EQ(execution.wait().status, Status::Aborted);
  for (int i = 0; i < 5000 && inside != 0; ++i)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(inside, 0);
}

TEST(Cancelling, HasNoEffectAfterTheEnd) {
  HandlerRegistry tasks;
  tasks.function("f", [] { return 1; });
  Host host(tasks);
  Execution execution = host.start(taskMachine(function("f")));
  EXPECT_EQ(execution.wait().value(), 1);
  execution.cancel();
  EXPECT_EQ(execution.wait().status, Status::Succeeded);
}

TEST(Handlers, ThatAreNotBoundFailTheExecutionAndNameTheMissingBinding) {
  HandlerRegistry tasks;
  tasks.function("other", [] { return 1; });
  Host host(tasks);
  Result result = host.run(taskMachine(function("missing")));
  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_THAT(*result.cause, testing::HasSubstr("missing"));
}

} // namespace
} // namespace asl::test
