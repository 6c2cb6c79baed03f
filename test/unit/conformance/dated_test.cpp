// What old recordings show otherwise than the service does today.
#include "test/conformance/runner/case_executor.h"
#include "test/conformance/runner/dated.h"

#include <gtest/gtest.h>

using namespace asl::conformance;

namespace {

const std::string oldSource = "LocalStack v2/x.py, recorded from AWS 2024-03-25";
const std::string newSource = "LocalStack v2/x.py, recorded from AWS 2024-12-13";

Json mapRun() {
  return Json::parse(R"([
    {"id": 4, "previousEventId": 3, "type": "MapRunStarted"},
    {"id": 5, "previousEventId": 4, "type": "MapRunSucceeded"},
    {"id": 6, "previousEventId": 5, "type": "MapStateSucceeded"},
    {"id": 7, "previousEventId": 5, "type": "MapStateExited"}])");
}

TEST(Dated, AnOldMapRunEndsAsANewOneDoes) {
  Json history = mapRun();
  modernizeHistory(oldSource, history);
  EXPECT_EQ(history[3]["previousEventId"], 4);
}

TEST(Dated, ANewRecordingStaysAsItIs) {
  Json history = mapRun();
  modernizeHistory(newSource, history);
  EXPECT_EQ(history, mapRun());
}

TEST(Dated, RedriveCountIsNewerThanTheFirstRecordings) {
  Difference added{"output.Execution.RedriveCount", "(absent)", "0"};
  Difference wrong{"output.Execution.RedriveCount", "1", "0"};
  EXPECT_TRUE(isNewerField("x, recorded from AWS 2023-10-24", added));
  EXPECT_FALSE(isNewerField("x, recorded from AWS 2023-10-24", wrong));
  EXPECT_FALSE(isNewerField(newSource, added));
  EXPECT_FALSE(isNewerField("", added));
}

TEST(CaseExecutor, AnActivityIsTakenByTheRecordedWorker) {
  Json body = Json::parse(R"({
    "mocks": {"A": [{"Throw": {}}, {"Return": 1}]},
    "expect": {"history": [
      {"id": 2, "previousEventId": 0, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "A"}},
      {"id": 3, "previousEventId": 2, "type": "ActivityScheduled"},
      {"id": 4, "previousEventId": 3, "type": "ActivityStarted", "activityStartedEventDetails": {"workerName": "w"}},
      {"id": 5, "previousEventId": 4, "type": "ActivityFailed"},
      {"id": 6, "previousEventId": 5, "type": "ActivityScheduled"},
      {"id": 7, "previousEventId": 6, "type": "ActivityStarted", "activityStartedEventDetails": {}}]}})");
  Json mocks = mocksOf(body);
  EXPECT_EQ(mocks["A"][0]["Started"], "w");
  EXPECT_EQ(mocks["A"][1]["Started"], true);
}

} // namespace
