// Open states and tasks, also in the recorded histories of the service.
#include "runtime/observe/flow_tracker.h"

#include "recorded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace asl::observe {
namespace {

Event event(uint64_t id, uint64_t previous, EventType type, const std::string &name = "",
            uint64_t number = 0) {
  Event made;
  made.id = id;
  made.previousId = previous;
  made.type = type;
  made.name = name;
  made.number = number;
  made.timestampMs = static_cast<int64_t>(id) * 1000;
  return made;
}

TEST(FlowTracker, FollowsATaskThroughARetry) {
  FlowTracker flow;
  flow.follow(event(1, 0, EventType::ExecutionStarted));
  EXPECT_EQ(flow.follow(event(2, 0, EventType::TaskStateEntered, "Pay")).entered->type, "Task");
  EXPECT_EQ(flow.follow(event(3, 2, EventType::TaskScheduled)).scheduled->state, 2u);
  EXPECT_EQ(flow.follow(event(4, 3, EventType::TaskStarted)).started->startedMs, 4000);
  Step failed = flow.follow(event(5, 4, EventType::TaskFailed));
  ASSERT_EQ(failed.ended.size(), 1u);
  EXPECT_TRUE(failed.left.empty());
  EXPECT_EQ(flow.follow(event(6, 5, EventType::TaskScheduled)).scheduled->state, 2u);
  flow.follow(event(7, 6, EventType::TaskStarted));
  EXPECT_EQ(flow.follow(event(8, 7, EventType::TaskSucceeded)).ended[0].id, 6u);
  Step left = flow.follow(event(9, 8, EventType::TaskStateExited, "Pay"));
  ASSERT_EQ(left.left.size(), 1u);
  EXPECT_EQ(left.left[0].enteredMs, 2000);
}

TEST(FlowTracker, KnowsTheStatesAround) {
  FlowTracker flow;
  flow.follow(event(1, 0, EventType::ExecutionStarted));
  flow.follow(event(2, 0, EventType::MapStateEntered, "Each"));
  flow.follow(event(3, 2, EventType::MapStateStarted));
  flow.follow(event(4, 3, EventType::MapIterationStarted, "Each", 0));
  flow.follow(event(5, 3, EventType::MapIterationStarted, "Each", 1));
  Step second = flow.follow(event(6, 5, EventType::TaskStateEntered, "Pay"));
  EXPECT_EQ(second.entered->outer, 2u);
  EXPECT_EQ(second.entered->iteration, 1u);
  EXPECT_EQ(flow.follow(event(7, 4, EventType::TaskStateEntered, "Pay")).entered->iteration, 0u);
  flow.follow(event(8, 7, EventType::TaskScheduled));
  // The whole execution is stopped: what is open ends, the inner states first.
  Step end = flow.follow(event(9, 0, EventType::ExecutionAborted));
  ASSERT_EQ(end.left.size(), 3u);
  EXPECT_EQ(end.left[2].name, "Each");
  EXPECT_EQ(end.ended.size(), 1u);
}

TEST(FlowTracker, BearsEventsThatItHasNotSeenTheBeginOf) {
  FlowTracker flow;
  EXPECT_TRUE(flow.follow(event(40, 39, EventType::TaskSucceeded)).ended.empty());
  EXPECT_TRUE(flow.follow(event(41, 40, EventType::TaskStateExited, "Pay")).left.empty());
  EXPECT_EQ(flow.follow(event(42, 41, EventType::PassStateEntered, "Next")).entered->outer, 0u);
}

TEST(OpenTask, MissesItsHeartbeatBeforeItsTimeout) {
  OpenTask task;
  task.scheduledMs = 1000;
  EXPECT_FALSE(task.missesHeartbeat(3000));
  task.heartbeatSeconds = 2;
  EXPECT_TRUE(task.missesHeartbeat(3000));
  task.timeoutSeconds = 10;
  EXPECT_TRUE(task.missesHeartbeat(3000));
  EXPECT_FALSE(task.missesHeartbeat(11'000));
}

/// In every history of the service each state that is left was entered, by its name, and at the end
/// nothing is open.
TEST(FlowTracker, FollowsTheHistoriesOfTheService) {
  std::vector<Json> cases = recordedCases("");
  if (cases.empty())
    GTEST_SKIP() << "there are no recordings";
  size_t states = 0, tasks = 0;
  for (const Json &recorded : cases) {
    const Json &expect = recorded["expect"];
    if (!expect.contains("history") || recorded.value("historyUnordered", false))
      continue;
    FlowTracker flow;
    std::set<uint64_t> openStates, openTasks;
    std::vector<Json> history = expect["history"];
    std::ranges::sort(history, {}, [](const Json &one) { return one["id"].get<uint64_t>(); });
    for (const Json &one : history) {
      Event event = eventOf(one);
      Step step = flow.follow(event);
      if (step.entered != nullptr)
        openStates.insert(step.entered->id);
      if (step.scheduled != nullptr)
        openTasks.insert(step.scheduled->id);
      for (const OpenState &state : step.left)
        EXPECT_EQ(openStates.erase(state.id), 1u) << recorded["name"] << event.id;
      for (const OpenTask &task : step.ended)
        EXPECT_EQ(openTasks.erase(task.id), 1u) << recorded["name"] << event.id;
      if (typeName(event.type).ends_with("StateExited")) {
        ASSERT_FALSE(step.left.empty()) << recorded["name"] << event.id;
        EXPECT_EQ(step.left.back().name, event.name) << recorded["name"] << event.id;
        // One that failed is left with what is open in it.
        bool isAround =
            event.type == EventType::MapStateExited || event.type == EventType::ParallelStateExited;
        EXPECT_TRUE(isAround || step.left.size() == 1) << recorded["name"] << event.id;
        ++states;
      }
      bool endsTask =
          (event.type == EventType::TaskSucceeded || event.type == EventType::TaskFailed ||
           event.type == EventType::LambdaFunctionSucceeded);
      if (endsTask) {
        EXPECT_EQ(step.ended.size(), 1u) << recorded["name"] << event.id;
        ++tasks;
      }
    }
    EXPECT_TRUE(openStates.empty()) << recorded["name"];
    EXPECT_TRUE(openTasks.empty()) << recorded["name"];
  }
  EXPECT_GT(states, 500u);
  EXPECT_GT(tasks, 100u);
}

} // namespace
} // namespace asl::observe
