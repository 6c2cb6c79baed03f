// The edges of mock files: where messages point, and which calls answers are for.
#include "tools/mocks/answers.h"
#include "tools/mocks/mock_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace aslc::mocks;

namespace {

/// A file with this text, which lives as long as the test.
class Written {
public:
  explicit Written(const std::string &text, const std::string &name = "mocks.yaml") {
    char folder[] = "/tmp/mock_file_testXXXXXX";
    folder_ = mkdtemp(folder);
    path_ = folder_ + "/" + name;
    std::ofstream(path_) << text;
  }
  ~Written() { std::filesystem::remove_all(folder_); }
  const std::string &path() const { return path_; }

private:
  std::string folder_, path_;
};

/// What is wrong with a text, without the path of its file.
std::string problemsOf(const std::string &text) {
  Written file(text);
  std::string problems = readMockFile(file.path()).error();
  for (size_t at; (at = problems.find(file.path())) != problems.npos;)
    problems.replace(at, file.path().size(), "F");
  return problems;
}

TEST(MockFile, RangesAreCountsWithBothEnds) {
  EXPECT_EQ(rangeOf("2")->first, 2u);
  EXPECT_EQ(rangeOf("2")->last, 2u);
  EXPECT_EQ(rangeOf("1-3")->last, 3u);
  EXPECT_TRUE(rangeOf("4-4"));
  for (const char *wrong :
       {"", "-", "1-", "-1", "3-1", "a", "1-2-3", " 1", "99999999999999999999999"})
    EXPECT_FALSE(rangeOf(wrong)) << wrong;
}

TEST(MockFile, AnAnswerOfEachCallByItsNumber) {
  Written file(R"({"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}, "Nothing": {}}}},
    "MockedResponses": {"R": {"1-2": {"Throw": {"Error": "E", "Cause": ""}}, "0": {"Return": {"a": 1.0}}}}})",
               "MockConfigFile.json");
  auto read = readMockFile(file.path());
  ASSERT_TRUE(read) << read.error();
  auto plan = planFor(*read, "M", "C");
  ASSERT_TRUE(plan) << plan.error();
  const Mock &mock = plan->at("S").front();
  ASSERT_EQ(mock.answers.size(), 2u);
  EXPECT_TRUE(mock.answers[0].first.holds(2));
  EXPECT_EQ(mock.answers[0].second.error, "E");
  EXPECT_EQ(mock.answers[0].second.cause, "");
  EXPECT_EQ(mock.answers[1].second.json, R"({"a":1.0})");
  EXPECT_TRUE(planFor(*read, "M", "Nothing")->empty());
  EXPECT_TRUE(planFor(*read, "whatever", "M#C"));
  EXPECT_FALSE(planFor(*read, "m", "C")) << "names differ in case";
}

TEST(MockFile, BothPartsMustBeThere) {
  EXPECT_EQ(problemsOf(R"({"StateMachines": {}})"), "F:1:1: error: `MockedResponses` is missing");
  EXPECT_EQ(problemsOf(R"({"MockedResponses": {}})"), "F:1:1: error: `StateMachines` is missing");
}

TEST(MockFile, ProblemsStandInTheOrderOfTheText) {
  EXPECT_EQ(problemsOf("mocks:\n  A: {hang: false}\n  B: 7\n  C: {result: 1, tims: 2}\n"),
            "F:2:13: error: `hang` can only be true\n"
            "F:3:6: error: a mock must be an object, not a number\n"
            "F:4:18: error: `tims` is not a field of a mock; did you mean `times`?");
  EXPECT_EQ(problemsOf("- a"), "F:1:1: error: a mock file must be an object, not a list");
}

TEST(MockFile, PartsOfARequest) {
  auto json = [](const char *text) { return Json::parse(text); };
  EXPECT_TRUE(contains(json(R"({"a": {"b": 1, "c": 2}, "d": 3})"), json(R"({"a": {"b": 1.0}})")));
  EXPECT_FALSE(contains(json(R"({"a": 1})"), json(R"({"a": 1, "b": null})")));
  EXPECT_TRUE(contains(json(R"([{"a": 1, "b": 2}])"), json(R"([{"a": 1}])")));
  EXPECT_FALSE(contains(json("[1, 2]"), json("[1]"))) << "lists are whole";
  EXPECT_TRUE(isEqual(json(R"({"a": 1, "b": 2})"), json(R"({"b": 2, "a": 1})")));
}

} // namespace
