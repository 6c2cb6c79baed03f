// Diagnostics as JSON.
#include "compiler/report/findings/findings.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace aslc::report {

namespace {

diag::Engine over(std::string text, std::string name = "order.asl.json") {
  return diag::Engine(std::make_shared<source::File>(std::move(name), std::move(text)));
}

nlohmann::ordered_json read(const diag::Engine &engine) {
  const Findings findings{engine.file().name(), &engine, nullptr, {}};
  return nlohmann::ordered_json::parse(renderJson({&findings, 1}));
}

TEST(RenderJson, HoldsEveryPart) {
  diag::Engine engine = over("{\"a\": 1,\n \"a\": 2}");
  engine.emit({10, 13}, diag::Kind::DuplicateKey, {"a"})
      .label({1, 4}, "first given here")
      .hint("take one out");
  EXPECT_EQ(read(engine)["findings"].dump(2), R"([
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
    "edit": null,
    "labels": [
      {
        "line": 1,
        "column": 2,
        "endLine": 1,
        "endColumn": 5,
        "message": "first given here"
      }
    ]
  }
])");
}

TEST(RenderJson, FindingsAreAnEmptyArrayWithoutDiagnostics) {
  EXPECT_EQ(read(over(""))["findings"].dump(), "[]");
}

TEST(RenderJson, NamesEveryFileWithItsFindings) {
  diag::Engine one = over("a", "one"), two = over("b", "two"), three = over("c", "three");
  one.emit({0, 1}, diag::Kind::Syntax, {"A"});
  two.emit({0, 1}, diag::Kind::FieldWithoutEffect, {"B"});
  const Findings files[] = {{"one", &one, nullptr, {}},
                            {"none", nullptr, nullptr, "No such file"},
                            {"two", &two, nullptr, {}},
                            {"three", &three, nullptr, {}}};
  nlohmann::json report = nlohmann::json::parse(renderJson(files));
  ASSERT_EQ(report["files"].size(), 4u);
  const char *const statuses[] = {"errors", "unreadable", "warnings", "clean"};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(report["files"][i]["file"], files[i].name);
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
  diag::Engine engine = over("\xFF", "\xFE\"");
  engine.emit({0, 1}, diag::Kind::Syntax, {"\xFF\x01\""});
  EXPECT_EQ(read(engine)["findings"][0]["message"], "\xEF\xBF\xBD\x01\"");
}

} // namespace

} // namespace aslc::report
