// Finding case files and telling their kinds.
#include "test/conformance/runner/case.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace asl::conformance;

namespace {

class CaseFilesTest : public testing::Test {
protected:
  void SetUp() override {
    root_ = std::filesystem::temp_directory_path() / ("cases-" + std::to_string(getpid()));
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::string &name, const std::string &text) {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  CaseFiles load() { return loadCases({root_.string()}); }

  std::filesystem::path root_;
};

TEST_F(CaseFilesTest, TheFolderTellsTheKind) {
  write("executions/base/deeper/a.json", R"({"name": "a"})");
  CaseFiles files = load();
  ASSERT_EQ(files.cases.size(), 1u);
  EXPECT_EQ(files.cases[0].kind, CaseKind::Execution);
  EXPECT_EQ(files.cases[0].folder, "executions/base");
}

TEST_F(CaseFilesTest, ElseTheMembersTellIt) {
  write("x/paths.json", R"([{"name": "p", "path": "$", "document": 1, "result": 1}])");
  write("x/run.json", R"({"name": "e", "definition": {}, "expect": {}})");
  CaseFiles files = load();
  ASSERT_EQ(files.cases.size(), 2u);
  EXPECT_EQ(files.cases[0].kind, CaseKind::JsonPath);
  EXPECT_EQ(files.cases[1].kind, CaseKind::Execution);
}

TEST_F(CaseFilesTest, DataOfCasesIsNoCase) {
  write("jsonata/datasets/d.json", R"({"a": 1})");
  write("jsonata/group.json", R"([{"name": "g", "expr": "a", "dataset": "d", "result": 1}])");
  CaseFiles files = load();
  EXPECT_EQ(files.cases.size(), 1u);
  EXPECT_TRUE(files.problems.empty());
}

TEST_F(CaseFilesTest, WhatCannotBeReadIsAProblem) {
  write("executions/a.json", "{");
  write("executions/b.json", R"({"no": "name"})");
  CaseFiles files = load();
  EXPECT_TRUE(files.cases.empty());
  EXPECT_EQ(files.problems.size(), 2u);
}

TEST_F(CaseFilesTest, AMissingFolderIsAProblem) {
  EXPECT_EQ(loadCases({(root_ / "none").string()}).problems.size(), 1u);
}

} // namespace
