// Settings files in YAML and JSON: the values, their types and places, and what is refused.
#include "runtime/binding/document.h"

#include <gtest/gtest.h>

namespace asl::binding {
namespace {

std::string json(std::string_view text) {
  DocumentError error;
  std::optional<Node> node = readDocument(text, error);
  if (node)
    return node->json();
  return std::to_string(error.place.line) + ":" + std::to_string(error.place.column) + ": " +
         error.message;
}

TEST(Document, YamlScalarsHaveTheTypesOfTheCoreSchema) {
  EXPECT_EQ(
      json("[a, 'b', 1, -2.5, +3, .5, 1., 1e3, 0x1F, 0o17, 007, ~, null, true, FALSE, yes, 'true', "
           "1.2.3, .]"),
      R"(["a","b",1,-2.5,3,0.5,1.0,1e3,31,15,7,null,null,true,false,"yes","true","1.2.3","."])");
}

TEST(Document, YamlBlocksAnchorsAndText) {
  EXPECT_EQ(json("a: &x {k: 1}\nb: *x\nc: |\n  two\n  lines\nd:\n"),
            R"({"a":{"k":1},"b":{"k":1},"c":"two\nlines\n","d":null})");
  EXPECT_EQ(json(""), "null");
  EXPECT_EQ(json("# only a comment\n"), "null");
}

TEST(Document, JsonIsTakenAsWritten) {
  EXPECT_EQ(json("{\"a\": [1.0, 1E5, -0, 123456789012345678901234567890], \"b\\u0041\": "
                 "\"\\ud83d\\ude00\"}"),
            "{\"a\":[1.0,1E5,-0,123456789012345678901234567890],\"bA\":\"😀\"}");
}

TEST(Document, KnowsWhereValuesStand) {
  for (const char *text : {"{\n  \"a\": [\n    1,\n    {\"b\": 2}\n]}", "a:\n  - 1\n  - b: 2\n"}) {
    DocumentError error;
    std::optional<Node> node = readDocument(text, error);
    ASSERT_TRUE(node);
    const Node &inner = node->items[0].items[1];
    EXPECT_EQ(inner.place.line, text[0] == '{' ? 4u : 3u);
    EXPECT_EQ(inner.place.column, 5u);
    EXPECT_EQ(inner.keys[0].text, "b");
  }
}

TEST(Document, RefusesAtThePlace) {
  EXPECT_EQ(json("a: 1\na: 2\n"), "2:1: the key `a` stands here twice");
  EXPECT_EQ(json("a: *nothing\n"), "1:4: there is no anchor `nothing`");
  EXPECT_EQ(json("? [a]\n: 1\n"), "1:3: a key must be a plain text");
  EXPECT_EQ(json("a\n---\nb\n"), "2:1: there is more than one document");
  EXPECT_EQ(json("a: [1\nb: 2\n").substr(0, 2), "2:");
  EXPECT_EQ(json("a: \x80\n").substr(0, 26), "1:1: the text is not valid");
}

TEST(Document, BoundsWhatAliasesMultiply) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 10; ++j)
      bomb += "," + before;
    bomb += "]\n";
  }
  EXPECT_NE(json(bomb).find("too many values"), std::string::npos);
}

TEST(Document, BoundsTheDepth) {
  EXPECT_NE(json("a: " + std::string(100000, '[')).find("nested"), std::string::npos);
}

} // namespace
} // namespace asl::binding
