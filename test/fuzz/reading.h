// Invariants of a tree, for any text that it was read from; shared by the fuzz targets of parsers.
#pragma once

#include "compiler/diag/faults.h"
#include "compiler/report/findings/findings.h"

#include <cstdio>
#include <cstdlib>

namespace aslc::fuzz {

inline void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

inline source::Definitions someDefinitions() {
  source::Definitions definitions;
  definitions.values = {{"A", "text"}, {"B", "[1, {\"a\": \"${A}\"}]"}, {"C", ""}, {"D", "1e5"}};
  return definitions;
}

class TreeChecker {
public:
  explicit TreeChecker(const source::Tree &tree)
      : tree_(tree), size_(static_cast<uint32_t>(tree.file->text().size())) {}

  void check() {
    for (const source::Fault &fault : tree_.faults)
      checkRange(fault.range);
    if (tree_.root)
      checkNode(*tree_.root);
  }

private:
  void checkRange(source::Range range) const {
    require(range.begin <= range.end && range.end <= size_, "a range lies in the file");
  }

  void checkString(const source::Node &node) const {
    source::Range whole = tree_.within(node, 0, node.text.size());
    checkRange(whole);
    size_t step = node.text.size() / 16 + 1;
    uint32_t before = whole.begin;
    for (size_t at = 0; at < node.text.size(); at += step) {
      source::Range part = tree_.within(node, at, at + 1);
      checkRange(part);
      require(before <= part.begin && part.end <= whole.end, "parts stand in order in the whole");
      before = part.begin;
      checkRange(tree_.within(node, at, at));
    }
  }

  void checkNode(const source::Node &node) {
    if (++visited_ > 200000)
      return; // aliases may make a tree large
    checkRange(node.range);
    if (node.is(source::Node::Kind::String))
      checkString(node);
    for (const source::Node *item : node.items)
      checkNode(*item);
    for (const source::Member &member : node.members) {
      checkRange(member.keyRange);
      checkNode(*member.value);
    }
  }

  const source::Tree &tree_;
  uint32_t size_;
  size_t visited_ = 0;
};

/// Parses `text` and checks the tree. Its JSON form must be parsed again to the same value.
inline void checkReading(std::string text, source::Notation notation) {
  auto file = std::make_shared<source::File>("fuzz", std::move(text));
  source::Tree tree = source::read(file, notation, someDefinitions());
  TreeChecker(tree).check();
  require(tree.root || !tree.faults.empty(), "a text without a value has a fault");

  diag::Engine engine(file);
  diag::reportFaults(tree, engine);
  diag::renderText(engine, true);
  const report::Findings findings{"fuzz", &engine, &tree, {}};
  report::renderJson({&findings, 1});
  report::renderSarif({&findings, 1});

  if (!tree.root)
    return;
  std::string json = source::toJson(*tree.root);
  source::Definitions verbatim;
  verbatim.allowUndefined = true;
  // Aliases may expand to more text than was read.
  if (json.find("${!") != json.npos || json.size() > source::maxCharacters)
    return;
  source::Tree again =
      source::read(std::make_shared<source::File>("json", json), source::Notation::Json, verbatim);
  require(again.faults.empty(), "the tree is JSON");
  require(source::toJson(*again.root) == json, "the JSON means the tree");
}

} // namespace aslc::fuzz
