// More tasks than handlers may run: the others are queued, and lack of memory never fails a task.
#include "test/unit/embed/machines.h"
#include "test/unit/sanitized.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <future>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

/// Counts the handlers inside, and their maximum.
struct Crowd {
  std::atomic<int> inside = 0, most = 0, ever = 0;
  struct Visit {
    Crowd &crowd;
    explicit Visit(Crowd &visited) : crowd(visited) {
      ++crowd.ever;
      int now = ++crowd.inside;
      for (int seen = crowd.most; seen < now && !crowd.most.compare_exchange_weak(seen, now);)
        ;
    }
    ~Visit() { --crowd.inside; }
  };
};

/// Blocks handlers, and with them the virtual clock, until all executions have been started.
struct Gate {
  std::promise<void> promise;
  std::shared_future<void> isOpen = promise.get_future().share();
  void pass() {
    this_task::blocking([&] { isOpen.wait(); });
  }
  void open() { promise.set_value(); }
};

size_t residentBytes() {
  long pages = 0;
  if (FILE *file = fopen("/proc/self/statm", "r")) {
    if (fscanf(file, "%*d %ld", &pages) != 1)
      pages = 0;
    fclose(file);
  }
  return static_cast<size_t>(pages) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

TEST(Queue, LimitsConcurrentHandlers) {
  Crowd crowd;
  Gate gate;
  std::vector<int> order;
  HandlerRegistry tasks({.maxHandlers = 2});
  tasks.function("f", [&](int number) {
    Crowd::Visit visit(crowd);
    order.push_back(number);
    gate.pass();
    this_task::sleep_for(1h);
    return number;
  });
  Host host(tasks, {.clock = ClockKind::Virtual});
  EventLog last;
  std::vector<Execution> all;
  for (int i = 0; i < 10; ++i)
    all.push_back(host.start(taskMachine(function("f")), i, {.history = i == 9 ? &last : nullptr}));
  gate.open();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(all[i].wait().value(), i);
  EXPECT_EQ(crowd.most, 2);
  EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(last.events().back()["timestamp"].get<int64_t>() -
                last.events().front()["timestamp"].get<int64_t>(),
            std::chrono::milliseconds(5h).count());
}

TEST(Queue, IsLeftByTasksThatTimeOut) {
  Crowd crowd;
  Gate gate;
  HandlerRegistry tasks({.maxHandlers = 1});
  tasks.function("f", [&] {
    Crowd::Visit visit(crowd);
    gate.pass();
    this_task::sleep_for(1h);
    return "done";
  });
  Host host(tasks, {.clock = ClockKind::Virtual});
  Execution first = host.start(taskMachine(function("f")));
  std::vector<Execution> hasty;
  for (int i = 0; i < 5; ++i)
    hasty.push_back(host.start(taskMachine(function("f"), 60)));
  Execution patient = host.start(taskMachine(function("f")));
  gate.open();
  EXPECT_EQ(first.wait().value(), "done");
  for (Execution &execution : hasty)
    EXPECT_EQ(execution.wait().error, "States.Timeout");
  EXPECT_EQ(patient.wait().value(), "done");
  EXPECT_EQ(crowd.ever, 2);
}

TEST(Queue, PassesTheStackOnHoweverAHandlerEnds) {
  for (const char *end : {"returns", "throws", "is cancelled", "is cancelled in blocking work"}) {
    std::atomic<bool> begun = false, mayEnd = false, second = false;
    std::string how = end;
    HandlerRegistry tasks({.maxHandlers = 1});
    tasks.function("first", [&] {
      if (how == "is cancelled in blocking work")
        this_task::blocking([&] {
          for (begun = true; !mayEnd;)
            std::this_thread::sleep_for(1ms);
        });
      for (begun = true; !mayEnd;)
        this_task::sleep_for(how == "is cancelled" ? 1h : 1ms);
      if (how == "throws")
        throw TaskError("Thrown");
    });
    tasks.function("second", [&] { second = true; });
    Host host(tasks, {.threads = 2});
    Execution first = host.start(taskMachine(function("first")));
    while (!begun)
      std::this_thread::yield();
    Execution gone = host.start(taskMachine(function("second")));
    gone.cancel();
    EXPECT_EQ(gone.wait().status, Status::Aborted);
    Execution waits = host.start(taskMachine(function("second")));
    if (how.starts_with("is cancelled")) {
      first.cancel();
      EXPECT_EQ(first.wait().status, Status::Aborted);
    }
    mayEnd = true;
    EXPECT_TRUE(waits.wait()) << how;
    EXPECT_TRUE(second) << how;
  }
}

TEST(Queue, IsLeftWhenTheHostEnds) {
  Crowd crowd;
  HandlerRegistry tasks({.maxHandlers = 3});
  tasks.function("f", [&] {
    Crowd::Visit visit(crowd);
    this_task::sleep_for(1h);
  });
  std::vector<Execution> all;
  {
    Host host(tasks, {.threads = 2});
    for (int i = 0; i < 100; ++i)
      all.push_back(host.start(taskMachine(function("f"))));
    while (crowd.inside < 3)
      std::this_thread::yield();
  }
  EXPECT_EQ(crowd.inside, 0);
  EXPECT_EQ(crowd.most, 3);
  for (Execution &execution : all)
    EXPECT_EQ(execution.poll()->status, Status::Aborted);
}

TEST(Queue, WorksWithSeveralThreadsAndCancellations) {
  Crowd crowd;
  HandlerRegistry tasks({.maxHandlers = 5});
  tasks.function("f", [&](int number) {
    Crowd::Visit visit(crowd);
    if (number % 3 == 0)
      this_task::sleep_for(1ms);
    if (number % 7 == 0)
      this_task::blocking([] { std::this_thread::sleep_for(1ms); });
    return number;
  });
  Host host(tasks, {.threads = 4});
  std::vector<Execution> all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(host.start(taskMachine(function("f")), i));
    if (i % 5 == 0)
      all[i / 2].cancel();
  }
  for (int i = 0; i < 1000; ++i) {
    Result result = all[i].wait();
    if (result)
      EXPECT_EQ(result.output, i);
    else
      EXPECT_EQ(result.status, Status::Aborted);
  }
  // A handler cancelled in blocking work still has its stack, because it is only beginning to
  // unwind.
  EXPECT_LE(crowd.most, 5);
}

