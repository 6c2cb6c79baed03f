// Status change events in EventBridge's form.
#include "runtime/observe/status_change.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace asl::observe {
namespace {

using Json = nlohmann::json;

StatusChange succeeded() {
  StatusChange change;
  change.seq = 7;
  change.account = "123456789012";
  change.region = "us-east-1";
  change.executionArn = "arn:aws:states:us-east-1:123456789012:execution:order:first";
  change.stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:order";
  change.name = "first";
  change.status = "SUCCEEDED";
  change.startMs = 1547148840101;
  change.stopMs = change.timeMs = 1547148840122;
  change.input = "{}";
  change.output = R"("Hello World!")";
  change.redriveStatus = "NOT_REDRIVABLE";
  change.redriveReason = "Execution is SUCCEEDED and cannot be redriven";
  return change;
}

TEST(StatusEvent, HasTheFormOfEventBridge) {
  Json event = Json::parse(statusEvent(succeeded()));
  EXPECT_EQ(event["id"].get<std::string>().size(), 36u);
  event.erase("id");
  EXPECT_EQ(event, Json::parse(R"({
    "version": "0", "detail-type": "Step Functions Execution Status Change", "source": "aws.states",
    "account": "123456789012", "time": "2019-01-10T19:34:00Z", "region": "us-east-1",
    "resources": ["arn:aws:states:us-east-1:123456789012:execution:order:first"],
    "detail": {
      "executionArn": "arn:aws:states:us-east-1:123456789012:execution:order:first",
      "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:order",
      "name": "first", "status": "SUCCEEDED", "startDate": 1547148840101, "stopDate": 1547148840122,
      "input": "{}", "output": "\"Hello World!\"", "inputDetails": {"included": true},
      "outputDetails": {"included": true}, "error": null, "cause": null,
      "stateMachineVersionArn": null, "stateMachineAliasArn": null, "redriveCount": 0,
      "redriveDate": null, "redriveStatus": "NOT_REDRIVABLE",
      "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven"}})"));
}

TEST(StatusEvent, OfARunningExecutionHasNoEnd) {
  StatusChange change = succeeded();
  change.status = "RUNNING";
  change.stopMs.reset();
  change.output.reset();
  Json detail = Json::parse(statusEvent(change))["detail"];
  EXPECT_TRUE(detail["stopDate"].is_null());
  EXPECT_TRUE(detail["output"].is_null());
  EXPECT_TRUE(detail["outputDetails"].is_null());
}

TEST(StatusEvent, LeavesOutWhatIsTooLarge) {
  StatusChange change = succeeded();
  change.input = std::string(150'000, ' ');
  change.output = std::string(150'000, ' ');
  Json detail = Json::parse(statusEvent(change))["detail"];
  EXPECT_TRUE(detail["input"].is_null());
  EXPECT_EQ(detail["inputDetails"]["included"], false);
  EXPECT_EQ(detail["output"].get<std::string>().size(), 150'000u);
  EXPECT_EQ(detail["outputDetails"]["included"], true);
  // Escaped it has twice as many bytes.
  change.output = std::string(150'000, '"');
  detail = Json::parse(statusEvent(change))["detail"];
  EXPECT_TRUE(detail["output"].is_null());
  EXPECT_EQ(detail["outputDetails"]["included"], false);
}

TEST(StatusEvent, HasAnIdOfItsRow) {
  StatusChange change = succeeded(), next = succeeded();
  next.seq = 8;
  EXPECT_EQ(eventId(change), eventId(succeeded()));
  EXPECT_NE(eventId(change), eventId(next));
}

} // namespace
} // namespace asl::observe
