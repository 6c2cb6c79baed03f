// Reading JSON that is right: values, places, numbers as written.
#include "reading.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Json, KeepsMembersInOrderAndNumbersAsWritten) {
  Tree tree = readJsonText(R"({"b": 1.50, "a": [1e3, -0, null, true, false], "c": {}})");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"b":1.50,"a":[1e3,-0,null,true,false],"c":{}})");
}

TEST(Json, KnowsWhereEachValueStands) {
  Tree tree = readJsonText("{ \"a\" : [1, {\"b\": \"x\"} ] }");
  const Member &a = tree.root->members[0];
  EXPECT_EQ(at(tree, tree.root->range), tree.file->text());
  EXPECT_EQ(at(tree, a.keyRange), "\"a\"");
  EXPECT_EQ(at(tree, a.value->range), "[1, {\"b\": \"x\"} ]");
  EXPECT_EQ(at(tree, a.value->items[0]->range), "1");
  EXPECT_EQ(at(tree, a.value->items[1]->range), "{\"b\": \"x\"}");
  EXPECT_EQ(at(tree, a.value->items[1]->members[0].value->range), "\"x\"");
}

TEST(Json, DecodesEscapes) {
  Tree tree = readJsonText(R"(["\"\\\/\b\f\n\r\t", "\u00e4\u20AC\uD83D\uDE00"])");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(tree.root->items[0]->text, "\"\\/\b\f\n\r\t");
  EXPECT_EQ(tree.root->items[1]->text, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(Json, ReadsALoneSurrogateAsTheReplacementCharacter) {
  Tree tree = readJsonText(R"(["\uD83D", "\uDE00x", "\uD83D\u0041"])");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(tree.root->items[0]->text, "\xEF\xBF\xBD");
  EXPECT_EQ(tree.root->items[1]->text, "\xEF\xBF\xBDx");
  EXPECT_EQ(tree.root->items[2]->text, "\xEF\xBF\xBD\x41");
}

TEST(Json, WritesControlCharactersAsEscapes) {
  EXPECT_EQ(json(readJsonText(R"("\u0000\u001f\n\"\\")")), R"("\u0000\u001F\n\"\\")");
}

TEST(Json, FindsAPlaceInsideAString) {
  Tree tree = readJsonText(R"(["plain text", "a\u00e4b\nc"])");
  const Node &plain = *tree.root->items[0], &escaped = *tree.root->items[1];
  EXPECT_EQ(written(tree, plain, "text"), "text");
  EXPECT_EQ(written(tree, escaped, "\xC3\xA4"), R"(\u00e4)");
  EXPECT_EQ(written(tree, escaped, "b"), "b");
  EXPECT_EQ(written(tree, escaped, "a\xC3\xA4"), R"(a\u00e4)");
  EXPECT_EQ(written(tree, escaped, "b\nc"), R"(b\nc)");
}

TEST(Json, GivesAnEmptyRangeInsideAStringItsPlace) {
  Tree tree = readJsonText(R"(["a\nb", ""])");
  const Node &node = *tree.root->items[0];
  EXPECT_EQ(tree.within(node, 0, 0), (Range{2, 2}));
  EXPECT_EQ(tree.within(node, 2, 2), (Range{5, 5}));
  EXPECT_EQ(tree.within(node, 3, 3), (Range{6, 6}));
  EXPECT_EQ(tree.within(node, 9, 12), (Range{6, 6}));
  EXPECT_EQ(tree.within(*tree.root->items[1], 0, 0), (Range{10, 10}));
}

TEST(Json, PassesAByteOrderMarkAndEveryLineBreak) {
  Tree tree = readJsonText("\xEF\xBB\xBF{\r\n\"a\":\r1}\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"a":1})");
}

TEST(Json, ReadsThousandsOfMembersAndFindsADuplicate) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i)
    text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  Tree tree = readJsonText(text + "\"key4321\":0}");
  ASSERT_EQ(tree.faults.size(), 1u);
  EXPECT_EQ(tree.faults[0].kind, FaultKind::DuplicateKey);
  EXPECT_EQ(tree.faults[0].detail, "key4321");
  EXPECT_EQ(at(tree, *tree.faults[0].other), "\"key4321\"");
  EXPECT_EQ(tree.root->members.size(), 5000u);
}

TEST(Json, TreatsAKeyAsEqualHoweverItIsSpelled) {
  Tree tree = readJsonText("{\"a\": 1,\n \"\\u0061\": 2}");
  EXPECT_THAT(faults(tree), ElementsAre("2:2 a"));
  EXPECT_EQ(json(tree), R"({"a":1})");
}

TEST(Json, ReadsToTheDepthThatIsAllowed) {
  std::string open(maxDepth, '['), close(maxDepth, ']');
  EXPECT_THAT(readJsonText(open + close).faults, IsEmpty());
  Tree tree = readJsonText("[" + open + "1]" + close);
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::TooDeep));
  EXPECT_EQ(tree.faults[0].range.begin, maxDepth);
}

TEST(Json, SurvivesADepthThatNoStackHolds) {
  EXPECT_EQ(kinds(readJsonText(std::string(1000000, '[')))[0], FaultKind::TooDeep);
  EXPECT_FALSE(readJsonText(std::string(1000000, '{')).faults.empty());
}

TEST(JsonWithComments, PassesComments) {
  Tree tree =
      readText("// one\n{ /* two */ \"a\": 1 // three\n}\n/* four\n*/", Notation::JsonWithComments);
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"a":1})");
}

TEST(JsonWithComments, StillWantsNoTrailingComma) {
  EXPECT_THAT(faults(readText("{\"a\": 1, // x\n}", Notation::JsonWithComments)),
              ElementsAre("1:8 a comma before `}`"));
}

TEST(Notation, FollowsTheFileName) {
  EXPECT_EQ(notationOf("a.asl.json"), Notation::Json);
  EXPECT_EQ(notationOf("a.asl.JSONC"), Notation::JsonWithComments);
  EXPECT_EQ(notationOf("a.asl.yaml"), Notation::Yaml);
  EXPECT_EQ(notationOf("a.YML"), Notation::Yaml);
  EXPECT_EQ(notationOf("yaml"), Notation::Json);
  EXPECT_EQ(notationOf(""), Notation::Json);
}

} // namespace

} // namespace aslc::source
