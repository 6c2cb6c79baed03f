// Metrics and their text, and what is counted of events.
#include "runtime/observe/execution_metrics.h"

#include "recorded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::observe {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, AreShownAsText) {
  Metrics metrics;
  metrics.counter("a_total", "What a is.", {"x", "y"}).at({"1", "q\"\\\n"}).add(3);
  metrics.gauge("b", "B.", {}).at({}).add(-2);
  metrics.seconds("c_seconds_total", "C.", {}).at({}).add(1500);
  metrics.ask("d", "gauge", "D.", {"v"}, [](const auto &give) { give({"w"}, 0.5); });
  EXPECT_EQ(metrics.text(), "# HELP a_total What a is.\n"
                            "# TYPE a_total counter\n"
                            "a_total{x=\"1\",y=\"q\\\"\\\\\\n\"} 3\n"
                            "# HELP b B.\n# TYPE b gauge\nb -2\n"
                            "# HELP c_seconds_total C.\n# TYPE c_seconds_total counter\n"
                            "c_seconds_total 1.5\n"
                            "# HELP d D.\n# TYPE d gauge\nd{v=\"w\"} 0.5\n");
}

TEST(Metrics, HistogramsCountUpwards) {
  Metrics metrics;
  Histogram &histogram = metrics.histogram("t_seconds", "T.", {"m"}).at({"a"});
  for (int64_t ms : {-5, 5, 6, 70'000, 900'000'000})
    histogram.observe(ms);
  std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"0.005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"0.01\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"60\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"300\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"604800\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_bucket{m=\"a\",le=\"+Inf\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_sum{m=\"a\"} 900070.011\n"));
  EXPECT_THAT(text, HasSubstr("t_seconds_count{m=\"a\"} 5\n"));
}

TEST(Metrics, SeriesAreBounded) {
  Metrics metrics;
  auto &family = metrics.counter("a_total", "A.", {"x"});
  for (size_t i = 0; i < Family<Counter>::mostSeries + 5; ++i)
    family.at({std::to_string(i)}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("a_total{x=\"other\"} 5\n"));
}

class Counting : public testing::Test {
protected:
  void take(Observed &of, const Event &event) {
    if (event.type == EventType::ExecutionStarted)
      of.startMs = event.timestampMs;
    Step step = of.flow.follow(event);
    counting.take(of, event, step);
  }
  static Event event(uint64_t id, uint64_t previous, EventType type) {
    Event made;
    made.id = id;
    made.previousId = previous;
    made.type = type;
    made.name = "S";
    made.timestampMs = static_cast<int64_t>(id) * 1000;
    return made;
  }
  Metrics metrics;
  ExecutionMetrics counting{metrics};
};

TEST_F(Counting, ExecutionsAndTasks) {
  Observed of(subjectOf());
  Event scheduled = event(3, 2, EventType::ActivityScheduled);
  scheduled.resource = "arn:activity";
  scheduled.heartbeatSeconds = 1;
  for (const Event &each :
       {event(1, 0, EventType::ExecutionStarted), event(2, 0, EventType::TaskStateEntered),
        scheduled, event(4, 3, EventType::ActivityStarted),
        event(5, 4, EventType::ActivityTimedOut), event(6, 5, EventType::ExecutionFailed)})
    take(of, each);
  std::string text = metrics.text();
  std::string labels =
      R"({state_machine="order",account="123456789012",region="us-east-1",version="",alias=""})";
  EXPECT_THAT(text, HasSubstr("aslc_executions_started_total" + labels + " 1\n"));
  EXPECT_THAT(text, HasSubstr("aslc_executions_failed_total" + labels + " 1\n"));
  EXPECT_THAT(text, HasSubstr("aslc_open_executions" + labels + " 0\n"));
  EXPECT_THAT(text, HasSubstr("aslc_execution_time_seconds_sum" + labels + " 5\n"));
  std::string activity = R"({activity_arn="arn:activity"})";
  EXPECT_THAT(text, HasSubstr("aslc_activities_scheduled_total" + activity + " 1\n"));
  EXPECT_THAT(text, HasSubstr("aslc_activities_started_total" + activity + " 1\n"));
  EXPECT_THAT(text, HasSubstr("aslc_activities_heartbeat_timed_out_total" + activity + " 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("aslc_activities_timed_out_total" + activity)));
  EXPECT_THAT(text, HasSubstr("aslc_activity_run_time_seconds_sum" + activity + " 1\n"));
  EXPECT_THAT(text, HasSubstr("aslc_activity_time_seconds_sum" + activity + " 2\n"));
}

TEST_F(Counting, ATaskThatIsLeftHasNoEnd) {
  Observed of(subjectOf());
  Event scheduled = event(3, 2, EventType::LambdaFunctionScheduled);
  scheduled.resource = "arn:function";
  for (const Event &each :
       {event(1, 0, EventType::ExecutionStarted), event(2, 0, EventType::TaskStateEntered),
        scheduled, event(4, 0, EventType::ExecutionAborted)})
    take(of, each);
  std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("aslc_lambda_functions_scheduled_total{lambda_function_arn"));
  EXPECT_THAT(text, Not(HasSubstr("aslc_lambda_functions_failed_total{lambda_function_arn")));
  EXPECT_THAT(text, HasSubstr("aslc_executions_aborted_total{"));
}

TEST_F(Counting, ExecutionsThatGoOnAreOpen) {
  counting.goesOn(subjectOf());
  EXPECT_THAT(
      metrics.text(),
      HasSubstr("aslc_open_executions{state_machine=\"order\","
                "account=\"123456789012\",region=\"us-east-1\",version=\"\",alias=\"\"} 1\n"));
}

TEST_F(Counting, RefusedStarts) {
  counting.throttled("arn:aws:states:eu-west-1:111122223333:stateMachine:order:live");
  counting.throttled("no arn");
  EXPECT_THAT(
      metrics.text(),
      HasSubstr("aslc_execution_throttled_total{state_machine=\"order\","
                "account=\"111122223333\",region=\"eu-west-1\",version=\"\",alias=\"live\"} 1\n"));
}

} // namespace
} // namespace asl::observe
