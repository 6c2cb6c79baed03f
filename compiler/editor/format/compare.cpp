// Whether two texts are the same definition.
#include "compiler/editor/format/layouts.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Node;

bool isMarked(std::string_view text) {
  return text.size() >= 4 && text.starts_with("{%") && text.ends_with("%}");
}

bool sameText(const Node &a, const Node &b) {
  if (a.text == b.text)
    return true;
  std::string_view left = a.text, right = b.text;
  return a.is(Node::Kind::String) && isMarked(left) && isMarked(right) &&
         sameJsonata(left.substr(2, left.size() - 4), right.substr(2, right.size() - 4));
}

bool sameMembers(const Node &a, const Node &b, bool inOrder) {
  for (size_t i = 0; i < a.members.size(); ++i) {
    const source::Member *other = inOrder ? &b.members[i] : b.find(a.members[i].key);
    if (!other || other->key != a.members[i].key ||
        !sameMeaning(*a.members[i].value, *other->value, inOrder))
      return false;
  }
  return true;
}

/// Where comments may begin in YAML: everywhere but in values.
void addScalars(const Node &node, std::vector<source::Range> &ranges, uint32_t from) {
  if (node.range.begin < from)
    return; // an alias: the value stands elsewhere
  for (const source::Member &member : node.members) {
    ranges.push_back(member.keyRange);
    addScalars(*member.value, ranges, member.keyRange.end);
  }
  for (const Node *item : node.items)
    addScalars(*item, ranges, node.range.begin);
  if (!node.is(Node::Kind::Object) && !node.is(Node::Kind::Array))
    ranges.push_back(node.range);
}

} // namespace

bool sameMeaning(const Node &a, const Node &b, bool inOrder) {
  if (a.kind != b.kind || a.boolean != b.boolean || a.items.size() != b.items.size() ||
      a.members.size() != b.members.size() || !sameText(a, b))
    return false;
  for (size_t i = 0; i < a.items.size(); ++i)
    if (!sameMeaning(*a.items[i], *b.items[i], inOrder))
      return false;
  return sameMembers(a, b, inOrder);
}

std::vector<std::string_view> commentsOf(const source::Tree &tree, source::Notation notation) {
  std::string_view text = tree.file->text();
  std::vector<source::Range> values;
  addScalars(*tree.root, values, 0);
  std::sort(values.begin(), values.end(),
            [](source::Range a, source::Range b) { return a.begin < b.begin; });
  std::vector<std::string_view> comments;
  auto next = values.begin();
  bool isYaml = notation == source::Notation::Yaml;
  for (size_t at = 0; at < text.size(); ++at) {
    while (next != values.end() && next->end <= at)
      ++next;
    if (next != values.end() && next->begin <= at) {
      // A block scalar has its comment in its first line.
      bool isBlock = isYaml && (text[at] == '|' || text[at] == '>');
      size_t head = isBlock ? std::min(text.find('\n', at), text.size()) : at;
      std::string_view first = text.substr(at, head - at);
      if (size_t hash = first.find(" #"); hash != first.npos)
        comments.push_back(first.substr(hash + 1));
      at = std::max<size_t>(next->end, at + 1) - 1;
      continue;
    }
    bool begins =
        isYaml ? text[at] == '#' : text.substr(at, 2) == "//" || text.substr(at, 2) == "/*";
    if (!begins)
      continue;
    bool block = !isYaml && text[at + 1] == '*';
    size_t end = block ? text.find("*/", at) + 2 : std::min(text.find('\n', at), text.size());
    std::string_view comment = text.substr(at, end - at);
    comment =
        comment.substr(0, std::min(comment.find('\n'), comment.find_last_not_of(" \t\r") + 1));
    comments.push_back(comment.substr(0, comment.find_last_not_of(" \t\r") + 1));
    at = end - 1;
  }
  return comments;
}

} // namespace aslc::editor
