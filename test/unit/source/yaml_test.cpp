// Reading YAML: the core schema, places, aliases, and what is refused.
#include "reading.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Yaml, ResolvesPlainScalarsByTheCoreSchema) {
  Tree tree = readYamlText("- null\n- ~\n-\n- true\n- False\n- yes\n- On\n- 12\n- +7\n- 007\n"
                           "- 0o17\n- 0x1F\n- 1_000\n- 1.5\n- .5\n- 5.\n- -1e3\n- 2001-01-01\n"
                           "- 0b1\n- 1:30\n- text\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"([null,null,null,true,false,"yes","On",12,7,7,)"
                        R"(15,31,"1_000",1.5,0.5,5.0,-1e3,"2001-01-01",)"
                        R"("0b1","1:30","text"])");
}

TEST(Yaml, ReadsQuotedAndBlockScalarsAsStrings) {
  Tree tree = readYamlText("- '5'\n- \"true\"\n- |\n  5\n- >-\n  null\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["5","true","5\n","null"])");
}

TEST(Yaml, TurnsScalarKeysIntoStrings) {
  Tree tree = readYamlText("1: a\ntrue: b\n0x10: c\n\"q\": d\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"1":"a","true":"b","0x10":"c","q":"d"})");
}

TEST(Yaml, SaysOnceThatAliasesExpandToTooMuch) {
  std::string text = "- &a0 [lol, lol, lol, lol]\n";
  for (int i = 1; i < 40; ++i) {
    std::string before = "*a" + std::to_string(i - 1);
    text += "- &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  Tree tree = readYamlText(text);
  ASSERT_EQ(tree.faults.size(), 1u);
  EXPECT_EQ(tree.faults[0].message(), "the aliases up to here expand to more than 8 MiB");
}

TEST(Yaml, KnowsWhereEachValueStands) {
  Tree tree = readYamlText("a:\n  b: [1, two]   # comment\n  c: 'x'\nd: {e: 1}\n");
  const Member &a = tree.root->members[0];
  EXPECT_EQ(at(tree, a.keyRange), "a");
  EXPECT_EQ(at(tree, a.value->range), "b: [1, two]   # comment\n  c: 'x'");
  EXPECT_EQ(at(tree, a.value->members[0].value->range), "[1, two]");
  EXPECT_EQ(at(tree, a.value->members[1].value->range), "'x'");
  EXPECT_EQ(at(tree, tree.root->members[1].value->range), "{e: 1}");
}

TEST(Yaml, CountsPlacesInBytesAfterWideCharactersAndAByteOrderMark) {
  Tree tree = readYamlText("\xEF\xBB\xBF\xC3\xA4: \xE2\x82\xAC\nb: x\n");
  EXPECT_EQ(at(tree, tree.root->members[0].keyRange), "\xC3\xA4");
  EXPECT_EQ(at(tree, tree.root->members[0].value->range), "\xE2\x82\xAC");
  EXPECT_EQ(at(tree, tree.root->members[1].value->range), "x");
}

TEST(Yaml, LeavesAnchorsAndTagsOutOfTheRange) {
  Tree tree = readYamlText("a: &x !!str\n  5\nb: !!int &y 7\nc: &z {d: 1}\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(at(tree, tree.root->members[0].value->range), "5");
  EXPECT_EQ(at(tree, tree.root->members[1].value->range), "7");
  EXPECT_EQ(at(tree, tree.root->members[2].value->range), "{d: 1}");
}

TEST(Yaml, GivesABlockScalarItsTextAsRange) {
  Tree tree = readYamlText("a: |\n  one\n  two\n\n\nb: 1\n");
  EXPECT_EQ(at(tree, tree.root->members[0].value->range), "|\n  one\n  two");
}

TEST(Yaml, ExpandsAliases) {
  Tree tree = readYamlText("a: &r\n  - {x: 1}\nb: *r\nc: [*r, *r]\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"a":[{"x":1}],"b":[{"x":1}],"c":[[{"x":1}],[{"x":1}]]})");
}

TEST(Yaml, MergesWhatAnObjectDoesNotSayItself) {
  Tree tree = readYamlText("- &a {x: 1, y: 2}\n- &b {y: 3, z: 4}\n- <<: [*a, *b]\n  x: 0\n"
                           "- {w: 5, <<: *b, <<: *a}\n- {'<<': 6}\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"([{"x":1,"y":2},{"y":3,"z":4},{"x":0,"y":2,"z":4},)"
                        R"({"w":5,"y":3,"z":4,"x":1},{"<<":6}])");
}

TEST(Yaml, TakesTheLatestAnchorOfAName) {
  EXPECT_EQ(json(readYamlText("[&a 1, *a, &a 2, *a]")), "[1,1,2,2]");
}

TEST(Yaml, TakesAnAliasOfAStringAsKey) {
  EXPECT_EQ(json(readYamlText("- &k name\n- *k : 1\n- &j n: *j\n")),
            R"(["name",{"name":1},{"n":"n"}])");
}

TEST(Yaml, ReadsJson) {
  EXPECT_EQ(json(readYamlText(R"({"a": [1, "x\n\u00e4\/", null], "b": {}})")),
            "{\"a\":[1,\"x\\n\xC3\xA4/\",null],\"b\":{}}");
}

TEST(Yaml, AcceptsTagsOfTheCoreSchema) {
  Tree tree = readYamlText("- !!str 5\n- !!int \"5\"\n- !!float 5\n- !!bool 'true'\n- !!null ''\n"
                           "- !!map {}\n- !!seq []\n- ! 5\n");
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["5",5,5,true,null,{},[],"5"])");
}

struct Case {
  const char *text;
  const char *fault;
};

class YamlFault : public testing::TestWithParam<Case> {};

TEST_P(YamlFault, IsSaidAtItsPlace) {
  EXPECT_THAT(faults(readYamlText(GetParam().text)), ElementsAre(GetParam().fault))
      << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Features, YamlFault,
    testing::Values(Case{"a: !Ref x", "1:9 the tag `!Ref` has no meaning here"},
                    Case{"a: !GetAtt {x: 1}", "1:12 the tag `!GetAtt` has no meaning here"},
                    Case{"!x a: 1", "1:4 the tag `!x` has no meaning here"},
                    Case{"a: !!int x", "1:10 `x` is not a `!!int`"},
                    Case{"a: !!map x", "1:10 the tag `tag:yaml.org,2002:map` has no meaning here"},
                    Case{"a: 1\n<<: 2",
                         "2:1 a merge key (`<<`) needs an object or a list of objects"},
                    Case{"a: *b", "1:4 there is no anchor `&b` before this alias"},
                    Case{"a: &b [*b]", "1:8 the anchor `&b` contains this alias of itself"},
                    Case{"? [a]\n: 1", "1:3 a key must be a string"}, Case{"a: .inf", "1:4 .inf"},
                    Case{"a: -.INF", "1:4 -.INF"}, Case{"a: .NaN", "1:4 .NaN"},
                    Case{"a: 0xFFFFFFFFFFFFFFFFF", "1:4 0xFFFFFFFFFFFFFFFFF"},
                    Case{"a: 1\na: 2", "2:1 a"}, Case{"a: 1\n'a': 2", "2:1 a"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, YamlFault,
    testing::Values(
        Case{"a:\n\tb: 1", "2:1 a tab cannot indent YAML"},
        Case{"a: @b", "1:4 `@` cannot begin a value without quotes"},
        Case{"a: {% $x %}", "1:4 a `{% %}` expression needs quotes in YAML"},
        Case{"a: b: c", "1:5 `:` is not allowed here; a value that contains `: ` needs quotes"},
        Case{"a: \x01", "1:4 a control character is allowed only as an escape in double quotes"},
        Case{"\xC3\xA4: [1", "1:4 this bracket is not closed"},
        Case{"a: [1\nb: 2", "1:4 this bracket is not closed"},
        Case{"a: [1,\n  b: c: d]", "2:7 a comma or the closing bracket is missing before this"},
        Case{"Next B\nEnd: true", "1:1 a colon is missing behind `Next`"},
        Case{"a: 1\nNext:B\nb: 2", "2:1 a blank is missing behind the colon of `Next`"},
        Case{"States\n  A: 1", "1:1 a colon is missing behind `States`"},
        Case{"a:\n    b: 1\n   c: 2", "3:4 this line is indented like none of those above it"},
        Case{"a:\n  - b\n c", "3:2 this line is indented like none of those above it"},
        Case{"Comment: b: c",
             "1:10 `:` is not allowed here; a value that contains `: ` needs quotes"},
        Case{"a: 1]\nb: [1]]", "2:7 `]` closes no bracket"},
        Case{"a: \"b\" c",
             "1:6 the quote ends the text here; inside of the text it is written `\\\"`"},
        Case{"a: 'it's'\nb: 1",
             "1:7 the quote ends the text here; inside of the text it is written `''`"},
        Case{"a: 1\n  b: 2", "2:3 this line is indented as a part of the value above it"},
        Case{"a: 1\nb c d\ne: 2", "2:1 this line has no key that ends with a colon"},
        Case{"a: \"b\nc: d", "1:4 this quote is not closed"},
        Case{"a: 'b\nc: 'd'", "1:4 this quote is not closed"}));

TEST(YamlFaults, OfAnEmptyText) {
  EXPECT_THAT(kinds(readYamlText("")), ElementsAre(FaultKind::EmptyText));
  EXPECT_THAT(kinds(readYamlText("# only this\n")), ElementsAre(FaultKind::EmptyText));
  EXPECT_THAT(kinds(readYamlText("---\n")), ElementsAre(FaultKind::EmptyText));
}

TEST(YamlFaults, OfASecondDocument) {
  Tree tree = readYamlText("a: 1\n---\nb: 2\n");
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::TrailingText));
  EXPECT_EQ(tree.faults[0].range.begin, 5u);
  EXPECT_THAT(readYamlText("---\na: 1\n...\n").faults, IsEmpty());
}

TEST(YamlFaults, KeepWhatStoodBeforeTheError) {
  EXPECT_EQ(json(readYamlText("a: 1\nb: [2, 3\n")), R"({"a":1,"b":[2,3]})");
}

TEST(YamlFaults, OfDepth) {
  std::string open(maxDepth, '['), close(maxDepth, ']');
  EXPECT_THAT(readYamlText(open + close).faults, IsEmpty());
  EXPECT_THAT(kinds(readYamlText("[" + open + "1]" + close)), ElementsAre(FaultKind::TooDeep));
}

TEST(YamlFaults, OfDepthThroughAliases) {
  std::string open(maxDepth / 2, '['), close(maxDepth / 2, ']');
  Tree tree = readYamlText("- &a " + open + close + "\n- " + open + "*a" + close + "\n");
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::TooDeep));
}

TEST(YamlFaults, OfAliasesThatMeanTooMuch) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    std::string before = std::to_string(i - 1), now = std::to_string(i);
    text += "a" + now + ": &a" + now + " [";
    for (int j = 0; j < 10; ++j)
      text += (j ? ", *a" : "*a") + before;
    text += "]\n";
  }
  Tree tree = readYamlText(text);
  ASSERT_FALSE(tree.faults.empty());
  EXPECT_EQ(tree.faults[0].kind, FaultKind::YamlFeature);
  EXPECT_LT(json(tree).size(), 64u << 20);
}

} // namespace

} // namespace aslc::source
