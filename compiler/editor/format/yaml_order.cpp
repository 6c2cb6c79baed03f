// Sorts the members of blocks of YAML: the lines of each move together, with the comments above it.
#include "compiler/editor/format/layouts.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Member;
using source::Node;

class YamlSorter {
public:
  YamlSorter(const source::Tree &tree, const FormatOptions &options)
      : tree_(tree), text_(tree.file->text()), options_(options) {}

  std::string print() {
    const Node &root = *tree_.root;
    uint32_t begin = withComments(root.range.begin, columnOf(root.range.begin), 0);
    // What the text begins with is about all of it.
    std::string_view before = text_.substr(0, begin);
    before = before.substr(0, before.find_last_not_of(" \n") + 1);
    if (before.empty() || before.ends_with("---"))
      begin = root.range.begin;
    return std::string(text_.substr(0, begin)) +
           value(root, levelOf(root, Level::Other, ""), nullptr,
                 {begin, static_cast<uint32_t>(text_.size())});
  }

private:
  /// The lines of a member, from its key or the comments above it on.
  struct Group {
    source::Range range;
    size_t blankLines = 0; ///< before it; they stay where they are
  };

  size_t columnOf(uint32_t offset) const { return tree_.file->lineColumn(offset).column - 1; }
  uint32_t lineBegin(uint32_t offset) const {
    size_t before = offset == 0 ? text_.npos : text_.rfind('\n', offset - 1);
    return before == text_.npos ? 0 : static_cast<uint32_t>(before + 1);
  }
  std::string_view textOf(source::Range range) const { return tree_.file->text(range); }

  /// Where the comments begin that stand above `key` in its column, not before `least`.
  uint32_t withComments(uint32_t key, size_t column, uint32_t least) const {
    uint32_t begin = key;
    while (lineBegin(begin) > least) {
      uint32_t above = lineBegin(lineBegin(begin) - 1);
      size_t hash = text_.find_first_not_of(' ', above);
      if (above < least || text_[hash] != '#' || hash - above != column)
        break;
      begin = static_cast<uint32_t>(hash);
    }
    return begin;
  }

  /// `range` without the comments at its end that stand in `column` or left of it: they belong to
  /// the end of the block, or to the block around it.
  source::Range withoutComments(source::Range range, size_t column) const {
    while (true) {
      std::string_view text = textOf(range);
      size_t last = text.find_last_not_of(" \n");
      if (last == text.npos)
        return range;
      auto line = lineBegin(range.begin + static_cast<uint32_t>(last));
      size_t hash = text_.find_first_not_of(' ', line);
      if (line <= range.begin || text_[hash] != '#' || hash - line > column)
        return range;
      range.end = line;
    }
  }

  /// The groups of a block, in the order of the text; empty when it is none whose lines can move.
  /// `whole` begins with the first key, or with the comments above it.
  std::vector<Group> groupsOf(const Node &object, source::Range whole) const {
    std::vector<Group> groups;
    size_t column = columnOf(object.range.begin);
    whole = withoutComments(whole, column);
    uint32_t least = whole.begin;
    for (const Member &member : object.members) {
      uint32_t key = member.keyRange.begin;
      bool isHere = key >= least && key < whole.end && columnOf(key) == column;
      bool beginsLine = key == object.range.begin ||
                        textOf({lineBegin(key), key}).find_first_not_of(' ') == text_.npos;
      if (!isHere || !beginsLine)
        return {};
      uint32_t begin = groups.empty() ? whole.begin : withComments(key, column, least);
      groups.push_back({{begin, whole.end}});
      least = key;
      if (groups.size() > 1)
        end(groups[groups.size() - 2], groups.back());
    }
    if (!groups.empty()) {
      Group behind{{whole.end, whole.end}};
      end(groups.back(), behind);
    }
    return groups;
  }

  /// Ends a group before the next, without the blank lines between them.
  void end(Group &group, Group &next) const {
    group.range.end = next.range.begin;
    std::string_view text = textOf(group.range);
    size_t last = text.find_last_not_of(" \n");
    size_t size = last == text.npos ? 0 : last + 1;
    auto breaks = static_cast<size_t>(std::count(text.begin() + long(size), text.end(), '\n'));
    next.blankLines = breaks > 1 ? breaks - 1 : 0;
    group.range.end = group.range.begin + static_cast<uint32_t>(size);
  }

  /// The text of `whole`, which begins with `node` or with the comments above it, with the blocks
  /// in it sorted.
  std::string value(const Node &node, Level level, const Node *machine, source::Range whole) {
    if (node.is(Node::Kind::Array))
      return items(node, level, machine, whole);
    std::vector<Group> groups;
    if (node.is(Node::Kind::Object) && text_[node.range.begin] != '{')
      groups = groupsOf(node, whole);
    if (groups.empty())
      return std::string(textOf(whole));
    std::vector<size_t> order = level == Level::States && options_.sortStates && machine
                                    ? stateOrderOf(*machine, node)
                                    : orderOf(node, level, options_);
    std::string result, indent(columnOf(node.range.begin), ' ');
    for (size_t i = 0; i < order.size(); ++i) {
      if (i > 0)
        result.append(1 + groups[i].blankLines, '\n').append(indent);
      const Member &member = node.members[order[i]];
      source::Range group = groups[order[i]].range;
      const Node &inner = *member.value;
      bool isHere = inner.range.begin >= member.keyRange.end && inner.range.begin < group.end;
      if (!isHere) {
        result += textOf(group);
        continue;
      }
      uint32_t begin =
          withComments(inner.range.begin, columnOf(inner.range.begin), member.keyRange.end);
      result += textOf({group.begin, begin});
      result += value(inner, levelOf(inner, level, member.key),
                      level == Level::Machine ? &node : machine, {begin, group.end});
    }
    return result += textOf({groups.back().range.end, whole.end});
  }

  /// Items stay in their order.
  std::string items(const Node &list, Level level, const Node *machine, source::Range whole) {
    std::string result;
    uint32_t from = whole.begin;
    for (size_t i = 0; i < list.items.size(); ++i) {
      const Node &item = *list.items[i];
      bool isLast = i + 1 == list.items.size();
      uint32_t end = isLast ? whole.end : lineBegin(list.items[i + 1]->range.begin);
      if (item.range.begin < from || end <= item.range.begin || end > whole.end)
        continue; // an alias, or a list on one line
      result += textOf({from, item.range.begin});
      result += value(item, levelOf(item, level, ""), machine, {item.range.begin, end});
      from = end;
    }
    return result += textOf({from, whole.end});
  }

  const source::Tree &tree_;
  std::string_view text_;
  const FormatOptions &options_;
};

} // namespace

std::string sortYaml(const source::Tree &tree, const FormatOptions &options) {
  return YamlSorter(tree, options).print();
}

} // namespace aslc::editor
