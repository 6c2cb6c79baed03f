// Formats the definitions in a template where they stand; all else of the template stays.
#include "compiler/editor/format/layouts.h"
#include "compiler/project/embedded.h"
#include "compiler/project/text.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Node;
using source::Notation;
using source::Range;

constexpr size_t leastWidth = 40;

/// A part of the template with the text that replaces it.
struct Change {
  Range range;
  std::string text;
};

/// `text` with `column` blanks at the beginning of each line but the first.
std::string indented(std::string_view text, size_t column) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] != '\n')
      result.append(column, ' ');
  }
  return result;
}

/// The reverse.
std::string dedented(std::string_view text, size_t column) {
  std::string result;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    size_t blanks = begin == 0 ? 0 : std::min(line.find_first_not_of(' '), line.size());
    result += line.substr(std::min(blanks, column));
    if (end < text.size())
      result += '\n';
    begin = end + 1;
  }
  return result;
}

std::string_view withoutEnd(std::string_view text) {
  size_t last = text.find_last_not_of(" \t\n");
  return text.substr(0, last == text.npos ? 0 : last + 1);
}

class TemplateFormatter {
public:
  /// What cannot be formatted is added to `left`.
  TemplateFormatter(const source::Tree &tree, Notation notation, const FormatOptions &options,
                    std::vector<std::string> &left)
      : tree_(tree), text_(tree.file->text()), notation_(notation), options_(options), left_(left) {
  }

  std::string print() {
    std::vector<Change> changes;
    for (const project::Embedded &each : project::embeddedIn(*tree_.root)) {
      auto change = each.value->is(Node::Kind::Object) ? object(*each.value) : text(*each.value);
      if (change)
        changes.push_back(*std::move(change));
    }
    std::sort(changes.begin(), changes.end(),
              [](const Change &a, const Change &b) { return a.range.begin < b.range.begin; });
    std::string result;
    uint32_t from = 0;
    for (const Change &change : changes) {
      if (change.range.begin < from)
        continue; // an alias
      result += text_.substr(from, change.range.begin - from);
      result += change.text;
      from = change.range.end;
    }
    return result += text_.substr(from);
  }

private:
  size_t columnOf(uint32_t offset) const { return tree_.file->lineColumn(offset).column - 1; }

  /// The lines of a block of YAML that begins at `begin` in `column`.
  uint32_t endOfBlock(uint32_t begin, size_t column) const {
    size_t end = std::min(text_.find('\n', begin), text_.size());
    for (size_t at = end + 1; at < text_.size();) {
      size_t next = std::min(text_.find('\n', at), text_.size());
      std::string_view line = text_.substr(at, next - at);
      size_t indent = line.find_first_not_of(' ');
      if (indent != line.npos && indent < column)
        break;
      if (indent != line.npos)
        end = next;
      at = next + 1;
    }
    return static_cast<uint32_t>(end);
  }

  FormatOptions optionsAt(size_t column) const {
    FormatOptions options = options_;
    options.width = static_cast<unsigned>(
        std::max(leastWidth, options_.width > column ? options_.width - column : 0));
    return options;
  }

  std::optional<Change> formatted(Range range, size_t column, std::string text, Notation notation,
                                  bool tags) const {
    auto file = std::make_shared<source::File>(tree_.file->name(), std::move(text));
    Formatted done = formatDefinition(std::move(file), notation, optionsAt(column), tags);
    if (done.broken)
      return std::nullopt;
    if (!done.left.empty()) // its places are those of the definition alone
      left_.push_back(tree_.file->placeText(range.begin) +
                      ": some of this definition is left as it is: its style is not known, or "
                      "sorting would change what it means");
    return Change{range, indented(withoutEnd(done.text), column)};
  }

