// Diagnostics as programs read them.
#include "diagnose.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace aslc::diag {

namespace {

TEST(RenderJson, HoldsEveryPart) {
  Engine engine = over("{\"a\": 1,\n \"a\": 2}");
  engine.emit({10, 13}, Kind::DuplicateKey, {"a"})
      .label({1, 4}, "given here first")
      .hint("take one out");
  EXPECT_EQ(renderJson(engine), R"([
  {
    "file": "order.asl.json",
    "line": 2,
    "column": 2,
    "endLine": 2,
    "endColumn": 5,
    "severity": "error",
    "kind": "duplicate-key",
    "message": "`a` is given twice in this object",
    "hint": "take one out",
    "labels": [
      {
        "line": 1,
        "column": 2,
        "endLine": 1,
        "endColumn": 5,
        "message": "given here first"
      }
    ]
  }
]
)");
}

TEST(RenderJson, IsAnEmptyArrayWithoutDiagnostics) { EXPECT_EQ(renderJson(over("")), "[]\n"); }

TEST(RenderReport, NamesEveryFileWithItsFindings) {
  Engine one = over("a", "one"), two = over("b", "two"), three = over("c", "three");
  one.emit({0, 1}, Kind::Syntax, {"A"});
  two.emit({0, 1}, Kind::FieldWithoutEffect, {"B"});
  const FileReport reports[] = {{"one", &one, {}},
                                {"none", nullptr, "No such file"},
                                {"two", &two, {}},
                                {"three", &three, {}}};
  nlohmann::json report = nlohmann::json::parse(renderReport(reports));
  ASSERT_EQ(report["files"].size(), 4u);
  const char *const statuses[] = {"errors", "unreadable", "warnings", "clean"};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(report["files"][i]["file"], reports[i].name);
    EXPECT_EQ(report["files"][i]["status"], statuses[i]);
  }
  EXPECT_EQ(report["files"][0]["errors"], 1);
  EXPECT_EQ(report["files"][2]["warnings"], 1);
  EXPECT_EQ(report["files"][1]["message"], "No such file");
  EXPECT_TRUE(report["files"][0]["message"].is_null());
  ASSERT_EQ(report["findings"].size(), 2u);
  EXPECT_EQ(report["findings"][0]["file"], "one");
  EXPECT_EQ(report["findings"][1]["file"], "two");
  EXPECT_TRUE(report["findings"][0]["hint"].is_null());
}

TEST(RenderJson, IsJsonWhateverTheTextHolds) {
  Engine engine = over("\xFF", "\xFE\"");
  engine.emit({0, 1}, Kind::Syntax, {"\xFF\x01\""});
  EXPECT_EQ(nlohmann::json::parse(renderJson(engine))[0]["message"], "\xEF\xBF\xBD\x01\"");
}

} // namespace

} // namespace aslc::diag
