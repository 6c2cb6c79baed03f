// Mocks by state, and functions of the program as handlers.
#include "runtime/binding/function_executor.h"
#include "runtime/binding/mock.h"

#include "test/unit/binding/recorded_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::binding {
namespace {

constexpr std::string_view kFunction = "arn:aws:lambda:us-east-1:123456789012:function:charge";
constexpr std::string_view kActivity = "arn:aws:states:us-east-1:123456789012:activity:pack";

MockExecutor mocks(const char *text, MockExecutor::Matcher matcher = {}) {
  return MockExecutor(MockExecutor::Json::parse(text), std::move(matcher));
}

TEST(Mock, TakesTheFirstUnusedWhoseInputFits) {
  MockExecutor executor =
      mocks(R"({"A": [{"input": {"n": 1}, "Return": "one"}, {"input": {"n": 2}, "Return": "two"},
                                        {"input": {"n": 3, "m": 4}, "Return": {"z": 1, "a": 2}}]})");
  EXPECT_EQ(run(executor, kFunction, R"({"n":2})", "A"), "succeeded \"two\"");
  EXPECT_EQ(run(executor, kFunction, R"({"m":4,"n":3.0})", "A"), R"(succeeded {"z":1,"a":2})");
  EXPECT_EQ(run(executor, kFunction, R"({"n":9})", "A"), "succeeded \"one\"");
  EXPECT_THAT(run(executor, kFunction, "{}", "A"),
              testing::StartsWith("unbound no mock is left for the state `A`"));
  EXPECT_THAT(run(executor, kFunction, "{}", "B"),
              testing::StartsWith("unbound no mock is left for the state `B`"));
}

TEST(Mock, AsksTheMatcher) {
  MockExecutor executor =
      mocks(R"({"A": [{"input": "x", "Return": 1}, {"input": "y", "Return": 2}]})",
            [](const auto &expected, const auto &) { return expected == "y"; });
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "succeeded 2");
}

TEST(Mock, FailsAtItsPlace) {
  MockExecutor executor = mocks(
      R"({"A": [{"Throw": {"Error": "E", "Cause": {"a": 1}}, "any_input": true, "input": null},
                                        {"Throw": {}, "at": "submit", "Submitted": {}},
                                        {"Throw": {"Error": "E"}, "at": "schedule"},
                                        {"Throw": {"Error": "E"}, "at": "start"}]})");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), R"(failed E: {"a":1})");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "failed -: - at submit");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "failed E: - at schedule");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "failed E: - at start");
}

TEST(Mock, SubmitsHangsAndTakesTime) {
  MockExecutor executor =
      mocks(R"({"A": [{"Submitted": {"id": 1}, "Return": 2}, {"Return": 3, "delaySeconds": 1},
                                        {"Return": 5, "delaySeconds": 1e300},
                                        {"Submitted": 4, "Hang": true}]})");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "submitted {\"id\":1}\nsucceeded 2");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "after 1000\nsucceeded 3");
  EXPECT_EQ(run(executor, kFunction, "{}", "A"), "after 3153600000000\nsucceeded 5");
  RequestOf of(kFunction, "{}", "A");
  auto reply = std::make_shared<RecordedReply>();
  EXPECT_EQ(executor.start(of.request, reply), 0u);
  EXPECT_EQ(reply->wait(0), "submitted 4");
}

TEST(Mock, ActivitiesAreStartedByAWorker) {
  MockExecutor executor = mocks(
      R"({"A": [{"Return": 1}, {"Return": 1, "Started": "worker"}, {"Hang": true, "Started": false}]})");
  EXPECT_EQ(run(executor, kActivity, "{}", "A"), "started -\nsucceeded 1");
  EXPECT_EQ(run(executor, kActivity, "{}", "A"), "started worker\nsucceeded 1");
  EXPECT_EQ(executor.unused(), (std::map<std::string, size_t>{{"A", 1}}));
}

TEST(Functions, AreCalledWithTheRequest) {
  FunctionExecutor executor;
  executor.add("*:function:charge", [](Heap &heap, Value request) {
    asl_array *array = heap.rawArray(2);
    array->items[0] = array->items[1] = request;
    return heap.finish(array);
  });
  executor.add("sqs:*",
               [](Heap &heap, Value) { return heap.error("Full", "no room", false, false); });
  EXPECT_EQ(run(executor, kFunction, "1"), "succeeded [1,1]");
  EXPECT_EQ(run(executor, "arn:aws:states:::sqs:sendMessage", "1"), "failed Full: no room");
  EXPECT_THAT(run(executor, kActivity, "1"),
              testing::StartsWith("unbound no function is bound to the Resource"));
}

} // namespace
} // namespace asl::binding