  /// `Definition`: of JSON any, of YAML one in block style that begins in a line of its own.
  std::optional<Change> object(const Node &value) const {
    Range range = value.range;
    size_t column = columnOf(range.begin);
    size_t line = text_.rfind('\n', range.begin) + 1;
    std::string_view before = text_.substr(line, range.begin - line);
    bool isFlow = text_[range.begin] == '{';
    if (notation_ != Notation::Yaml) {
      column = std::min(before.find_first_not_of(' '), before.size());
      return formatted(range, column, std::string(tree_.file->text(range)), notation_, false);
    }
    if (isFlow || before.find_first_not_of(' ') != before.npos)
      return std::nullopt;
    range.end = endOfBlock(range.begin, column);
    return formatted(range, column, dedented(tree_.file->text(range), column) + "\n", notation_,
                     true);
  }

  /// `DefinitionString`: JSON as a literal block scalar of YAML.
  std::optional<Change> text(const Node &value) const {
    bool isLiteral = notation_ == Notation::Yaml && text_[value.range.begin] == '|';
    std::string_view json = withoutEnd(value.text);
    size_t first = json.find_first_not_of("\n");
    if (!isLiteral || json.empty() || json[first] != '{')
      return std::nullopt;
    Range begin = tree_.within(value, first, first + 1);
    Range range{begin.begin, tree_.within(value, json.size() - 1, json.size()).end};
    return formatted(range, columnOf(range.begin), std::string(json), Notation::Json, false);
  }

  const source::Tree &tree_;
  std::string_view text_;
  Notation notation_;
  const FormatOptions &options_;
  std::vector<std::string> &left_;
};

std::vector<std::string_view> sorted(std::vector<std::string_view> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// Texts are compared by what they hold.
bool sameDefinition(const Node &a, const Node &b, bool inOrder) {
  if (!a.is(Node::Kind::String) || !b.is(Node::Kind::String))
    return sameMeaning(a, b, inOrder);
  source::Definitions definitions;
  definitions.allowUndefined = true;
  auto read = [&](const Node &node) {
    return source::read(std::make_shared<source::File>("", node.text), Notation::Json, definitions);
  };
  source::Tree left = read(a), right = read(b);
  return a.text == b.text ||
         (left.root && right.root && sameMeaning(*left.root, *right.root, inOrder));
}

/// Whether `text` holds the same definitions as `before`, and the same comments.
bool isSame(const source::Tree &before, const std::string &text, Notation notation, bool inOrder) {
  auto after =
      project::readTemplate(std::make_shared<source::File>(before.file->name(), text), notation);
  if (!after->faults.empty() || !after->root)
    return false;
  std::vector<project::Embedded> old = project::embeddedIn(*before.root),
                                 now = project::embeddedIn(*after->root);
  auto same = [&](const project::Embedded &a, const project::Embedded &b) {
    return a.name == b.name && sameDefinition(*a.value, *b.value, inOrder);
  };
  return std::equal(old.begin(), old.end(), now.begin(), now.end(), same) &&
         sorted(commentsOf(before, notation)) == sorted(commentsOf(*after, notation));
}

} // namespace

std::optional<Formatted> formatTemplate(std::shared_ptr<const source::File> file, Notation notation,
                                        const FormatOptions &options) {
  std::string_view text = file->text();
  bool mayBeTemplate =
      text.find("StateMachine") != text.npos || text.find("stepFunctions") != text.npos;
  if (!mayBeTemplate)
    return std::nullopt;
  auto tree = project::readTemplate(std::move(file), notation);
  if (!tree->root || !project::isProject(*tree->root))
    return std::nullopt;
  if (!tree->faults.empty())
    return Formatted{"", std::move(*tree)};
  std::vector<std::string> left;
  std::string result = TemplateFormatter(*tree, notation, options, left).print();
  bool isLeft = !isSame(*tree, result, notation, !options.sortFields && !options.sortStates);
  if (!isLeft)
    return Formatted{std::move(result), std::nullopt, std::move(left)};
  return Formatted{std::string(tree->file->text()),
                   std::nullopt,
                   {tree->file->placeText(tree->root->range.begin) +
                    ": this is left as it is, because its style is not known"}};
}

} // namespace aslc::editor
