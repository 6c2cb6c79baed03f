// Every definition of the corpus can be read once its placeholders have values.
#include "reading.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace aslc::source {

namespace {

std::string contents(const std::filesystem::path &path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The manifest's `${Name}` -> value as definitions.
Definitions substitutions(const Node &entry) {
  Definitions definitions;
  if (const Member *values = entry.find("substitutions"))
    for (const Member &value : values->value->members)
      definitions.values[value.key.substr(2, value.key.size() - 3)] = value.value->text;
  return definitions;
}

/// Each string must be found again at its place: whole, and by halves.
void checkPlaces(const Tree &tree, const Node &node) {
  if (node.is(Node::Kind::String)) {
    Range whole = tree.within(node, 0, node.text.size());
    EXPECT_LE(node.range.begin, whole.begin);
    EXPECT_LE(whole.end, node.range.end + 1) << node.text; // a block scalar's last line break
    bool verbatim = at(tree, whole) == node.text;
    size_t middle = node.text.size() / 2;
    if (verbatim)
      EXPECT_EQ(tree.within(node, 0, middle).end, tree.within(node, middle, middle).begin);
  }
  for (const Node *item : node.items)
    checkPlaces(tree, *item);
  for (const Member &member : node.members)
    checkPlaces(tree, *member.value);
}

TEST(Corpus, IsReadWithoutFault) {
  std::filesystem::path corpus = std::filesystem::path(ASLC_SHARED) / "corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "no corpus at " << corpus;
  Definitions verbatim;
  verbatim.allowUndefined = true;
  Tree manifest = readJsonText(contents(corpus / "MANIFEST.json"), verbatim);
  ASSERT_THAT(manifest.faults, testing::IsEmpty());
  size_t count = 0;
  for (const Node *entry : manifest.root->items) {
    std::string name = entry->find("file")->value->text;
    Tree tree = readText(contents(corpus / name), notationOf(name), substitutions(*entry));
    EXPECT_THAT(faults(tree), testing::IsEmpty()) << name;
    ASSERT_NE(tree.root, nullptr) << name;
    EXPECT_TRUE(tree.root->is(Node::Kind::Object)) << name;
    checkPlaces(tree, *tree.root);
    ++count;
  }
  EXPECT_GT(count, 100u);
}

} // namespace

} // namespace aslc::source
