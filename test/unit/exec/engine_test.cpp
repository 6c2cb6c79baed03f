// The engine: many executions on several shards, stopping, modules of another ABI version.
#include "test/unit/states/support.h"

#include "runtime/exec/timer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <random>
#include <thread>

namespace asl::test {
namespace {

/// Waits for a number of outcomes from any thread.
class Outcomes {
public:
  std::function<void(const Outcome &)> add() {
    return [this](const Outcome &outcome) {
      std::lock_guard lock(mutex_);
      all_.push_back(outcome);
      changed_.notify_all();
    };
  }
  std::vector<Outcome> wait(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return all_.size() >= count; });
    return all_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Outcome> all_;
};

/// Answers tasks on another thread.
class ThreadExecutor final : public task::TaskExecutor {
public:
  ~ThreadExecutor() override {
    for (std::thread &thread : threads_)
      thread.join();
  }
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override {
    std::lock_guard lock(mutex_);
    threads_.emplace_back([reply, json = request.parametersJson()] {
      reply->started(std::nullopt);
      reply->heartbeat();
      reply->succeeded(json);
      reply->succeeded("\"twice\"");
    });
    return threads_.size();
  }
  void cancel(uint64_t) override {}

private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

Machine waitThenTask() {
  Machine m;
  State &p = m.flow().add({"P", ASL_PARALLEL});
  Flow &left = m.newFlow();
  State &w = left.add({"W", ASL_WAIT});
  w.waitForm = ASL_WAIT_TIMESTAMP;
  w.until = [](Value) { return string(constant("2001-01-01T00:00:00Z")); };
  Flow &right = m.newFlow();
  right.add({"T", ASL_TASK}).resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  p.branches = {&left, &right};
  return m;
}

TEST(Engine, ManyExecutionsOnSeveralShards) {
  Machine m = waitThenTask();
  ThreadExecutor executor;
  EngineOptions options;
  options.shards = 4;
  options.executor = &executor;
  Outcomes outcomes;
  constexpr size_t kCount = 200;
  Engine engine(options);
  const asl_module &module = m.module();
  std::vector<std::thread> callers;
  for (size_t t = 0; t < 2; ++t)
    callers.emplace_back([&, t] {
      for (size_t i = 0; i < kCount / 2; ++i)
        engine.start(module, std::to_string(t * 1000 + i), {}, outcomes.add());
    });
  for (std::thread &caller : callers)
    caller.join();
  std::vector<Outcome> all = outcomes.wait(kCount);
  ASSERT_EQ(all.size(), kCount);
  std::set<std::string> outputs;
  for (const Outcome &outcome : all) {
    EXPECT_EQ(outcome.status, Status::Succeeded);
    outputs.insert(outcome.output);
  }
  EXPECT_EQ(outputs.size(), kCount);
}

TEST(Engine, RunOnSeveralThreadsAtOnce) {
  Machine m = waitThenTask();
  ThreadExecutor executor;
  EngineOptions options;
  options.executor = &executor;
  Engine engine(options);
  const asl_module &module = m.module();
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < 20; ++i)
        good += engine.run(module, "7", {}).output == "[7,7]";
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(good, 80);
}

/// Counts in `begun` the executions whose wait begins.
Machine sleeping(int64_t seconds, std::atomic<int> *begun = nullptr) {
  Machine m;
  State &w = m.flow().add({"W", ASL_WAIT});
  w.until = [=](Value) {
    if (begun)
      ++*begun;
    return integer(seconds);
  };
  return m;
}

TEST(Engine, AbortEndsOneExecution) {
  std::atomic<int> begun{0};
  Machine m = sleeping(1000, &begun);
  EngineOptions options;
  options.shards = 2;
  Outcomes outcomes;
  Recorder history;
  Engine engine(options);
  ExecutionOptions execution;
  execution.history = &history;
  execution.roleArn = "role";
  ExecutionId id = engine.start(m.module(), "{}", execution, outcomes.add());
  while (begun == 0)
    std::this_thread::yield();
  engine.abort(id, "E", std::nullopt);
  std::vector<Outcome> all = outcomes.wait(1);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].status, Status::Aborted);
  EXPECT_EQ(all[0].error, "E");
  EXPECT_FALSE(all[0].cause);
  EXPECT_EQ(history.lines.back(), R"(3<-0 ExecutionAborted {"error":"E"})");
  engine.abort(id, "again", std::nullopt);
}

