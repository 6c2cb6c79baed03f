// Handlers that wait: others run meanwhile, and cancelled handlers are unwound.
#include "test/unit/embed/machines.h"

#include "asl/asl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace asl::test {
namespace {

using namespace std::chrono_literals;

/// Counts the exits of a handler, by return or by unwinding.
struct Left {
  std::atomic<int> &count;
  ~Left() { ++count; }
};

const HostOptions kVirtual{.clock = ClockKind::Virtual};
const HostOptions kOneThread{.threads = 1};

TEST(Fibers, SleepWithoutHoldingUpOthers) {
  HandlerRegistry tasks;
  tasks.function("f", [] {
    this_task::sleep_for(100ms);
    return 1;
  });
  Host host(tasks, kOneThread);
  const asl_module &machine = taskMachine(function("f"));
  auto begin = std::chrono::steady_clock::now();
  std::vector<Execution> all;
  for (int i = 0; i < 300; ++i)
    all.push_back(host.start(machine));
  for (Execution &execution : all)
    EXPECT_EQ(execution.wait().value(), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s);
}

TEST(Fibers, SleepTakesNoTimeOnAVirtualClock) {
  HandlerRegistry tasks;
  EventLog log;
  tasks.function("f", [] {
    for (int i = 0; i < 24; ++i)
      this_task::sleep_for(1h);
  });
  Host host(tasks, kVirtual);
  host.run(taskMachine(function("f")), {}, {.history = &log}).value();
  Json events = log.events();
  EXPECT_EQ(events.back()["timestamp"].get<int64_t>() - events[0]["timestamp"].get<int64_t>(),
            24 * 3600 * 1000);
}

TEST(Fibers, AreUnwoundByATimeout) {
  std::atomic<int> left = 0;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    Left guard{left};
    try {
      this_task::sleep_for(1h);
    } catch (const std::exception &) {
      ADD_FAILURE() << "Cancelled must not be a std::exception";
    }
  });
  Host host(tasks, kVirtual);
  EXPECT_EQ(host.run(taskMachine(function("f"), 5)).error, "States.Timeout");
  EXPECT_EQ(left, 1);
}

TEST(Fibers, AreUnwoundWhenASiblingFails) {
  std::atomic<int> left = 0;
  HandlerRegistry tasks;
  tasks.function("slow", [&] {
    Left guard{left};
    this_task::sleep_for(1h);
  });
  tasks.function("coroutine", [&]() -> asl::async<> {
    Left guard{left};
    co_await asl::sleep_for(1h);
  });
  tasks.function("faulty", [] {
    this_task::sleep_for(1s);
    throw TaskError("Stock.Missing", "no desk left");
  });
  Host host(tasks, kVirtual);
  Json output =
      host.run(parallelMachine({function("slow"), function("coroutine"), function("faulty")}))
          .value();
  EXPECT_EQ(output["Error"], "Stock.Missing");
  EXPECT_EQ(left, 2);
}

TEST(Fibers, AreUnwoundWhenTheExecutionIsCancelled) {
  std::atomic<int> left = 0;
  std::promise<void> started;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    Left guard{left};
    started.set_value();
    this_task::sleep_for(1h);
  });
  Host host(tasks, kOneThread);
  Execution execution = host.start(taskMachine(function("f")));
  started.get_future().wait();
  execution.cancel("Stopped", "by hand");
  Result result = execution.wait();
  EXPECT_EQ(result.status, Status::Aborted);
  EXPECT_EQ(result.error, "Stopped");
  EXPECT_EQ(left, 1);
  execution.cancel(); // has ended: no effect
}

