// Mocks by state, and functions of the program as handlers.
#include "runtime/task/function_carrier.h"
#include "runtime/task/mock.h"

#include "test/unit/task/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::tasks {
namespace {

constexpr std::string_view kFunction = "arn:aws:lambda:us-east-1:123456789012:function:charge";
constexpr std::string_view kActivity = "arn:aws:states:us-east-1:123456789012:activity:pack";

MockCarrier mocks(const char *text, MockCarrier::Matcher matcher = {}) {
  return MockCarrier(MockCarrier::Json::parse(text), std::move(matcher));
}

TEST(Mock, TakesTheFirstUnusedWhoseInputFits) {
  MockCarrier carrier =
      mocks(R"({"A": [{"input": {"n": 1}, "Return": "one"}, {"input": {"n": 2}, "Return": "two"},
                                        {"input": {"n": 3, "m": 4}, "Return": {"z": 1, "a": 2}}]})");
  EXPECT_EQ(run(carrier, kFunction, R"({"n":2})", "A"), "succeeded \"two\"");
  EXPECT_EQ(run(carrier, kFunction, R"({"m":4,"n":3.0})", "A"), R"(succeeded {"z":1,"a":2})");
  EXPECT_EQ(run(carrier, kFunction, R"({"n":9})", "A"), "succeeded \"one\"");
  EXPECT_THAT(run(carrier, kFunction, "{}", "A"),
              testing::StartsWith("unbound no mock is left for the state `A`"));
  EXPECT_THAT(run(carrier, kFunction, "{}", "B"),
              testing::StartsWith("unbound no mock is left for the state `B`"));
}

TEST(Mock, AsksTheMatcher) {
  MockCarrier carrier =
      mocks(R"({"A": [{"input": "x", "Return": 1}, {"input": "y", "Return": 2}]})",
            [](const auto &expected, const auto &) { return expected == "y"; });
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "succeeded 2");
}

TEST(Mock, FailsAtItsPlace) {
  MockCarrier carrier = mocks(
      R"({"A": [{"Throw": {"Error": "E", "Cause": {"a": 1}}, "any_input": true, "input": null},
                                        {"Throw": {}, "at": "submit", "Submitted": {}},
                                        {"Throw": {"Error": "E"}, "at": "schedule"},
                                        {"Throw": {"Error": "E"}, "at": "start"}]})");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), R"(failed E: {"a":1})");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "failed -: - at submit");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "failed E: - at schedule");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "failed E: - at start");
}

TEST(Mock, SubmitsHangsAndTakesTime) {
  MockCarrier carrier =
      mocks(R"({"A": [{"Submitted": {"id": 1}, "Return": 2}, {"Return": 3, "delaySeconds": 1},
                                        {"Submitted": 4, "Hang": true}]})");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "submitted {\"id\":1}\nsucceeded 2");
  EXPECT_EQ(run(carrier, kFunction, "{}", "A"), "after 1000\nsucceeded 3");
  RequestOf of(kFunction, "{}", "A");
  auto reply = std::make_shared<RecordedReply>();
  EXPECT_EQ(carrier.start(of.request, reply), 0u);
  EXPECT_EQ(reply->wait(0), "submitted 4");
}

TEST(Mock, ActivitiesAreStartedByAWorker) {
  MockCarrier carrier = mocks(
      R"({"A": [{"Return": 1}, {"Return": 1, "Started": "worker"}, {"Hang": true, "Started": false}]})");
  EXPECT_EQ(run(carrier, kActivity, "{}", "A"), "started -\nsucceeded 1");
  EXPECT_EQ(run(carrier, kActivity, "{}", "A"), "started worker\nsucceeded 1");
  EXPECT_EQ(carrier.unused(), (std::map<std::string, size_t>{{"A", 1}}));
}

TEST(Functions, AreCalledWithTheRequest) {
  FunctionCarrier carrier;
  carrier.add("*:function:charge", [](Heap &heap, Value request) {
    asl_array *array = heap.rawArray(2);
    array->items[0] = array->items[1] = request;
    return heap.finish(array);
  });
  carrier.add("sqs:*",
              [](Heap &heap, Value) { return heap.error("Full", "no room", false, false); });
  EXPECT_EQ(run(carrier, kFunction, "1"), "succeeded [1,1]");
  EXPECT_EQ(run(carrier, "arn:aws:states:::sqs:sendMessage", "1"), "failed Full: no room");
  EXPECT_THAT(run(carrier, kActivity, "1"),
              testing::StartsWith("unbound no function is bound to the Resource"));
}

} // namespace
} // namespace asl::tasks
