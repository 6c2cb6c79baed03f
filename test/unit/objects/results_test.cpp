// The files of a ResultWriter.
#include "runtime/objects/results.h"

#include "test/unit/objects/stored.h"

#include <gtest/gtest.h>

namespace asl::objects {
namespace {

using Kind = ChildResult::Kind;

class Results : public testing::Test {
protected:
  void SetUp() override {
    files_.bucket = "b";
    files_.folder = "p/id";
    files_.mapRunArn = "arn";
    files_.children = {{Kind::Succeeded, R"({"n":1})", "[1,2]"},
                       {Kind::Failed, R"({"n":2})", ""},
                       {Kind::Succeeded, R"({"n":3})", R"({"x":[3]})"}};
  }
  std::string written(const std::string &name) { return store_.objects["b/p/id/" + name]; }

  Stored store_;
  ResultFiles files_;
};

TEST_F(Results, AreRecordsByStatus) {
  EXPECT_EQ(*writeResults(store_, files_), "p/id/manifest.json");
  EXPECT_EQ(written("SUCCEEDED_0.json"), R"([{"n":1},{"n":3}])");
  EXPECT_EQ(written("FAILED_0.json"), R"([{"n":2}])");
  EXPECT_EQ(written("manifest.json"),
            R"({"DestinationBucket":"b","MapRunArn":"arn","ResultFiles":{)"
            R"("FAILED":[{"Key":"p/id/FAILED_0.json","Size":9}],"PENDING":[],)"
            R"("SUCCEEDED":[{"Key":"p/id/SUCCEEDED_0.json","Size":17}]}})");
  EXPECT_EQ(store_.objects.size(), 3u);
}

TEST_F(Results, AreOutputsWhereTheFormSaysSo) {
  files_.form = ASL_RESULTS_OUTPUTS;
  ASSERT_TRUE(writeResults(store_, files_));
  EXPECT_EQ(written("SUCCEEDED_0.json"), R"([[1,2],{"x":[3]}])");
  EXPECT_EQ(written("FAILED_0.json"), R"([{"n":2}])");
  files_.form = ASL_RESULTS_FLATTENED;
  ASSERT_TRUE(writeResults(store_, files_));
  EXPECT_EQ(written("SUCCEEDED_0.json"), R"([1,2,{"x":[3]}])");
}

TEST_F(Results, AreLines) {
  files_.form = ASL_RESULTS_FLATTENED;
  files_.lines = true;
  files_.children.push_back({Kind::Pending, R"({"Input":"1"})", ""});
  ASSERT_TRUE(writeResults(store_, files_));
  EXPECT_EQ(written("SUCCEEDED_0.jsonl"), "1\n2\n{\"x\":[3]}\n");
  EXPECT_EQ(written("FAILED_0.jsonl"), "{\"n\":2}\n");
  EXPECT_EQ(written("PENDING_0.jsonl"), "{\"Input\":\"1\"}\n");
}

TEST_F(Results, LongListsAreSeveralFiles) {
  files_.mostFileBytes = 17;
  files_.children.push_back(files_.children[0]);
  ASSERT_TRUE(writeResults(store_, files_));
  EXPECT_EQ(written("SUCCEEDED_0.json"), R"([{"n":1},{"n":3}])");
  EXPECT_EQ(written("SUCCEEDED_1.json"), R"([{"n":1}])");
  EXPECT_NE(written("manifest.json").find(R"({"Key":"p/id/SUCCEEDED_1.json","Size":9})"),
            std::string::npos);
}

TEST_F(Results, OfNoChildrenAreAManifest) {
  files_.children.clear();
  ASSERT_TRUE(writeResults(store_, files_));
  EXPECT_EQ(store_.objects.size(), 1u);
  EXPECT_EQ(written("manifest.json"), R"({"DestinationBucket":"b","MapRunArn":"arn","ResultFiles":)"
                                      R"({"FAILED":[],"PENDING":[],"SUCCEEDED":[]}})");
}

TEST_F(Results, AFailureIsThatOfTheStore) {
  for (const char *name : {"SUCCEEDED_0.json", "FAILED_0.json", "manifest.json"}) {
    store_.full = std::string("p/id/") + name;
    Expected<std::string> key = writeResults(store_, files_);
    ASSERT_FALSE(key) << name;
    EXPECT_EQ(key.error(), "no space");
  }
}

} // namespace
} // namespace asl::objects