TEST(Engine, AbortAllReachesRun) {
  Machine m = sleeping(1000);
  Engine engine(EngineOptions{});
  std::atomic<bool> over{false};
  std::thread stopper([&] {
    while (!over) {
      engine.abortAll(std::nullopt, "stop");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  Outcome outcome = engine.run(m.module(), "{}", {});
  over = true;
  stopper.join();
  EXPECT_EQ(outcome.status, Status::Aborted);
  EXPECT_EQ(outcome.cause, "stop");
}

TEST(Engine, AbortReachesALoopThatNeverWaits) {
  Machine m;
  m.flow().add({"A", ASL_PASS, "A"});
  Engine engine(EngineOptions{});
  std::atomic<bool> over{false};
  std::thread stopper([&] {
    while (!over) {
      engine.abortAll(std::nullopt, std::nullopt);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  ExecutionOptions options;
  options.express = true;
  Outcome outcome = engine.run(m.module(), "{}", options);
  over = true;
  stopper.join();
  EXPECT_EQ(outcome.status, Status::Aborted);
}

TEST(Engine, DestructorAbortsRunningExecutions) {
  std::atomic<int> begun{0};
  Machine m = sleeping(1000, &begun);
  Outcomes outcomes;
  {
    Engine engine(EngineOptions{});
    const asl_module &module = m.module();
    for (int i = 0; i < 10; ++i)
      engine.start(module, "{}", {}, outcomes.add());
    while (begun < 10)
      std::this_thread::yield();
  }
  std::vector<Outcome> all = outcomes.wait(10);
  ASSERT_EQ(all.size(), 10u);
  for (const Outcome &outcome : all)
    EXPECT_EQ(outcome.status, Status::Aborted);
}

TEST(Engine, DestructorAbortsALoopThatNeverWaits) {
  std::atomic<bool> runs{false};
  Machine m;
  m.flow().add({"A", ASL_PASS, "A"}).exit = [&](asl_frame *, Value in, Value) {
    runs = true;
    return in;
  };
  Outcomes outcomes;
  {
    Engine engine(EngineOptions{});
    ExecutionOptions express;
    express.express = true; // without a limit on events: it runs for five minutes
    engine.start(m.module(), "{}", express, outcomes.add());
    while (!runs)
      std::this_thread::yield();
  }
  std::vector<Outcome> all = outcomes.wait(1);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().status, Status::Aborted);
}

TEST(Engine, VirtualTimeOnAShard) {
  Machine m = sleeping(86400);
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  Outcomes outcomes;
  Engine engine(options);
  const asl_module &module = m.module();
  for (int i = 0; i < 100; ++i)
    engine.start(module, "{}", {}, outcomes.add());
  EXPECT_EQ(outcomes.wait(100).size(), 100u);
}

TEST(Engine, WallClockReallyWaits) {
  Machine m = sleeping(1);
  Engine engine(EngineOptions{});
  auto before = std::chrono::steady_clock::now();
  engine.run(m.module(), "{}", {});
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(990));
}

TEST(Engine, RefusesModulesOfAnotherVersion) {
  Machine m = sleeping(1);
  asl_module module = m.module();
  Engine engine(EngineOptions{});
  EXPECT_EQ(engine.load(module), "");
  module.abi_version = ASL_ABI_VERSION + 1;
  EXPECT_THAT(engine.load(module), testing::HasSubstr("compile it again"));
}

TEST(Timers, FireInOrderOfDeadlineThenStart) {
  exec::Timers timers;
  int targets[5];
  exec::TimerId ids[5];
  int64_t deadlines[] = {30, 10, 20, 10, 40};
  for (int i = 0; i < 5; ++i)
    ids[i] = timers.start(deadlines[i], {nullptr, &targets[i]});
  timers.cancel(ids[2]);
  EXPECT_EQ(ids[2], 0u);
  EXPECT_EQ(timers.next(), 10);
  EXPECT_FALSE(timers.takeDue(9));
  std::vector<long> order;
  while (auto target = timers.takeDue(100))
    order.push_back(static_cast<int *>(target->object) - targets);
  EXPECT_THAT(order, testing::ElementsAre(1, 3, 0, 4));
  EXPECT_FALSE(timers.next());
}

TEST(Timers, ManyAtRandom) {
  exec::Timers timers;
  Heap random(nullptr, 3);
  std::multimap<int64_t, exec::TimerId> expected;
  for (int i = 0; i < 5000; ++i) {
    int64_t deadline = static_cast<int64_t>(random.random() % 1000);
    expected.emplace(deadline, timers.start(deadline, {}));
    if (random.random() % 3 == 0) {
      auto victim =
          std::next(expected.begin(), static_cast<long>(random.random() % expected.size()));
      exec::TimerId id = victim->second;
      timers.cancel(id);
      expected.erase(victim);
    }
  }
  for (auto &[deadline, id] : expected) {
    EXPECT_EQ(timers.next(), deadline);
    EXPECT_TRUE(timers.takeDue(deadline));
  }
  EXPECT_FALSE(timers.next());
}

/// Answers tasks on other threads, each after a different time.
class UnevenExecutor final : public task::TaskExecutor {
public:
  explicit UnevenExecutor(unsigned seed) : random_(seed) {}
  ~UnevenExecutor() override {
    for (std::thread &thread : threads_)
      thread.join();
  }
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override {
    auto delay = std::chrono::microseconds(random_() % 3000);
    threads_.emplace_back([reply, delay, json = request.parametersJson()] {
      std::this_thread::sleep_for(delay);
      if (json.ends_with("7"))
        reply->failed("E", json);
      else
        reply->succeeded(json);
    });
    return threads_.size();
  }
  void cancel(uint64_t) override {}

private:
  std::minstd_rand random_;
  std::vector<std::thread> threads_;
};

/// A Map of tasks that are retried with jitter, each followed by another task. The intervals are so
/// long that no answer is as late in real time.
Machine retryingMap() {
  Machine m;
  State &map = m.flow().add({"M", ASL_MAP});
  Flow &item = m.newFlow();
  State &task = item.add({"T", ASL_TASK, "U"});
  task.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  task.retry = {{.errors = {"E"}, .maxAttempts = 2, .interval = 3600, .jitter = true}};
  task.catches = {{{"States.ALL"}, "U", {}}};
  item.add({"U", ASL_TASK}).resource = task.resource;
  map.branches = {&item};
  return m;
}

TEST(Engine, OrderedAnswersMakeRunsRepeat) {
  Machine m = retryingMap();
  std::string items = "[0";
  for (int i = 1; i < 30; ++i)
    items += "," + std::to_string(i);
  items += "]";
  auto history = [&](unsigned executorSeed) {
    UnevenExecutor executor(executorSeed);
    EngineOptions options;
    options.clock = ClockKind::Virtual;
    options.orderedAnswers = true;
    options.executor = &executor;
    Recorder recorder;
    ExecutionOptions execution;
    execution.seed = 7;
    execution.history = &recorder;
    Engine engine(options);
    EXPECT_EQ(engine.run(m.module(), items, execution).status, Status::Succeeded);
    return recorder.text();
  };
  std::string first = history(1);
  EXPECT_EQ(history(2), first);
  EXPECT_EQ(history(3), first);
}

TEST(Engine, OrderedAnswersDoNotDelayDeadlines) {
  // The first task never answers. The answer of the second waits until the first has timed out.
  Machine m;
  State &p = m.flow().add({"P", ASL_PARALLEL});
  for (int64_t i : {0, 1}) {
    Flow &branch = m.newFlow();
    State &task = branch.add({i == 0 ? "Hangs" : "Answers", ASL_TASK, "Done"});
    task.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
    task.arguments = [=](asl_frame *, asl_task_arguments &a) {
      a.timeout_seconds = i == 0 ? integer(1) : undefined();
    };
    task.catches = {{{"States.ALL"}, "Done", {}}};
    branch.add({"Done", ASL_SUCCEED});
    p.branches.push_back(&branch);
  }
  struct TaskExecutor final : task::TaskExecutor {
    ~TaskExecutor() override { thread.join(); }
    uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override {
      if (request.stateName == "Answers")
        thread = std::thread([reply] { reply->succeeded("1"); });
      return 1;
    }
    void cancel(uint64_t) override {}
    std::thread thread;
  } executor;
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.orderedAnswers = true;
  options.executor = &executor;
  Engine engine(options);
  EXPECT_EQ(engine.run(m.module(), "{}", {}).output,
            R"([{"Error":"States.Timeout","Cause":""},1])");
}

TEST(Engine, SeveralLoadAndRunOneModuleAtOnce) {
  Machine m = waitThenTask();
  const asl_module &module = m.module();
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 2; ++t)
    callers.emplace_back([&] {
      ThreadExecutor executor;
      EngineOptions options;
      options.executor = &executor;
      Engine engine(options);
      for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(engine.load(module), "");
        good += engine.run(module, "7", {}).output == "[7,7]";
      }
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(good, 40);
}

TEST(Engine, OutlivesTheModulesThatItRan) {
  Engine engine({});
  for (int i = 0; i < 50; ++i) {
    // Machines of different shapes reuse each other's memory.
    auto machine = std::make_unique<Machine>();
    for (int v = 0; v < i % 7; ++v)
      machine->flow().variableNames.push_back("v" + std::to_string(v));
    State &p = machine->flow().add({"P", ASL_PARALLEL});
    for (int b = 0; b <= i % 3; ++b) {
      Flow &branch = machine->newFlow();
      branch.add({"A", ASL_PASS});
      p.branches.push_back(&branch);
    }
    EXPECT_EQ(engine.run(machine->module(), "1", {}).status, Status::Succeeded);
  }
}

} // namespace
} // namespace asl::test
