// Map and Parallel, whose work is always mocked.
#include "test/unit/calls/support.h"

#include <gmock/gmock.h>

namespace aslc::calls {
namespace {

TEST(TestStateMap, NeedsAMock) {
  EXPECT_EQ(
      responseTo({{"definition", map()}, {"input", {1}}})["refused"],
      "InvalidDefinition: TestState API does not support Map or Parallel states. Supported state "
      "types include: [Task, Wait, Pass, Succeed, Fail, Choice]");
}

TEST(TestStateMap, ShowsItsFields) {
  Json state = map({{"InputPath", "$.in"},
                    {"ItemsPath", "$.list"},
                    {"ItemSelector", {{"v.$", "$$.Map.Item.Value"}, {"n.$", "$$.State.Name"}}},
                    {"MaxConcurrency", 2},
                    {"ResultSelector", {{"first.$", "$[0]"}}},
                    {"ResultPath", "$.r"}});
  Json input = {{"in", {{"list", {5, 6}}}}};
  Json response = responseTo({{"definition", state},
                              {"input", input},
                              {"mock", {{"result", {"a", "b"}}}},
                              {"inspectionLevel", "DEBUG"}});
  Json selected = {{{"v", 5}, {"n", "StateName"}}, {{"v", 6}, {"n", "StateName"}}};
  Json output = {{"in", {{"list", {5, 6}}}}, {"r", {{"first", "a"}}}};
  EXPECT_EQ(response, (Json{{"status", "SUCCEEDED"},
                            {"output", output},
                            {"inspectionData",
                             {{"input", input},
                              {"afterInputPath", {{"list", {5, 6}}}},
                              {"afterItemsPath", {5, 6}},
                              {"afterItemSelector", selected},
                              {"maxConcurrency", 2},
                              {"afterResultSelector", {{"first", "a"}}},
                              {"afterResultPath", output}}}}));
}

TEST(TestStateMap, ItemsMustBeAnArray) {
  Json mock = {{"result", Json::array()}};
  Json response = responseTo(
      {{"definition", map({{"ItemsPath", "$.x"}})}, {"input", {{"x", 1}}}, {"mock", mock}});
  EXPECT_EQ(response["cause"], "Reference path \"$.x\" must point to array.");
  Json jsonata = map({{"QueryLanguage", "JSONata"}, {"Items", "{% 1 %}"}});
  response = responseTo({{"definition", jsonata}, {"mock", mock}});
  EXPECT_EQ(response["error"], "States.QueryEvaluationError");
}

TEST(TestStateMap, ToleratesFailures) {
  Json state = distributedMap({{"ToleratedFailurePercentage", 50}});
  auto outcome = [&](int failures) {
    return responseTo({{"definition", state},
                       {"input", {1, 2, 3, 4}},
                       {"mock", {{"result", Json::array()}}},
                       {"stateConfiguration", {{"mapIterationFailureCount", failures}}},
                       {"inspectionLevel", "DEBUG"}});
  };
  EXPECT_EQ(outcome(2)["status"], "SUCCEEDED");
  EXPECT_EQ(outcome(2)["inspectionData"]["toleratedFailurePercentage"], 50.0);
  EXPECT_EQ(outcome(3)["error"], "States.ExceedToleratedFailureThreshold");
  EXPECT_EQ(outcome(5)["refused"], "ValidationException: Map iteration failure count must be less "
                                   "than or equal to the number of Map iterations");
}

TEST(TestStateMap, LimitsAreChecked) {
  Json state = distributedMap({{"ToleratedFailureCountPath", "$.c"}, {"ItemsPath", "$.i"}});
  Json response = responseTo(
      {{"definition", state}, {"input", {{"c", "x"}, {"i", {1}}}}, {"mock", {{"result", {1}}}}});
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["cause"], "The ToleratedFailureCountPath field refers to value \"x\" which is "
                               "not a valid integer: $.c");
}

TEST(TestStateMap, ReadsWhatItsReaderWouldRead) {
  Json reader = {{"Resource", "arn:aws:states:::s3:getObject"},
                 {"ReaderConfig", {{"InputType", "JSON"}}},
                 {"Parameters", {{"Bucket", "b"}, {"Key", "k"}}}};
  Json state =
      distributedMap({{"ItemReader", reader}, {"ItemSelector", {{"v.$", "$$.Map.Item.Value"}}}});
  Json request = {{"definition", state},
                  {"mock", {{"result", {1, 2}}}},
                  {"stateConfiguration", {{"mapItemReaderData", "[7, 8]"}}},
                  {"inspectionLevel", "DEBUG"}};
  Json response = responseTo(request);
  EXPECT_EQ(response["inspectionData"]["afterItemSelector"], (Json{{{"v", 7}}, {{"v", 8}}}));
  request["stateConfiguration"]["mapItemReaderData"] = "7";
  EXPECT_EQ(responseTo(request)["error"], "States.ItemReaderFailed");
}

TEST(TestStateMap, ItemsMayBeTooDeepTogether) {
  Json reader = {{"Resource", "arn:aws:states:::s3:getObject"},
                 {"ReaderConfig", {{"InputType", "JSONL"}}},
                 {"Parameters", {{"Bucket", "b"}, {"Key", "k"}}}};
  Json request = {{"definition", distributedMap({{"ItemReader", reader}})},
                  {"mock", {{"result", {1}}}},
                  {"stateConfiguration", {{"mapItemReaderData", nested(1000)}}}};
  EXPECT_EQ(responseTo(request)["cause"],
            "The items cannot be read: the value is nested more than 1000 levels deep");
}

TEST(TestStateMap, TheContextHasAnInputOfAnyDepth) {
  Json state = map({{"ItemSelector", {{"c.$", "$$"}}}});
  Json response =
      responseTo({{"definition", state}, {"input", nested(1000)}, {"mock", {{"result", {1}}}}});
  EXPECT_TRUE(response.contains("status")) << response;
}

TEST(TestStateMap, ReadsTheFormatOfItsReader) {
  Json reader = {{"Resource", "arn:aws:states:::s3:getObject"},
                 {"ReaderConfig", {{"InputType", "CSV"}, {"MaxItemsPath", "$.most"}}},
                 {"Parameters", {{"Bucket", "b"}, {"Key", "k"}}}};
  Json state =
      distributedMap({{"ItemReader", reader}, {"ItemSelector", {{"v.$", "$$.Map.Item.Value"}}}});
  Json request = {{"definition", state},
                  {"input", {{"most", 1}}},
                  {"mock", {{"result", {1}}}},
                  {"stateConfiguration", {{"mapItemReaderData", "id\n1\n2\n"}}},
                  {"inspectionLevel", "DEBUG"}};
  EXPECT_EQ(responseTo(request)["inspectionData"]["afterItemSelector"],
            (Json{{{"v", {{"id", "1"}}}}}));
  request["stateConfiguration"]["mapItemReaderData"] = "id,id\n";
  EXPECT_EQ(responseTo(request)["cause"], "CSV headers cannot contain duplicates.");
}

TEST(TestStateMap, ShowsBatches) {
  Json batcher = {{"MaxItemsPerBatch", 2}, {"BatchInput", {{"b", 1}}}};
  Json request = {{"definition", distributedMap({{"ItemBatcher", batcher}})},
                  {"input", {5, 6, 7}},
                  {"mock", {{"result", Json::array()}}},
                  {"inspectionLevel", "DEBUG"}};
  Json data = responseTo(request)["inspectionData"];
  EXPECT_EQ(data["afterItemBatcher"], (Json{{{"BatchInput", {{"b", 1}}}, {"Items", {5, 6}}},
                                            {{"BatchInput", {{"b", 1}}}, {"Items", {7}}}}));
  EXPECT_FALSE(data.contains("afterItemSelector"));

  batcher = {{"MaxInputBytesPerBatch", 24}};
  request["definition"] =
      distributedMap({{"ItemBatcher", batcher}, {"ItemSelector", {{"v.$", "$$.Map.Item.Value"}}}});
  data = responseTo(request)["inspectionData"];
  EXPECT_EQ(
      data["afterItemBatcher"],
      (Json{{{"Items", {{{"v", 5}}}}}, {{"Items", {{{"v", 6}}}}}, {{"Items", {{{"v", 7}}}}}}));
}

TEST(TestStateMap, ShowsWhereAPointerLeads) {
  Json reader = {{"Resource", "arn:aws:states:::s3:getObject"},
                 {"ReaderConfig", {{"InputType", "JSON"}, {"ItemsPointer", "/rows"}}},
                 {"Parameters", {{"Bucket", "b"}, {"Key", "k"}}}};
  Json request = {{"definition", distributedMap({{"ItemReader", reader}})},
                  {"mock", {{"result", {1}}}},
                  {"stateConfiguration", {{"mapItemReaderData", R"({"rows": [7]})"}}},
                  {"inspectionLevel", "DEBUG"}};
  EXPECT_EQ(responseTo(request)["inspectionData"]["afterItemsPointer"], Json{7});
}

TEST(TestStateMap, AResultWriterGivesAnObject) {
  Json writer = {{"Resource", "arn:aws:states:::s3:putObject"},
                 {"Parameters", {{"Bucket", "b"}, {"Prefix", "p"}}}};
  Json state = distributedMap({{"ResultWriter", writer}});
  Json request = {{"definition", state}, {"input", {1}}, {"mock", {{"result", {1}}}}};
  EXPECT_EQ(responseTo(request)["refused"],
            "ValidationException: Mocked result must be a JSON object.");
  request["mock"]["result"] = {{"MapRunArn", "arn"}};
  EXPECT_EQ(responseTo(request)["output"], (Json{{"MapRunArn", "arn"}}));
}

TEST(TestStateParallel, ShowsNothingOfItsBranchesInput) {
  Json branch = {{"StartAt", "A"}, {"States", {{"A", {{"Type", "Pass"}, {"End", true}}}}}};
  Json state = {{"Type", "Parallel"},
                {"QueryLanguage", "JSONata"},
                {"Branches", {branch, branch}},
                {"Arguments", {{"a", "{% 1 + 1 %}"}}},
                {"Output", "{% $sum($states.result) %}"},
                {"Next", "Then"}};
  Json request = {
      {"definition", state}, {"mock", {{"result", {3, 4}}}}, {"inspectionLevel", "DEBUG"}};
  EXPECT_EQ(responseTo(request), (Json{{"status", "SUCCEEDED"},
                                       {"nextState", "Then"},
                                       {"output", 7},
                                       {"inspectionData", {{"input", Json::object()}}}}));
  request["mock"]["result"] = {3};
  EXPECT_EQ(responseTo(request)["refused"],
            "ValidationException: Mocked result must contain the same "
            "number of items as number of Parallel branches.");
}

TEST(TestStateParallel, ItsErrorsAreHandled) {
  Json branch = {{"StartAt", "A"}, {"States", {{"A", {{"Type", "Pass"}, {"End", true}}}}}};
  Json state = {
      {"Type", "Parallel"},
      {"Branches", {branch}},
      {"Next", "Then"},
      {"Catch", {{{"ErrorEquals", {"States.ALL"}}, {"Next", "Handle"}, {"ResultPath", "$.e"}}}}};
  Json response = responseTo({{"definition", state},
                              {"mock", {{"errorOutput", {{"error", "E"}}}}},
                              {"stateConfiguration", {{"errorCausedByState", "A"}}}});
  EXPECT_EQ(response["status"], "CAUGHT_ERROR");
  EXPECT_EQ(response["nextState"], "Handle");
  EXPECT_EQ(response["output"], (Json{{"e", {{"Error", "E"}, {"Cause", nullptr}}}}));
}

TEST(TestStateParallel, AnErrorComesFromAStateWithinIt) {
  Json inner = {{"StartAt", "A"}, {"States", {{"A", {{"Type", "Pass"}, {"End", true}}}}}};
  Json map = {{"Type", "Map"}, {"ItemProcessor", inner}, {"End", true}};
  Json branch = {{"StartAt", "M"}, {"States", {{"M", map}}}};
  Json request = {{"definition", {{"Type", "Parallel"}, {"Branches", {branch}}, {"End", true}}},
                  {"mock", {{"errorOutput", {{"error", "E"}}}}},
                  {"stateConfiguration", {{"errorCausedByState", "A"}}}};
  EXPECT_EQ(responseTo(request)["status"], "FAILED");
  Json elsewhere = request;
  elsewhere["stateConfiguration"]["errorCausedByState"] = "B";
  EXPECT_EQ(responseTo(elsewhere)["refused"], "ValidationException: State not found in definition");
  Json succeeds = request;
  succeeds["mock"] = {{"result", Json::array({1})}};
  EXPECT_THAT(responseTo(succeeds)["refused"].get<std::string>(),
              testing::HasSubstr("when no error is mocked"));
  Json task = request;
  task["definition"] = {
      {"Type", "Task"}, {"Resource", "arn:aws:states:::sqs:sendMessage"}, {"End", true}};
  EXPECT_THAT(responseTo(task)["refused"].get<std::string>(),
              testing::HasSubstr("for Map and Parallel states only"));
}

} // namespace
} // namespace aslc::calls
