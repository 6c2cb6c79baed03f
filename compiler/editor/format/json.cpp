// Prints JSON with its comments: every value is spelled as it was written, only blanks change.
#include "compiler/editor/format/layouts.h"
#include "runtime/support/utf8.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Member;
using source::Node;

/// What stands between two tokens, apart from commas and colons.
struct Gap {
  std::vector<std::string_view> sameLine; ///< comments in the line of the token before
  std::vector<std::string_view> ownLine;
  bool blankLine = false; ///< there is one, before the first of `ownLine` or else at the end
};

/// An element of an object or an array as it is printed.
struct Element {
  size_t index = 0; ///< of the member or the item
  Gap before;       ///< its comments are those in lines of their own
  std::vector<std::string_view> after;
};

struct Elements {
  std::vector<std::string_view> head; ///< comments behind the opening bracket
  std::vector<Element> all;
  std::vector<std::string_view> tail; ///< comments before the closing bracket
  bool hasComments = false;
};

size_t columnsOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(),
                                           [](char c) { return !asl::utf8::isContinuation(c); }));
}

class JsonPrinter {
public:
  JsonPrinter(const source::Tree &tree, const FormatOptions &options)
      : text_(tree.file->text()), options_(options), root_(*tree.root) {}

  std::string print();

private:
  Gap gap(uint32_t begin, uint32_t end) const;
  Elements elementsOf(const Node &node) const;
  void collect(const Node &node, Elements &elements) const;
  static void arrange(Elements &elements, const std::vector<size_t> &order);

  void value(const Node &node, Level level, const Node *machine, size_t reserved);
  void container(const Node &node, Level level, const Elements &elements, const Node *machine);
  bool appendFlat(const Node &node, Level level, size_t limit, std::string &out) const;
  bool standsOnOneLine(const Node &node, Level level, size_t reserved, std::string &flat) const;
  std::string_view written(source::Range range) const {
    return text_.substr(range.begin, range.end - range.begin);
  }
  void newLine() {
    out_ += '\n';
    out_.append(indent_, ' ');
  }
  size_t column() const { return columnsOf(std::string_view(out_).substr(out_.rfind('\n') + 1)); }
  void comment(std::string_view text);

  std::string_view text_;
  const FormatOptions &options_;
  const Node &root_;
  std::string out_;
  size_t indent_ = 0;
};

//===--- Comments
//-------------------------------------------------------------------------------===//

Gap JsonPrinter::gap(uint32_t begin, uint32_t end) const {
  Gap gap;
  size_t breaks = 0;
  for (uint32_t at = begin; at < end;) {
    if (text_[at] != '/') {
      breaks += text_[at] == '\n';
      gap.blankLine |= breaks > 1 && gap.ownLine.empty();
      ++at;
      continue;
    }
    bool block = text_[at + 1] == '*';
    size_t close = block ? text_.find("*/", at + 2) + 2 : text_.find_first_of("\r\n", at);
    close = std::min<size_t>(close, end);
    std::string_view comment = text_.substr(at, close - at);
    while (!comment.empty() && (comment.back() == ' ' || comment.back() == '\t'))
      comment.remove_suffix(1);
    (breaks == 0 ? gap.sameLine : gap.ownLine).push_back(comment);
    at = static_cast<uint32_t>(close);
    breaks = std::min<size_t>(breaks, 1);
  }
  return gap;
}

void JsonPrinter::collect(const Node &node, Elements &elements) const {
  bool isObject = node.is(Node::Kind::Object);
  size_t count = isObject ? node.members.size() : node.items.size();
  uint32_t at = node.range.begin + 1;
  for (size_t i = 0; i < count; ++i) {
    source::Range value = isObject ? node.members[i].value->range : node.items[i]->range;
    uint32_t begin = isObject ? node.members[i].keyRange.begin : value.begin;
    Element element{i, gap(at, begin), {}};
    std::vector<std::string_view> &before = element.before.sameLine;
    if (i == 0)
      elements.head = std::move(before);
    else
      elements.all.back().after = std::move(before);
    before.clear();
    if (isObject) {
      Gap inside = gap(node.members[i].keyRange.end, value.begin);
      for (const auto *comments : {&inside.sameLine, &inside.ownLine})
        element.before.ownLine.insert(element.before.ownLine.end(), comments->begin(),
                                      comments->end());
    }
    elements.all.push_back(std::move(element));
    at = value.end;
  }
  Gap last = gap(at, node.range.end - 1);
  std::vector<std::string_view> &behind = count == 0 ? elements.head : elements.all.back().after;
  behind = std::move(last.sameLine);
  elements.tail = std::move(last.ownLine);
}

Elements JsonPrinter::elementsOf(const Node &node) const {
  Elements elements;
  collect(node, elements);
  elements.hasComments = !elements.head.empty() || !elements.tail.empty();
  for (const Element &element : elements.all)
    elements.hasComments |= !element.before.ownLine.empty() || !element.after.empty();
  return elements;
}

void JsonPrinter::arrange(Elements &elements, const std::vector<size_t> &order) {
  if (std::is_sorted(order.begin(), order.end()))
    return;
  std::vector<Element> arranged;
  for (size_t index : order)
    arranged.push_back(std::move(elements.all[index]));
  elements.all = std::move(arranged);
}

void JsonPrinter::comment(std::string_view text) {
  // The lines of a block comment keep their text; a `*` at the begin of a line stays below the
  // first.
  for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    std::string_view line = text.substr(0, end);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
      line.remove_suffix(1);
    out_ += line;
    text.remove_prefix(end + 1);
    size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    if (begin < text.size() && text[begin] == '*') {
      newLine();
      out_ += ' ';
      text.remove_prefix(begin);
    } else {
      out_ += '\n';
    }
  }
  out_ += text;
}

