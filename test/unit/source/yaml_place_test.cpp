// Places inside the scalars of YAML, whatever their style.
#include "reading.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

/// The value of `a`, with the tree that holds it.
struct Scalar {
  explicit Scalar(const std::string &text) : tree(readYamlText(text)) {
    EXPECT_TRUE(tree.faults.empty()) << text;
    node = tree.root->members[0].value;
  }
  std::string at(std::string_view part) const { return written(tree, *node, part); }

  Tree tree;
  const Node *node;
};

TEST(YamlPlace, InAPlainScalar) {
  Scalar scalar("a: $.order.id\n");
  EXPECT_EQ(scalar.at("order"), "order");
  EXPECT_EQ(scalar.tree.within(*scalar.node, 0, 0), (Range{3, 3}));
}

TEST(YamlPlace, InAPlainScalarOfSeveralLines) {
  Scalar scalar("a: one \n   two\n\n   three\n");
  EXPECT_EQ(scalar.node->text, "one two\nthree");
  EXPECT_EQ(scalar.at("two"), "two");
  EXPECT_EQ(scalar.at("three"), "three");
  EXPECT_EQ(scalar.at("one two"), "one \n   two");
}

TEST(YamlPlace, InSingleQuotes) {
  Scalar scalar("a: 'it''s $.x'\n");
  EXPECT_EQ(scalar.node->text, "it's $.x");
  EXPECT_EQ(scalar.at("'"), "''");
  EXPECT_EQ(scalar.at("$.x"), "$.x");
}

TEST(YamlPlace, InSingleQuotesOverLines) {
  Scalar scalar("a: 'one\n  two \n\n  three'\n");
  EXPECT_EQ(scalar.node->text, "one two\nthree");
  EXPECT_EQ(scalar.at("three"), "three");
}

TEST(YamlPlace, InDoubleQuotes) {
  Scalar scalar(R"(a: "t\tu\u00e4v\x41w\N\_\L\U0001F600z")");
  EXPECT_EQ(scalar.at("\xC3\xA4"), "\\u00e4");
  EXPECT_EQ(scalar.at("v"), "v");
  EXPECT_EQ(scalar.at("A"), "\\x41");
  EXPECT_EQ(scalar.at("\xF0\x9F\x98\x80"), "\\U0001F600");
  EXPECT_EQ(scalar.at("z"), "z");
}

TEST(YamlPlace, InDoubleQuotesOverLines) {
  Scalar scalar("a: \"one \\\n   two\n\n   three\\\n  \\ four\"\n");
  EXPECT_EQ(scalar.node->text, "one two\nthree four");
  EXPECT_EQ(scalar.at("two"), "two");
  EXPECT_EQ(scalar.at("three"), "three");
  EXPECT_EQ(scalar.at("four"), "four");
}

TEST(YamlPlace, InALiteralBlock) {
  Scalar scalar("a: |\n    first\n      second\n\n    third\nb: 1\n");
  EXPECT_EQ(scalar.node->text, "first\n  second\n\nthird\n");
  EXPECT_EQ(scalar.at("first"), "first");
  EXPECT_EQ(scalar.at("  second"), "  second");
  EXPECT_EQ(scalar.at("third"), "third");
  EXPECT_EQ(scalar.at("second\n\nthird"), "second\n\n    third");
}

TEST(YamlPlace, InALiteralBlockWithGivenIndentation) {
  Scalar scalar("a: |2-  # comment\n    first\n   second\n");
  EXPECT_EQ(scalar.node->text, "  first\n second");
  EXPECT_EQ(scalar.at("first"), "first");
  EXPECT_EQ(scalar.at("second"), "second");
}

TEST(YamlPlace, InAFoldedBlock) {
  Scalar scalar("a: >\n  one\n  two\n\n  three\n    more\n  four\n");
  EXPECT_EQ(scalar.node->text, "one two\nthree\n  more\nfour\n");
  EXPECT_EQ(scalar.at("one two"), "one\n  two");
  EXPECT_EQ(scalar.at("three"), "three");
  EXPECT_EQ(scalar.at("more"), "more");
  EXPECT_EQ(scalar.at("four"), "four");
}

TEST(YamlPlace, InAFoldedBlockThatKeepsItsEnd) {
  Scalar scalar("a: >+\n\n  one\n  two\n\n\nb: 1\n");
  EXPECT_EQ(scalar.node->text, "\none two\n\n\n");
  EXPECT_EQ(scalar.at("two"), "two");
}

TEST(YamlPlace, InABlockWithWindowsLineBreaks) {
  Scalar scalar("a: |\r\n  one\r\n  two\r\n");
  EXPECT_EQ(scalar.node->text, "one\ntwo\n");
  EXPECT_EQ(scalar.at("two"), "two");
  EXPECT_EQ(scalar.at("one\ntwo"), "one\r\n  two");
}

TEST(YamlPlace, InABlockWithoutLineBreakAtTheEnd) {
  Scalar scalar("a: |\n  one\n  two");
  EXPECT_EQ(scalar.at("two"), "two");
}

TEST(YamlPlace, AfterAnAnchorAndATag) {
  Scalar scalar("a: &x !!str  some text\n");
  EXPECT_EQ(scalar.at("text"), "text");
}

TEST(YamlPlace, AfterCharactersOfSeveralBytes) {
  Scalar scalar("\xC3\xA4\xE2\x82\xAC: \xC3\xB6x\xF0\x9F\x98\x80y\n");
  EXPECT_EQ(scalar.at("x"), "x");
  EXPECT_EQ(scalar.at("y"), "y");
}

} // namespace

} // namespace aslc::source
