// What an execution did, by its history.
#include "compiler/report/run/text.h"
#include "compiler/report/run/visits.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace aslc::report::run;
using testing::HasSubstr;

namespace {

using Json = nlohmann::json;

/// A history made event by event; ids and times count on their own.
class Made {
public:
  /// Returns the event's id.
  int64_t add(const std::string &type, int64_t previous, const Json &details = nullptr) {
    Json event = {{"id", events_.size() + 1},
                  {"previousEventId", previous},
                  {"type", type},
                  {"timestamp", 1000.5 + static_cast<double>(events_.size())}};
    if (!details.is_null())
      event["someEventDetails"] = details;
    events_.push_back(event);
    return static_cast<int64_t>(events_.size());
  }
  int64_t enter(const std::string &type, const std::string &name, int64_t previous) {
    return add(type + "StateEntered", previous, {{"name", name}, {"input", "{}"}});
  }
  int64_t leave(const std::string &type, const std::string &name, int64_t previous) {
    return add(type + "StateExited", previous, {{"name", name}, {"output", "{}"}});
  }
  asl::Expected<History> read() const {
    return readHistory(
        std::make_shared<const aslc::source::File>("h.json", Json{{"events", events_}}.dump()));
  }

private:
  Json events_ = Json::array();
};

std::string problemOf(const std::string &text) {
  return readHistory(std::make_shared<const aslc::source::File>("h.json", text)).error();
}

TEST(RunHistory, WrongFilesAreRefusedWithAPlace) {
  EXPECT_THAT(problemOf("{"), testing::StartsWith("h.json:1:"));
  EXPECT_THAT(problemOf("{\"StartAt\": 1}"), HasSubstr("there is no `events`"));
  EXPECT_THAT(problemOf("[1]"), HasSubstr("h.json:1:2: there should be an event"));
  EXPECT_THAT(problemOf(R"([{"id": 1, "timestamp": 1}])"), HasSubstr("the event has no `type`"));
  EXPECT_THAT(problemOf(R"([{"id": 1, "type": "T", "timestamp": "yesterday"}])"),
              HasSubstr("h.json:1:38: the event has no `timestamp`"));
  EXPECT_THAT(problemOf(R"([{"id": 1.5, "type": "T", "timestamp": 1}])"),
              HasSubstr("`id` should be a whole number"));
  EXPECT_THAT(problemOf(R"([{"id": 2, "type": "T", "timestamp": 1}])"),
              HasSubstr("all pages of the history are needed"));
}

TEST(RunHistory, TakesTheTimesOfTheCommandLineAndTheOrderOfReverse) {
  auto history = readHistory(std::make_shared<const aslc::source::File>(
      "h.json",
      R"([{"id": 2, "previousEventId": 1, "type": "B", "timestamp": "1970-01-01T01:00:01.250000+01:00"},
                    {"id": 1, "previousEventId": 0, "type": "A", "timestamp": 0.75}])"));
  ASSERT_TRUE(history) << history.error();
  EXPECT_EQ(history->find(1)->type, "A");
  EXPECT_EQ(history->find(1)->timeMs, 750);
  EXPECT_EQ(history->find(2)->timeMs, 1250);
  EXPECT_EQ(history->find(3), nullptr);
}

TEST(RunCourse, RetriesAndCatchers) {
  Made made;
  int64_t at = made.enter("Task", "T", made.add("ExecutionStarted", 0));
  for (int i = 0; i < 2; ++i) {
    at = made.add("TaskStarted", made.add("TaskScheduled", at));
    at = made.add("TaskFailed", at, {{"error", "Boom"}, {"cause", "why"}});
  }
  at = made.leave("Task", "T", at);
  at = made.enter("Fail", "F", at);
  made.add("ExecutionFailed", at);
  auto history = made.read();
  ASSERT_TRUE(history) << history.error();
  Course course = courseOf(*history);
  ASSERT_EQ(course.visits.size(), 2u);
  EXPECT_EQ(course.status, "FAILED");
  EXPECT_EQ(course.visits[0].outcome, Outcome::Caught);
  EXPECT_EQ(course.visits[0].attempts, 2u);
  EXPECT_EQ(course.visits[0].error, "Boom");
  EXPECT_EQ(course.visits[1].outcome, Outcome::Failed);
  EXPECT_EQ(course.transitions, (std::set<Transition>{{"", "T", false}, {"T", "F", true}}));
}

TEST(RunCourse, ARetriedTaskThatSucceedsHasSucceeded) {
  Made made;
  int64_t at = made.enter("Task", "T", made.add("ExecutionStarted", 0));
  at = made.add("TaskFailed", made.add("TaskScheduled", at), {{"error", "Boom"}});
  at = made.add("TaskSucceeded", made.add("TaskScheduled", at));
  at = made.leave("Task", "T", at);
  made.add("ExecutionSucceeded", at);
  auto history = made.read();
  ASSERT_TRUE(history) << history.error();
  Course course = courseOf(*history);
  EXPECT_EQ(course.visits[0].outcome, Outcome::Succeeded);
  EXPECT_EQ(course.transitions, (std::set<Transition>{{"", "T", false}, {"T", "", false}}));
}

TEST(RunCourse, AFailureOfABranchIsOneOfEachStateAroundIt) {
  Made made;
  int64_t at = made.enter("Parallel", "P", made.add("ExecutionStarted", 0));
  at = made.add("ParallelStateStarted", at);
  int64_t map = made.add("MapStateStarted", made.enter("Map", "M", at), {{"length", 2}});
  int64_t first = made.add("MapIterationStarted", map, {{"name", "M"}, {"index", 0}});
  int64_t second = made.add("MapIterationStarted", map, {{"name", "M"}, {"index", 1}});
  int64_t one = made.enter("Pass", "I", first), two = made.enter("Task", "I2", second);
  made.add("MapIterationSucceeded", made.leave("Pass", "I", one));
  int64_t failed = made.add("TaskFailed", made.add("TaskScheduled", two), {{"error", "Boom"}});
  failed = made.add("MapIterationFailed", failed);
  failed = made.add("MapStateFailed", failed, {{"error", "Boom"}});
  failed = made.add("ParallelStateFailed", failed, {{"error", "Boom"}});
  made.add("ExecutionFailed", failed);
  auto history = made.read();
  ASSERT_TRUE(history) << history.error();
  Course course = courseOf(*history);
  ASSERT_EQ(course.visits.size(), 4u);
  EXPECT_EQ(course.visits[0].outcome, Outcome::Failed) << "P";
  EXPECT_EQ(course.visits[1].outcome, Outcome::Failed) << "M";
  EXPECT_EQ(course.visits[2].outcome, Outcome::Succeeded) << "I";
  EXPECT_EQ(course.visits[3].outcome, Outcome::Failed) << "I2";
  EXPECT_EQ(course.visits[1].parent, 0u);
  EXPECT_EQ(course.visits[2].parent, 1u);
  EXPECT_EQ(course.visits[3].depth, 2u);
  EXPECT_EQ(course.visits[0].error, "Boom");
}

TEST(RunCourse, WhatHasNotEndedRuns) {
  Made made;
  made.enter("Wait", "W", made.add("ExecutionStarted", 0));
  auto history = made.read();
  ASSERT_TRUE(history) << history.error();
  Course course = courseOf(*history);
  EXPECT_EQ(course.status, "RUNNING");
  EXPECT_EQ(course.end, nullptr);
  EXPECT_EQ(course.visits[0].outcome, Outcome::Running);
}

TEST(RunText, PayloadsAreIndentedAndCut) {
  EXPECT_EQ(payload("Input", R"({"a":[1,{}],"b":"x, \" {y"})"),
            "<h5>Input</h5><pre>{\n  &quot;a&quot;: [\n    1,\n    {}\n  ],\n  &quot;b&quot;: "
            "&quot;x, \\&quot; {y&quot;\n}</pre>\n");
  EXPECT_EQ(payload("Input", ""), "");
  EXPECT_EQ(payload("Cause", "<b>"), "<h5>Cause</h5><pre>&lt;b&gt;</pre>\n");
  EXPECT_THAT(payload("Cause", std::string(20'000, 'x')), HasSubstr("3616 bytes more"));
}

TEST(RunText, Durations) {
  EXPECT_EQ(duration(250), "250 ms");
  EXPECT_EQ(duration(1250), "1.2 s");
  EXPECT_EQ(duration(200'000), "3 min 20 s");
  EXPECT_EQ(duration(7'200'000), "2 h");
  EXPECT_EQ(duration(187'200'000), "2 d 4 h");
}

} // namespace