TEST(Fibers, AreUnwoundWhenTheHostEnds) {
  std::atomic<int> left = 0;
  std::atomic<int> started = 0;
  std::optional<Execution> execution;
  {
    HandlerRegistry tasks;
    tasks.function("f", [&] {
      Left guard{left};
      ++started;
      this_task::await([](const this_task::Resume &) {}); // never called
    });
    Host host(tasks, kOneThread);
    for (int i = 0; i < 10; ++i)
      execution = host.start(taskMachine(function("f")));
    while (started < 10)
      std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(left, 10);
  EXPECT_EQ(execution->poll()->status, Status::Aborted);
  execution->cancel();
}

TEST(Fibers, ThatWaitAgainAfterCancellationGetItAgain) {
  std::atomic<int> thrown = 0;
  HandlerRegistry tasks;
  tasks.function("f", [&] {
    for (int i = 0; i < 5; ++i) {
      try {
        this_task::sleep_for(1h);
      } catch (const Cancelled &) {
        ++thrown;
      }
    }
    return "nobody hears this";
  });
  Host host(tasks, kVirtual);
  EXPECT_EQ(host.run(taskMachine(function("f"), 5)).error, "States.Timeout");
  EXPECT_EQ(thrown, 5);
}

TEST(Fibers, MayWaitInACatchBlock) {
  HandlerRegistry tasks;
  tasks.function("f", [](int number) {
    for (int i = 0;; ++i) {
      try {
        throw std::runtime_error(std::to_string(number + i));
      } catch (const std::runtime_error &error) {
        this_task::sleep_for(std::chrono::milliseconds(1 + number % 3));
        EXPECT_EQ(error.what(), std::to_string(number + i));
        EXPECT_EQ(std::uncaught_exceptions(), 0);
        if (i == 5)
          throw;
      }
    }
  });
  Host host(tasks, kOneThread);
  const asl_module &machine = taskMachine(function("f"));
  std::vector<Execution> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(host.start(machine, i * 10));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(all[i].wait().cause, std::to_string(i * 10 + 5));
}

TEST(Fibers, HeartbeatsKeepATaskAlive) {
  HandlerRegistry tasks;
  tasks.function("alive", [] {
    for (int i = 0; i < 10; ++i) {
      this_task::sleep_for(4s);
      this_task::heartbeat();
    }
    return "done";
  });
  tasks.function("silent", [] { this_task::sleep_for(40s); });
  Host host(tasks, kVirtual);
  EXPECT_EQ(host.run(taskMachine(function("alive"), 0, 5)).value(), "done");
  EXPECT_EQ(host.run(taskMachine(function("silent"), 0, 5)).error, "States.Timeout");
}

TEST(Fibers, WaitForCallbacksFromAnyThread) {
  HandlerRegistry tasks;
  tasks.function("f", [](int number) {
    auto result = std::make_shared<int>(0);
    std::thread other;
    this_task::await([&](const this_task::Resume &resume) {
      other = std::thread([result, resume, number] {
        *result = number * 2;
        resume();
        resume(); // the second call has no effect
      });
    });
    other.join();
    this_task::sleep_for(1ms);
    return *result;
  });
  tasks.function("at-once",
                 [] { this_task::await([](const this_task::Resume &resume) { resume(); }); });
  Host host(tasks);
  const asl_module &machine = taskMachine(function("f"));
  std::vector<Execution> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(host.start(machine, i));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(all[i].wait().value(), i * 2);
  EXPECT_TRUE(host.run(taskMachine(function("at-once"))));
}

// ---- What blocks ----

TEST(Blocking, LeavesTheThreadToOthers) {
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  HandlerRegistry tasks;
  tasks.function("blocks", blocking([=](Context &context, int number) {
                   released.wait();
                   context.heartbeat();
                   this_task::heartbeat();
                   return number + 1;
                 }));
  tasks.function("within", [=](int number) {
    int local = 0;
    this_task::blocking([&] {
      released.wait();
      local = number + 2;
    });
    return local;
  });
  tasks.function("quick", [] { return "quick"; });
  Host host(tasks, kOneThread);
  Execution first = host.start(taskMachine(function("blocks")), 1);
  Execution second = host.start(taskMachine(function("within")), 1);
  EXPECT_EQ(host.run(taskMachine(function("quick"))).value(), "quick");
  EXPECT_TRUE(first.running());
  EXPECT_TRUE(second.running());
  release.set_value();
  EXPECT_EQ(first.wait().value(), 2);
  EXPECT_EQ(second.wait().value(), 3);
}

TEST(Blocking, ThrowsWhatTheWorkThrows) {
  HandlerRegistry tasks;
  tasks.function("f", blocking([] { throw TaskError("Disk.Full", "no room"); }));
  Host host(tasks, kVirtual);
  EXPECT_EQ(host.run(taskMachine(function("f"))).error, "Disk.Full");
}

TEST(Blocking, IsCompletedForACancelledHandler) {
  std::atomic<int> left = 0;
  std::promise<void> started, release;
  {
    HandlerRegistry tasks;
    tasks.function("f", [&] {
      Left guard{left};
      int onTheStack = 0;
      this_task::blocking([&] {
        started.set_value();
        release.get_future().wait();
        EXPECT_EQ(left, 0);
        EXPECT_TRUE(this_task::context().cancelled());
        ++onTheStack;
      });
      ADD_FAILURE() << "it is cancelled";
    });
    Host host(tasks, kOneThread);
    Execution execution = host.start(taskMachine(function("f")));
    started.get_future().wait();
    execution.cancel();
    EXPECT_EQ(execution.wait().status, Status::Aborted);
    EXPECT_EQ(left, 0);
    release.set_value();
  }
  EXPECT_EQ(left, 1);
}

TEST(Blocking, ThatHasNotBegunIsDropped) {
  std::promise<void> started, release;
  std::atomic<int> ran = 0;
  HandlerRegistry tasks({.blockingThreads = 1});
  tasks.function("first", blocking([&] {
                   started.set_value();
                   release.get_future().wait();
                 }));
  tasks.function("second", blocking([&] { ++ran; }));
  Host host(tasks, kOneThread);
  Execution first = host.start(taskMachine(function("first")));
  started.get_future().wait();
  Execution second = host.start(taskMachine(function("second")));
  second.cancel();
  EXPECT_EQ(second.wait().status, Status::Aborted);
  release.set_value();
  EXPECT_TRUE(first.wait());
  EXPECT_EQ(ran, 0);
}

} // namespace
} // namespace asl::test
