// The Wait state on a virtual clock, and its invalid values.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

Machine waiting(uint32_t form, std::string path, std::function<Value(Value)> until,
                bool jsonata = false) {
  Machine m;
  State &w = m.flow().add({"W", ASL_WAIT});
  w.waitForm = form;
  w.waitPath = std::move(path);
  w.until = std::move(until);
  w.jsonata = jsonata;
  return m;
}

Recorded waitFor(uint32_t form, std::string path, std::string input, bool jsonata = false) {
  Machine m = waiting(form, std::move(path), [](Value in) { return member(in, "t"); }, jsonata);
  return run(m, input);
}

std::string causeOf(const Recorded &r) {
  return r.outcome.cause.value_or("none").substr(
      sizeof("An error occurred while executing the state "
             "'W' (entered at the event id #2). ") -
      1);
}

TEST(Wait, SecondsPassOnTheClock) {
  Recorded r = waitFor(ASL_WAIT_SECONDS, "$.t", R"({"t":90})");
  EXPECT_EQ(r.outcome.status, Status::Succeeded);
  EXPECT_EQ(r.durationMs, 90000);
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"{\"t\":90}","roleArn":"role"}
2<-0 WaitStateEntered {"name":"W","input":"{\"t\":90}"}
3<-2 WaitStateExited {"name":"W","output":"{\"t\":90}"}
4<-3 ExecutionSucceeded {"output":"{\"t\":90}"}
)");
}

TEST(Wait, ZeroSecondsContinueAtOnce) {
  EXPECT_EQ(waitFor(ASL_WAIT_SECONDS, "", R"({"t":0})").durationMs, 0);
}

TEST(Wait, TimestampIsAMoment) {
  // The virtual clock starts at 2024-01-01T10:00:00Z.
  Recorded r = waitFor(ASL_WAIT_TIMESTAMP, "$.t", R"({"t":"2024-01-01T12:00:01.5+01:00"})");
  EXPECT_EQ(r.outcome.status, Status::Succeeded);
  EXPECT_EQ(r.durationMs, 3601500);
}

TEST(Wait, PastTimestampContinuesAtOnce) {
  EXPECT_EQ(waitFor(ASL_WAIT_TIMESTAMP, "", R"({"t":"2016-01-01T12:00:01Z"})").durationMs, 0);
}

TEST(Wait, WrongSecondsByPath) {
  auto cause = [](std::string input) {
    Recorded r = waitFor(ASL_WAIT_SECONDS, "$.t", std::move(input));
    EXPECT_EQ(r.outcome.error, "States.Runtime");
    EXPECT_THAT(r.history.lines.back(), testing::StartsWith("3<-2 ExecutionFailed"));
    return causeOf(r);
  };
  EXPECT_EQ(cause("{}"), "The SecondsPath parameter does not reference an input value: $.t");
  EXPECT_EQ(cause(R"({"t":-1})"),
            "The SecondsPath parameter references a negative value: $.t == -1");
  EXPECT_EQ(cause(R"({"t":1.5})"),
            "The SecondsPath parameter cannot be parsed as a long value: $.t == 1.5");
  EXPECT_EQ(cause(R"({"t":-1.5})"),
            "The SecondsPath parameter cannot be parsed as a long value: $.t == -1.5");
  EXPECT_EQ(cause(R"({"t":"soon"})"),
            "The SecondsPath parameter cannot be parsed as a long value: $.t == soon");
}

TEST(Wait, WrongTimestampByPath) {
  for (const char *text : {"2016-13-05T21:29:29Z", "2016-12-05 21:29:29Z", "2016-12-05T21:29:29"}) {
    Recorded r = waitFor(ASL_WAIT_TIMESTAMP, "$.t", R"({"t":")" + std::string(text) + "\"}");
    EXPECT_EQ(r.outcome.error, "States.Runtime");
    EXPECT_EQ(causeOf(r),
              "The TimestampPath parameter does not reference a valid ISO-8601 extended "
              "offset date-time format string: $.t == " +
                  std::string(text));
  }
}

TEST(Wait, WrongTimestampInJsonataFollowsTheEnteredEvent) {
  Recorded r = waitFor(ASL_WAIT_TIMESTAMP, "", R"({"t":"2016-12-05T25:29:29Z"})", true);
  EXPECT_EQ(r.outcome.error, "States.QueryEvaluationError");
  EXPECT_EQ(causeOf(r), "The Timestamp field cannot be parsed as an ISO-8601 extended offset "
                        "date-time format string: 2016-12-05T25:29:29Z");
  ASSERT_EQ(r.history.lines.size(), 4u);
  EXPECT_THAT(r.history.lines[2], testing::StartsWith("3<-2 EvaluationFailed"));
  EXPECT_THAT(r.history.lines[2], testing::EndsWith(R"("location":"Timestamp","state":"W"})"));
}

TEST(Wait, WrongSecondsInJsonataFollowTheEnteredEvent) {
  Recorded r = waitFor(ASL_WAIT_SECONDS, "", R"({"t":-1})", true);
  EXPECT_EQ(r.outcome.error, "States.QueryEvaluationError");
  EXPECT_EQ(causeOf(r), "The Seconds field references a negative value: -1");
  ASSERT_EQ(r.history.lines.size(), 4u);
  EXPECT_THAT(r.history.lines[2], testing::StartsWith("3<-2 EvaluationFailed"));
  EXPECT_THAT(r.history.lines[2], testing::EndsWith(R"("location":"Seconds","state":"W"})"));
}

TEST(Wait, DelayInSecondsMustFitInto32Bits) {
  EXPECT_EQ(waitFor(ASL_WAIT_TIMESTAMP, "", R"({"t":"2092-01-18T10:00:00Z"})").outcome.status,
            Status::TimedOut); // accepted; the time limit of the execution, a year, ends first
  Recorded r = waitFor(ASL_WAIT_TIMESTAMP, "", R"({"t":"2092-01-21T10:00:00Z"})");
  EXPECT_EQ(causeOf(r), "Wait state delay is too long.");
}

TEST(Wait, MachineTimeoutEndsIt) {
  Machine m = waiting(ASL_WAIT_SECONDS, "", [](Value in) { return member(in, "t"); });
  Recorded r = run(m, R"({"t":90})", nullptr, {}, 30);
  EXPECT_EQ(r.outcome.status, Status::TimedOut);
  EXPECT_FALSE(r.outcome.error);
  EXPECT_FALSE(r.outcome.cause);
  EXPECT_EQ(r.durationMs, 30000);
  EXPECT_EQ(r.history.lines.back(), R"(3<-0 ExecutionTimedOut {"error":"States.Timeout"})");
}

TEST(Wait, ExpressEndsAfterFiveMinutes) {
  Machine m = waiting(ASL_WAIT_SECONDS, "", [](Value in) { return member(in, "t"); });
  ExecutionOptions options;
  options.express = true;
  Recorded r = run(m, R"({"t":301})", nullptr, options);
  EXPECT_EQ(r.outcome.status, Status::TimedOut);
  EXPECT_EQ(r.durationMs, 300000);
}

} // namespace
} // namespace asl::test