//===--- Values
//---------------------------------------------------------------------------------===//

/// Appends the value on one line. Returns false when that needs more than `limit` columns, or when
/// it holds a comment.
bool JsonPrinter::appendFlat(const Node &node, Level level, size_t limit, std::string &out) const {
  size_t begin = out.size();
  if (!node.is(Node::Kind::Object) && !node.is(Node::Kind::Array)) {
    out += written(node.range);
  } else {
    bool isObject = node.is(Node::Kind::Object);
    size_t count = isObject ? node.members.size() : node.items.size();
    if (elementsOf(node).hasComments)
      return false;
    out += isObject ? '{' : '[';
    std::vector<size_t> order = isObject ? orderOf(node, level, options_) : std::vector<size_t>();
    for (size_t i = 0; i < count; ++i) {
      out += i == 0 ? "" : ", ";
      const Member *member = isObject ? &node.members[order[i]] : nullptr;
      const Node &child = member ? *member->value : *node.items[i];
      if (member)
        out.append(written(member->keyRange)).append(": ");
      Level inner = levelOf(child, level, member ? std::string_view(member->key) : "");
      if (out.size() - begin > limit * 4 || !appendFlat(child, inner, limit, out))
        return false;
    }
    out += isObject ? '}' : ']';
  }
  return columnsOf(std::string_view(out).substr(begin)) <= limit;
}

/// Containers on the longest way down, but no more than `most`.
unsigned heightOf(const Node &node, unsigned most) {
  unsigned highest = 0;
  if (most > 0) {
    for (const Node *item : node.items)
      highest = std::max(highest, heightOf(*item, most - 1));
    for (const Member &member : node.members)
      highest = std::max(highest, heightOf(*member.value, most - 1));
  }
  return highest + (node.is(Node::Kind::Object) || node.is(Node::Kind::Array));
}

/// Whether a container is written on one line, which is then in `flat`. `reserved` columns come
/// behind it.
bool JsonPrinter::standsOnOneLine(const Node &node, Level level, size_t reserved,
                                  std::string &flat) const {
  constexpr unsigned mostHeight = 2;
  constexpr size_t mostFields = 2;
  bool isEmpty = node.members.empty() && node.items.empty();
  if (!isEmpty && (&node == &root_ || level == Level::Machine || level == Level::States ||
                   (level == Level::State && node.members.size() > mostFields)))
    return false;
  if (heightOf(node, mostHeight + 1) > mostHeight)
    return false;
  size_t used = column() + reserved;
  return appendFlat(node, level, used < options_.width ? options_.width - used : 0, flat);
}

void JsonPrinter::value(const Node &node, Level level, const Node *machine, size_t reserved) {
  std::string flat;
  if (!node.is(Node::Kind::Object) && !node.is(Node::Kind::Array)) {
    out_ += written(node.range);
    return;
  }
  if (standsOnOneLine(node, level, reserved, flat)) {
    out_ += flat;
    return;
  }
  Elements elements = elementsOf(node);
  if (level == Level::States && options_.sortStates && machine)
    arrange(elements, stateOrderOf(*machine, node));
  else
    arrange(elements, orderOf(node, level, options_));
  container(node, level, elements, machine);
}

void JsonPrinter::container(const Node &node, Level level, const Elements &elements,
                            const Node *machine) {
  bool isObject = node.is(Node::Kind::Object);
  out_ += isObject ? '{' : '[';
  for (std::string_view text : elements.head)
    comment((out_ += ' ', text));
  if (elements.all.empty() && !elements.hasComments) {
    out_ += isObject ? '}' : ']';
    return;
  }
  indent_ += 2;
  for (const Element &element : elements.all) {
    bool isFirst = &element == &elements.all.front(), isLast = &element == &elements.all.back();
    if (element.before.blankLine && !isFirst)
      out_ += '\n';
    for (std::string_view text : element.before.ownLine)
      comment((newLine(), text));
    newLine();
    const Node &child = isObject ? *node.members[element.index].value : *node.items[element.index];
    std::string_view key = isObject ? std::string_view(node.members[element.index].key) : "";
    if (isObject)
      out_.append(written(node.members[element.index].keyRange)).append(": ");
    value(child, levelOf(child, level, key), level == Level::Machine ? &node : machine,
          isLast ? 0 : 1);
    out_ += isLast ? "" : ",";
    for (std::string_view text : element.after)
      comment((out_ += ' ', text));
  }
  for (std::string_view text : elements.tail)
    comment((newLine(), text));
  indent_ -= 2;
  newLine();
  out_ += isObject ? '}' : ']';
}

std::string JsonPrinter::print() {
  Gap before = gap(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0, root_.range.begin);
  for (const auto *comments : {&before.sameLine, &before.ownLine})
    for (std::string_view text : *comments) {
      comment(text);
      newLine();
    }
  value(root_, levelOf(root_, Level::Other, ""), nullptr, 0);
  Gap after = gap(root_.range.end, static_cast<uint32_t>(text_.size()));
  for (std::string_view text : after.sameLine)
    comment((out_ += ' ', text));
  for (std::string_view text : after.ownLine)
    comment((newLine(), text));
  return std::move(out_) + "\n";
}

} // namespace

std::string layOutJson(const source::Tree &tree, const FormatOptions &options) {
  return JsonPrinter(tree, options).print();
}

} // namespace aslc::editor
