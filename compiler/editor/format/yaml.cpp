// Re-indents YAML line by line. The styles of its values stay, but long JSONata expressions become
// block scalars.
#include "compiler/editor/format/layouts.h"

#include <algorithm>
#include <unordered_set>

namespace aslc::editor {

namespace {

using source::Member;
using source::Node;

/// What is known of a line.
struct Line {
  std::string_view text;
  long indent = -1;       ///< where its first entry is to begin; -1: no entry begins here
  long shift = 0;         ///< for lines that continue the last entry of this line
  bool isContent = false; ///< of a scalar of several lines: trailing blanks belong to it
};

/// Text that replaces a range of the file, inside of one line or from a value on to its end.
struct Change {
  source::Range range;
  std::string text;
};

class YamlPrinter {
public:
  YamlPrinter(const source::Tree &tree, const FormatOptions &options);
  std::string print();

private:
  void mergeKeys(const Node &node, long indent);
  void block(const Node &node, long indent);
  void entryValue(const Node &value, uint32_t after, long column, long childIndent,
                  bool inSequence);
  void entry(uint32_t begin, long column);
  void scalar(const Node &node, long column);
  void expression(const Node &node, uint32_t after, long column);
  bool isBlock(const Node &node) const {
    char c = at(node.range.begin);
    return (node.is(Node::Kind::Object) && c != '{') || (node.is(Node::Kind::Array) && c == '-');
  }
  char at(uint32_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  uint32_t lineOf(uint32_t offset) const { return tree_.file->lineColumn(offset).line - 1; }
  long columnOf(uint32_t offset) const {
    return long(offset) - long(tree_.file->lineBegin(lineOf(offset) + 1));
  }
  bool isFirst(uint32_t offset) const {
    std::string_view line = lines_[lineOf(offset)].text;
    return line.find_first_not_of(' ') == size_t(columnOf(offset));
  }
  void comments();
  const Line *entryAbove(size_t number, size_t column) const;
  std::string changed(size_t number) const;

  const source::Tree &tree_;
  const FormatOptions &options_;
  std::string_view text_;
  std::vector<Line> lines_;
  std::vector<Change> changes_; ///< in the order of the text
  std::vector<bool> dropped_;   ///< lines that a change has taken
  std::unordered_set<const Node *> seen_;
  bool hasMergeKeys_ = false;
};

YamlPrinter::YamlPrinter(const source::Tree &tree, const FormatOptions &options)
    : tree_(tree), options_(options), text_(tree.file->text()) {
  for (size_t begin = 0; begin <= text_.size();) {
    size_t end = std::min(text_.find('\n', begin), text_.size());
    lines_.push_back({text_.substr(begin, end - begin)});
    begin = end + 1;
  }
  dropped_.resize(lines_.size());
  hasMergeKeys_ = text_.find("<<") != text_.npos;
}

/// An entry begins at `begin` and is to begin in `column`.
void YamlPrinter::entry(uint32_t begin, long column) {
  Line &line = lines_[lineOf(begin)];
  if (isFirst(begin))
    line.indent = column;
  line.shift = column - columnOf(begin);
}

void YamlPrinter::scalar(const Node &node, long column) {
  uint32_t first = lineOf(node.range.begin);
  uint32_t last = lineOf(node.range.end > node.range.begin ? node.range.end - 1 : node.range.end);
  bool isBlockScalar = at(node.range.begin) == '|' || at(node.range.begin) == '>';
  if (first == last)
    return;
  long shift = lines_[first].shift;
  std::string_view header =
      text_.substr(node.range.begin, text_.find('\n', node.range.begin) - node.range.begin);
  bool isExplicit = header.substr(0, header.find('#')).find_first_of("123456789") != header.npos;
  if (isBlockScalar && !isExplicit)
    for (uint32_t i = first + 1; i <= last; ++i)
      if (size_t indent = lines_[i].text.find_first_not_of(' '); indent != std::string_view::npos) {
        shift = column + 2 - long(indent);
        break;
      }
  for (uint32_t i = first + 1; i <= last; ++i) {
    lines_[i].isContent = true;
    lines_[i].shift = shift;
  }
}

/// A JSONata expression that is too long for its line, or stands on several lines already.
void YamlPrinter::expression(const Node &node, uint32_t after, long column) {
  std::string_view text = node.text;
  bool marked = text.starts_with("{%") && text.ends_with("%}") && text.size() >= 4;
  uint32_t first = lineOf(node.range.begin);
  char style = at(node.range.begin);
  bool isLiteral = style == '|';
  uint32_t last = lineOf(node.range.end - 1);
  long added = columnOf(after) == 0 ? 0 : lines_[first].shift;
  bool isLong = long(lines_[first].text.size()) + added > long(options_.width);
  bool isQuoted = style == '"' || style == '\'' || style == '{';
  if (!marked || (!isLiteral && !(isQuoted && isLong)) || lineOf(after) != first)
    return;
  std::string_view rest = lines_[last].text.substr(size_t(columnOf(node.range.end - 1)) + 1);
  std::string_view head =
      isLiteral ? std::string_view(lines_[first].text).substr(size_t(columnOf(node.range.begin)))
                : std::string_view("|-");
  if (head != "|-" || rest.find_first_not_of(' ') != rest.npos)
    return; // a comment, or a style that means something else
  size_t indent = size_t(column) + 2;
  std::string_view inner = text.substr(2, text.size() - 4);
  auto oneLine = layOutJsonata(inner, indent + 3, options_.width - 3);
  if (!oneLine)
    return;
  std::string pad(indent, ' '), laid = "|-\n" + pad;
  if (oneLine->find('\n') == oneLine->npos) {
    laid += "{% " + *oneLine + " %}";
  } else {
    auto body = layOutJsonata(inner, indent + 2, options_.width);
    laid += "{%\n" + pad + "  " + body.value_or(*oneLine) + "\n" + pad + "%}";
  }
  changes_.push_back({node.range, std::move(laid)});
  for (uint32_t i = first + 1; i <= last; ++i)
    dropped_[i] = true;
}

/// The value of an entry in `column`, whose key or dash ends at `after`.
void YamlPrinter::entryValue(const Node &value, uint32_t after, long column, long childIndent,
                             bool inSequence) {
  if (value.range.begin < after || !seen_.insert(&value).second)
    return; // an alias
  bool sameLine = lineOf(value.range.begin) == lineOf(after > 0 ? after - 1 : 0);
  std::string_view between = text_.substr(after, value.range.begin - after);
  if (sameLine && between.size() > 1 && between.find_first_not_of(' ') == between.npos)
    changes_.push_back({{after, value.range.begin}, " "});
  if (isBlock(value)) {
    bool isList = value.is(Node::Kind::Array);
    bool isFlush = isList && !inSequence && !sameLine &&
                   columnOf(value.range.begin) == column - lines_[lineOf(after - 1)].shift;
    block(value, isFlush ? column : childIndent);
    return;
  }
  if (value.is(Node::Kind::String)) {
    size_t before = changes_.size();
    expression(value, after, column);
    if (changes_.size() != before)
      return;
  }
  if (!value.is(Node::Kind::Object) && !value.is(Node::Kind::Array))
    scalar(value, column);
}

/// The merge keys of an object, `<<: *a`: the tree has the members that they bring, and no place of
/// their own.
void YamlPrinter::mergeKeys(const Node &node, long indent) {
  long column = columnOf(node.range.begin);
  uint32_t last = lineOf(node.range.end > node.range.begin ? node.range.end - 1 : node.range.end);
  for (uint32_t i = lineOf(node.range.begin); hasMergeKeys_ && i <= last; ++i) {
    std::string_view text = lines_[i].text;
    size_t begin = std::min(text.find_first_not_of(' '), text.size());
    if (long(begin) == column && text.substr(begin).starts_with("<<"))
      entry(tree_.file->lineBegin(i + 1) + static_cast<uint32_t>(begin), indent);
  }
}

void YamlPrinter::block(const Node &node, long indent) {
  if (node.is(Node::Kind::Object)) {
    mergeKeys(node, indent);
    for (const Member &member : node.members) {
      if (member.keyRange.begin < node.range.begin || member.keyRange.end > node.range.end)
        continue; // merged from elsewhere
      entry(member.keyRange.begin, indent);
      size_t colon = text_.find(':', member.keyRange.end);
      entryValue(*member.value, static_cast<uint32_t>(colon) + 1, indent, indent + 2, false);
    }
    return;
  }
  uint32_t from = node.range.begin;
  for (const Node *item : node.items) {
    // The dash of an item is the last one before it, apart from blanks, comments and an anchor.
    if (item->range.begin < from)
      continue;
    size_t dash = text_.substr(0, item->range.begin).rfind('-');
    bool found = dash != text_.npos && dash >= from &&
                 columnOf(uint32_t(dash)) == columnOf(node.range.begin);
    if (!found)
      continue;
    entry(static_cast<uint32_t>(dash), indent);
    entryValue(*item, static_cast<uint32_t>(dash) + 1, indent, indent + 2, true);
    from = item->range.begin;
  }
}

/// The entry of the block in `column` that the line `number` is in; null when there is none.
const Line *YamlPrinter::entryAbove(size_t number, size_t column) const {
  while (number-- > 0) {
    const Line &line = lines_[number];
    size_t begin = line.text.find_first_not_of(' ');
    if (line.indent >= 0 && begin <= column)
      return begin == column ? &line : nullptr;
  }
  return nullptr;
}

/// Comments go with the entry that follows, or with the one before when they are indented as it is.
void YamlPrinter::comments() {
  long shift = 0;
  for (Line &line : lines_) {
    bool isComment = line.text.substr(std::min(line.text.find_first_not_of(' '), line.text.size()))
                         .starts_with('#');
    if (line.indent >= 0)
      shift = line.shift;
    else if (!line.isContent && !isComment)
      line.shift = shift;
    else if (line.isContent)
      continue;
  }
  const Line *next = nullptr;
  for (size_t i = lines_.size(); i-- > 0;) {
    Line &line = lines_[i];
    size_t begin = line.text.find_first_not_of(' ');
    bool isComment = begin != line.text.npos && line.text[begin] == '#' && !line.isContent;
    if (line.indent >= 0)
      next = &line;
    if (!isComment || !next)
      continue;
    const Line *own = entryAbove(i, begin);
    bool isOfNext = next->text.find_first_not_of(' ') >= begin || !own;
    line.indent = isOfNext ? next->indent : own->indent;
  }
}

/// The text of a line with its changes.
std::string YamlPrinter::changed(size_t number) const {
  uint32_t begin = tree_.file->lineBegin(static_cast<uint32_t>(number) + 1);
  auto end = static_cast<uint32_t>(begin + lines_[number].text.size());
  auto change = std::lower_bound(changes_.begin(), changes_.end(), begin,
                                 [](const Change &c, uint32_t at) { return c.range.begin < at; });
  std::string result;
  uint32_t from = begin;
  for (; change != changes_.end() && change->range.begin <= end; ++change) {
    result += text_.substr(from, change->range.begin - from);
    result += change->text;
    from = std::min(change->range.end, end);
  }
  return result += text_.substr(from, end - from);
}

std::string YamlPrinter::print() {
  if (isBlock(*tree_.root))
    block(*tree_.root, 0);
  comments();
  std::sort(changes_.begin(), changes_.end(),
            [](const Change &a, const Change &b) { return a.range.begin < b.range.begin; });
  std::string out;
  bool wasBlank = false;
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (dropped_[i])
      continue;
    const Line &line = lines_[i];
    std::string text = changed(i);
    size_t begin = std::min(text.find_first_not_of(' '), text.size());
    bool isBlank = begin == text.size();
    if (!line.isContent) {
      size_t end = text.find_last_not_of(" \t");
      text.resize(end == text.npos ? 0 : end + 1);
      if (isBlank && (wasBlank || out.empty()))
        continue;
    }
    wasBlank = isBlank && !line.isContent;
    long indent = line.indent >= 0 ? line.indent : std::max(0L, long(begin) + line.shift);
    if (!isBlank)
      text.replace(0, begin, std::string(size_t(indent), ' '));
    else if (line.isContent)
      text = text.size() > size_t(std::max(0L, -line.shift)) && line.shift < 0
                 ? text.substr(size_t(-line.shift))
                 : text;
    out.append(text).append("\n");
  }
  while (out.ends_with("\n\n") && !lines_.back().isContent)
    out.pop_back();
  return out;
}

} // namespace

std::string layOutYaml(const source::Tree &tree, const FormatOptions &options) {
  return YamlPrinter(tree, options).print();
}

} // namespace aslc::editor