TEST(Queue, WaitsWhenTheSystemHasNoMemoryForStacks) {
  if (kSanitized)
    GTEST_SKIP() << "sanitizers need more address space than a limit leaves";
  Crowd crowd;
  HandlerRegistry tasks({.stackBytes = size_t(1) << 30});
  tasks.function("f", [&] {
    Crowd::Visit visit(crowd);
    this_task::sleep_for(1ms);
  });
  rlimit before{}, tight{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  {
    Host host(tasks, {.threads = 1});
    host.run(taskMachine(function("f"))).value();
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    ASSERT_EQ(fscanf(file, "%ld", &pages), 1);
    fclose(file);
    tight = before;
    tight.rlim_cur = static_cast<rlim_t>(pages) * 4096 + (rlim_t(5) << 29); // two and a half stacks
    ASSERT_EQ(setrlimit(RLIMIT_AS, &tight), 0);
    std::vector<Execution> all;
    for (int i = 0; i < 50; ++i)
      all.push_back(host.start(taskMachine(function("f"))));
    for (Execution &execution : all)
      EXPECT_TRUE(execution.wait());
    setrlimit(RLIMIT_AS, &before);
  }
  EXPECT_LE(crowd.most, 3);
}

TEST(Queue, RefusesStacksOfAnImpossibleSize) {
  EXPECT_THROW(HandlerRegistry({.stackBytes = 1000}), std::invalid_argument);
  EXPECT_THROW(HandlerRegistry({.stackBytes = size_t(1) << 60}), std::invalid_argument);
}

// A waiting handler takes the used pages of its stack and the memory of its execution. A 64-bit
// address space is large enough for all stacks.
TEST(Queue, AHundredThousandHandlersWaitAtOnce) {
  constexpr int count = kSanitized ? 2000 : 100000;
  std::mutex mutex;
  std::vector<this_task::Resume> waiting;
  HandlerRegistry tasks({.stackBytes = kSanitized ? 64 << 10 : 16 << 10, .maxHandlers = count});
  tasks.function("f", [&](int number) {
    this_task::await([&](this_task::Resume resume) {
      std::lock_guard lock(mutex);
      waiting.push_back(std::move(resume));
    });
    return number;
  });
  size_t before = residentBytes();
  Host host(tasks, {.threads = 2});
  const asl_module &machine = taskMachine(function("f"));
  std::vector<Execution> all;
  all.reserve(count);
  for (int i = 0; i < count; ++i)
    all.push_back(host.start(machine, i));
  auto haveBegun = [&] {
    std::lock_guard lock(mutex);
    return waiting.size() == count;
  };
  while (!haveBegun())
    std::this_thread::sleep_for(10ms);
  size_t each = (residentBytes() - before) / count;
  std::printf("%d handlers wait, each with its execution takes %zu bytes\n", count, each);
  if (!kSanitized)
    EXPECT_LT(each, 20000u);
  for (const this_task::Resume &resume : waiting)
    resume();
  for (int i = 0; i < count; ++i)
    EXPECT_EQ(all[i].wait().value(), i);
}

} // namespace
} // namespace asl::test
