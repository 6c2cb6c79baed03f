// Events as GetExecutionHistory shows them.
#include "runtime/history/details.h"
#include "runtime/history/writer.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <gtest/gtest.h>

namespace asl::history {
namespace {

struct Last final : HistorySink {
  void append(const HistoryEvent &event) override {
    id = event.id;
    previousId = event.previousId;
    timestampMs = event.timestampMs;
    type = typeName(event.type);
    key = detailsKey(event.type);
    details = event.detailsJson();
  }
  uint64_t id = 0, previousId = 0;
  int64_t timestampMs = 0;
  std::string_view type, key;
  std::string details;
};

class WriterTest : public testing::Test {
protected:
  Value json(std::string_view text) { return json::read(heap, text); }
  Heap heap{nullptr, 1};
  Last sink;
  Writer writer{sink};
  Stamp stamp{7, 6, 1000};
};

TEST_F(WriterTest, StampTypeAndKey) {
  writer.stateEntered(stamp, ASL_MAP, "M", json("1"));
  EXPECT_EQ(sink.id, 7u);
  EXPECT_EQ(sink.previousId, 6u);
  EXPECT_EQ(sink.timestampMs, 1000);
  EXPECT_EQ(sink.type, "MapStateEntered");
  EXPECT_EQ(sink.key, "stateEnteredEventDetails");
  EXPECT_EQ(sink.details, R"({"name":"M","input":"1","inputDetails":{"truncated":false}})");
}

TEST_F(WriterTest, EventsWithoutDetailsHaveNone) {
  writer.plain(stamp, Event::ParallelStateStarted);
  EXPECT_EQ(sink.key, "");
  EXPECT_EQ(sink.details, "");
}

TEST_F(WriterTest, PayloadsAreJsonTextsInStrings) {
  writer.stateExited(stamp, ASL_PASS, "a\"b", json(R"({"k":"line\nend","u":"\u00e9"})"), {});
  EXPECT_EQ(
      sink.details,
      "{\"name\":\"a\\\"b\",\"output\":\"{\\\"k\\\":\\\"line\\\\nend\\\",\\\"u\\\":\\\"é\\\"}\","
      "\"outputDetails\":{\"truncated\":false}}");
}

TEST_F(WriterTest, AssignedVariablesOnlyWhereThereAreSome) {
  AssignedVariable assigned[] = {{"x", json("42")}};
  writer.stateExited(stamp, ASL_PASS, "A", json("{}"), assigned);
  EXPECT_EQ(sink.details,
            R"({"name":"A","output":"{}","outputDetails":{"truncated":false},)"
            R"("assignedVariables":{"x":"42"},"assignedVariablesDetails":{"truncated":false}})");
}

TEST_F(WriterTest, UnknownErrorAndCauseAreAbsent) {
  writer.failed(stamp, Event::ExecutionFailed, {});
  EXPECT_EQ(sink.details, "{}");
  writer.failed(stamp, Event::ExecutionFailed, {"E", std::nullopt});
  EXPECT_EQ(sink.details, R"({"error":"E"})");
  writer.failed(stamp, Event::ExecutionFailed, {std::nullopt, "c"});
  EXPECT_EQ(sink.details, R"({"cause":"c"})");
}

TEST_F(WriterTest, EmptyTextsArePresent) {
  writer.failed(stamp, Event::ExecutionFailed, {"", ""});
  EXPECT_EQ(sink.details, R"({"error":"","cause":""})");
}

TEST_F(WriterTest, ScheduledShowsLimitsAndCredentialsOnlyWhenGiven) {
  TaskNames names{"lambda", "invoke"};
  writer.taskScheduled(stamp, names, "us-east-1",
                       {json("{}"), std::nullopt, std::nullopt, std::nullopt});
  EXPECT_EQ(sink.details, R"({"resourceType":"lambda","resource":"invoke",)"
                          R"("region":"us-east-1","parameters":"{}"})");
  writer.workScheduled(stamp, Event::ActivityScheduled, "arn", {json("{}"), 60, 10, "role"});
  EXPECT_EQ(sink.type, "ActivityScheduled");
  EXPECT_EQ(
      sink.details,
      R"({"resource":"arn","input":"{}","inputDetails":{"truncated":false},)"
      R"("timeoutInSeconds":60,"heartbeatInSeconds":10,"taskCredentials":{"roleArn":"role"}})");
}

TEST_F(WriterTest, ActivityStartedWithoutWorkerName) {
  writer.activityStarted(stamp, std::nullopt);
  EXPECT_EQ(sink.details, "{}");
  writer.activityStarted(stamp, "w");
  EXPECT_EQ(sink.details, R"({"workerName":"w"})");
}

TEST_F(WriterTest, EvaluationFailedHasALocationWhereThereIsOne) {
  writer.evaluationFailed(stamp, {"E", "c"}, std::nullopt, "S");
  EXPECT_EQ(sink.details, R"({"error":"E","cause":"c","state":"S"})");
  writer.evaluationFailed(stamp, {"E", "c"}, "Output/x", "S");
  EXPECT_EQ(sink.details, R"({"error":"E","cause":"c","location":"Output/x","state":"S"})");
}

TEST(Event, EveryStateKindHasItsNames) {
  EXPECT_EQ(typeName(entered(ASL_PASS)), "PassStateEntered");
  EXPECT_EQ(typeName(entered(ASL_MAP)), "MapStateEntered");
  EXPECT_EQ(typeName(exited(ASL_WAIT)), "WaitStateExited");
  EXPECT_EQ(typeName(exited(ASL_MAP)), "MapStateExited");
}

TEST(Details, MembersInOrder) {
  Details details;
  details.text("a", "1").number("b", -2).json("c", "[]");
  EXPECT_EQ(details.finish(), R"({"a":"1","b":-2,"c":[]})");
  EXPECT_EQ(details.finish(), "{}");
}

} // namespace
} // namespace asl::history
