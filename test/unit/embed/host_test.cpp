// Hosts: starting, waiting and cancelling, from many threads and from handlers.
#include "machines.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

TEST(Host, RunsManyMachinesFromManyThreads) {
  HandlerRegistry tasks;
  tasks.function("double", [](int number) { return 2 * number; });
  tasks.function("sleepy", [](int number) {
    this_task::sleep_for(1ms);
    return 3 * number;
  });
  Host host(tasks, {.threads = 3});
  const asl_module &first = taskMachine(function("double"));
  const asl_module &second = taskMachine(function("sleepy"));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(host.run(first, i).value(), 2 * i);
        EXPECT_EQ(host.run(second, i + t).value(), 3 * (i + t));
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Host, LeavesSignalsToTheProgram) {
  // Of the signals that the runtime might handle, SIGPIPE is the most likely.
  auto dispositions = [] {
    std::vector<std::pair<void *, int>> all;
    for (int signal = 1; signal < NSIG; ++signal) {
      struct sigaction action{};
      sigaction(signal, nullptr, &action);
      all.emplace_back(reinterpret_cast<void *>(action.sa_sigaction), action.sa_flags);
    }
    return all;
  };
  auto blocked = [] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    std::vector<int> signals;
    for (int signal = 1; signal < NSIG; ++signal)
      if (sigismember(&mask, signal) == 1)
        signals.push_back(signal);
    return signals;
  };
  auto before = dispositions();
  auto blockedBefore = blocked();
  HandlerRegistry tasks;
  std::vector<int> blockedInside{-1};
  tasks.function("f", [&] {
    this_task::blocking([] {});
    blockedInside = blocked();
  });
  Host host(tasks);
  EXPECT_TRUE(host.run(taskMachine(function("f"))));
  EXPECT_EQ(dispositions(), before);
  EXPECT_EQ(blocked(), blockedBefore);
  EXPECT_EQ(blockedInside, blockedBefore);
}

TEST(Host, StartsAndPolls) {
  Host host(HandlerRegistry(), {.threads = 1});
  Execution execution = host.start(waitMachine(3600));
  EXPECT_FALSE(execution.poll());
  EXPECT_FALSE(execution.wait_for(20ms));
  execution.cancel("Enough");
  EXPECT_EQ(execution.wait_for(30s)->status, Status::Aborted);
  EXPECT_EQ(execution.poll()->error, "Enough");
}

TEST(Host, CancelsFromManyThreadsWhileStarting) {
  HandlerRegistry tasks;
  tasks.function("f", [] { this_task::sleep_for(1h); });
  Host host(tasks, {.threads = 2});
  const asl_module &machine = taskMachine(function("f"));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        Execution execution = host.start(machine);
        if (i % 2)
          std::this_thread::yield();
        execution.cancel();
        EXPECT_EQ(execution.wait().status, Status::Aborted);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Host, EndsWithRunningExecutions) {
  std::vector<Execution> all;
  {
    Host host(HandlerRegistry(), {.threads = 2});
    for (int i = 0; i < 20; ++i)
      all.push_back(host.start(waitMachine(3600)));
    host.run(waitMachine(0));
  }
  for (Execution &execution : all)
    EXPECT_EQ(execution.wait().status, Status::Aborted);
}

TEST(Host, AbortsAll) {
  Host host(HandlerRegistry(), {.threads = 2});
  std::vector<Execution> all;
  for (int i = 0; i < 10; ++i)
    all.push_back(host.start(waitMachine(3600)));
  host.abortAll("Down", "for maintenance");
  for (Execution &execution : all)
    EXPECT_EQ(execution.wait().cause, "for maintenance");
}

TEST(Host, IsUsedByItsOwnHandlers) {
  HandlerRegistry tasks;
  Host *self = nullptr;
  const asl_module &inner = taskMachine(function("inner"));
  tasks.function("inner", [](int number) {
    this_task::sleep_for(1ms);
    return number + 1;
  });
  tasks.function("outer", [&](int number) { return self->run(inner, number).value(); });
  tasks.function("coroutine", [&](int number) -> asl::async<Json> {
    Result result = co_await self->start(inner, number);
    co_return result.value();
  });
  tasks.function("starts-last", [&] {
    try {
      this_task::sleep_for(1h);
    } catch (const Cancelled &) {
      EXPECT_EQ(self->start(inner, 1).poll()->status, Status::Aborted);
      throw;
    }
  });
  Host host(tasks, {.threads = 1});
  self = &host;
  EXPECT_EQ(host.run(taskMachine(function("outer")), 1).value(), 2);
  EXPECT_EQ(host.run(taskMachine(function("coroutine")), 1).value(), 2);
  Execution last = host.start(taskMachine(function("starts-last")));
  EXPECT_FALSE(last.wait_for(20ms));
}

TEST(Host, AcceptsOnlyJsonText) {
  Host host(HandlerRegistry(), {.clock = ClockKind::Virtual});
  Result result = host.startText(waitMachine(1), " {\"b\": 1.50, \"a\": 1e400} ").wait();
  EXPECT_EQ(result.text, "{\"b\":1.5,\"a\":1e400}");
  EXPECT_EQ(host.startText(waitMachine(1), "{").wait().error, "States.Runtime");
  EXPECT_EQ(host.run(waitMachine(1), std::string(300000, 'x')).error, "States.DataLimitExceeded");
}

TEST(Host, NeedsAFolderOfBucketsWhereItIsToldOfOne) {
  EXPECT_THROW(Host(HandlerRegistry(), {.s3Folder = "/none"}), std::invalid_argument);
  Host host(HandlerRegistry(), {.clock = ClockKind::Virtual, .s3Folder = "/"});
  EXPECT_EQ(host.run(waitMachine(1), 1).value(), 1);
}

TEST(Host, RefusesAModuleOfAnotherVersion) {
  asl_module foreign = waitMachine(1);
  foreign.abi_version = ASL_ABI_VERSION + 1;
  Host host;
  try {
    host.start(foreign);
    ADD_FAILURE();
  } catch (const ModuleError &error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(std::to_string(ASL_ABI_VERSION + 1)));
  }
}

TEST(Host, ReportsHistoryAndTrace) {
  struct Lines : TraceSink {
    void event(const TraceEvent &event) override { all.emplace_back(event.place); }
    std::vector<std::string> all;
  } trace;
  EventLog log;
  HandlerRegistry tasks;
  tasks.function("f", [] { return Json{{"ok", true}}; });
  Host host(tasks, {.clock = ClockKind::Virtual});
  host.run(taskMachine(function("f")), {}, {.history = &log, .trace = &trace}).value();
  Json events = log.events();
  ASSERT_EQ(events.size(), 7u);
  EXPECT_EQ(events[4]["type"], "LambdaFunctionSucceeded");
  EXPECT_EQ(events[4]["lambdaFunctionSucceededEventDetails"]["output"], "{\"ok\":true}");
  EXPECT_THAT(trace.all, testing::Contains("T"));
}

TEST(Host, RunsDaysOnAVirtualClock) {
  Host host(HandlerRegistry(), {.clock = ClockKind::Virtual});
  EXPECT_TRUE(host.run(waitMachine(int64_t(300) * 24 * 3600)));
}

} // namespace
} // namespace asl::test
