// `${Name}`: what is replaced, by what, and where the result is said to stand.
#include "reading.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Definitions define(std::initializer_list<std::pair<const std::string, std::string>> values) {
  Definitions definitions;
  definitions.values.insert(values.begin(), values.end());
  return definitions;
}

TEST(Placeholder, IsTextInsideAString) {
  Tree tree = readJsonText(R"(["arn:${AWS::Partition}:x:${F.Arn}", "${N}"])",
                           define({{"AWS::Partition", "aws"}, {"F.Arn", "f\"n"}, {"N", "5"}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["arn:aws:x:f\"n","5"])");
}

TEST(Placeholder, HasItsOwnTypeWithoutQuotes) {
  Tree tree =
      readJsonText(R"([${N}, ${B}, ${S}, ${O}, ${T}, ${E}])", define({{"N", "5"},
                                                                      {"B", "true"},
                                                                      {"S", "\"5\""},
                                                                      {"O", "{\"a\": [1, \"x\"]}"},
                                                                      {"T", "a b"},
                                                                      {"E", ""}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"([5,true,"5",{"a":[1,"x"]},"a b",""])");
}

TEST(Placeholder, GivesItsPlaceToTheWholeValue) {
  Tree tree = readJsonText("[ ${O} ]", define({{"O", "{\"a\": [1, \"x\"]}"}}));
  const Node &object = *tree.root->items[0];
  const Node &array = *object.members[0].value;
  EXPECT_EQ(at(tree, object.range), "${O}");
  EXPECT_EQ(at(tree, object.members[0].keyRange), "${O}");
  EXPECT_EQ(at(tree, array.items[1]->range), "${O}");
  EXPECT_EQ(written(tree, *array.items[1], "x"), "${O}");
}

TEST(Placeholder, KeepsPlacesAroundItRight) {
  Tree tree = readJsonText(R"(["a\t${Name}b$.c"])", define({{"Name", "longer than its name"}}));
  const Node &node = *tree.root->items[0];
  EXPECT_EQ(node.text, "a\tlonger than its nameb$.c");
  EXPECT_EQ(written(tree, node, "$.c"), "$.c");
  EXPECT_EQ(written(tree, node, "than"), "${Name}");
  EXPECT_EQ(written(tree, node, "nameb"), "${Name}b");
  EXPECT_EQ(written(tree, node, "\tlonger"), "\\t${Name}");
}

TEST(Placeholder, IsReplacedInKeys) {
  Tree tree = readJsonText(R"({"${A}x": 1, "bx": 2})", define({{"A", "b"}}));
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::DuplicateKey));
  EXPECT_EQ(json(tree), R"({"bx":1})");
}

TEST(Placeholder, IsNotLookedForInAValue) {
  Tree tree = readJsonText(R"(["${A}", ${A}])", define({{"A", "${B}"}, {"B", "wrong"}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["${B}","${B}"])");
}

TEST(Placeholder, WithoutAValueIsAFaultAtItsPlace) {
  Tree tree = readJsonText("{\"a\": \"x${No}y\",\n \"b\": ${Nor}}");
  ASSERT_THAT(kinds(tree),
              ElementsAre(FaultKind::UndefinedPlaceholder, FaultKind::UndefinedPlaceholder));
  EXPECT_EQ(tree.faults[0].detail, "No");
  EXPECT_EQ(at(tree, tree.faults[0].range), "${No}");
  EXPECT_EQ(at(tree, tree.faults[1].range), "${Nor}");
}

TEST(Placeholder, WithoutAValueStaysAsTextWhenThatIsAllowed) {
  Definitions definitions;
  definitions.allowUndefined = true;
  Tree tree = readJsonText("[\"x${No}y\", ${Nor}]", definitions);
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["x${No}y","${Nor}"])");
  EXPECT_EQ(written(tree, *tree.root->items[1], "Nor"), "Nor");
}

TEST(Placeholder, CanBeEscaped) {
  Tree tree = readJsonText(R"(["a${!Name}b"])", define({{"Name", "wrong"}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["a${Name}b"])");
  EXPECT_EQ(written(tree, *tree.root->items[0], "Name}b"), "Name}b");
  EXPECT_EQ(faults(readJsonText("[${!Name}]")).size(), 1u);
}

TEST(Placeholder, IsOnlyWhatLooksLikeOne) {
  const char *text =
      R"(["${", "${}", "$ {a}", "${ a }", "${a", "{$a}", "${a b}", "$${}", "${a+b}"])";
  Tree tree = readJsonText(text);
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(tree.root->items[8]->text, "${a+b}");
}

TEST(Placeholder, MayNameAnElementAsTerraformDoes) {
  Tree tree = readJsonText(R"(["${aws_sfn_activity.a[0].id}"])",
                           define({{"aws_sfn_activity.a[0].id", "x"}}));
  EXPECT_EQ(json(tree), R"(["x"])");
}

TEST(Placeholder, IsNotAGroupingOfJsonata) {
  Tree tree = readJsonText(R"(["{% $x${a:b} %}", "{% '${Name}' %}"])", define({{"Name", "n"}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"(["{% $x${a:b} %}","{% 'n' %}"])");
}

TEST(Placeholder, NextToAnotherOneIsReplacedToo) {
  Tree tree = readJsonText(R"(["${A}${B}${A}"])", define({{"A", "1"}, {"B", ""}}));
  EXPECT_EQ(json(tree), R"(["11"])");
}

TEST(Placeholder, CountsTheDepthOfItsValue) {
  std::string deep = std::string(maxDepth, '[') + std::string(maxDepth, ']');
  Tree whole = readJsonText("${A}", define({{"A", deep}}));
  EXPECT_TRUE(whole.root->is(Node::Kind::Array));
  Tree inner = readJsonText("[${A}]", define({{"A", deep}}));
  EXPECT_TRUE(inner.root->items[0]->is(Node::Kind::String));
}

TEST(PlaceholderInYaml, HasItsOwnTypeAsAWholePlainScalar) {
  Tree tree = readYamlText("a: ${N}\nb: \"${N}\"\nc: x${N}\nd: ${S}\ne: ${N}${N}\n",
                           define({{"N", "5"}, {"S", "arn:aws:x"}}));
  EXPECT_THAT(tree.faults, IsEmpty());
  EXPECT_EQ(json(tree), R"({"a":5,"b":"5","c":"x5","d":"arn:aws:x","e":"55"})");
}

TEST(PlaceholderInYaml, KeepsPlacesRight) {
  Tree tree = readYamlText("a: arn:${AWS::Region}:x\n", define({{"AWS::Region", "eu-west-1"}}));
  const Node &node = *tree.root->members[0].value;
  EXPECT_EQ(node.text, "arn:eu-west-1:x");
  EXPECT_EQ(written(tree, node, ":x"), ":x");
  EXPECT_EQ(written(tree, node, "west"), "${AWS::Region}");
}

TEST(PlaceholderInYaml, WithoutAValueIsAFaultAtItsPlace) {
  Tree tree = readYamlText("a: ${No}\nb: |\n  x ${Nor}\n");
  ASSERT_EQ(tree.faults.size(), 2u);
  EXPECT_EQ(at(tree, tree.faults[0].range), "${No}");
  EXPECT_EQ(at(tree, tree.faults[1].range), "${Nor}");
}

} // namespace

} // namespace aslc::source
