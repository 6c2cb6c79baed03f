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

TEST(RenderJson, JoinsSeveralFiles) {
  Engine one = over("a", "one"), two = over("b", "two");
  one.emit({0, 1}, Kind::Syntax, {"A"});
  two.emit({0, 1}, Kind::Syntax, {"B"});
  const Engine *const both[] = {&one, &two};
  nlohmann::json array = nlohmann::json::parse(renderJson(both));
  ASSERT_EQ(array.size(), 2u);
  EXPECT_EQ(array[0]["file"], "one");
  EXPECT_EQ(array[1]["file"], "two");
  EXPECT_TRUE(array[0]["hint"].is_null());
}

TEST(RenderJson, IsJsonWhateverTheTextHolds) {
  Engine engine = over("\xFF", "\xFE\"");
  engine.emit({0, 1}, Kind::Syntax, {"\xFF\x01\""});
  EXPECT_EQ(nlohmann::json::parse(renderJson(engine))[0]["message"], "\xEF\xBF\xBD\x01\"");
}

} // namespace

} // namespace aslc::diag
