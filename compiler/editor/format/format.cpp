// Chooses the formatter, and holds what it made against what was written.
#include "compiler/editor/format/format.h"

#include "compiler/editor/format/layouts.h"
#include "compiler/project/text.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Notation;

/// `tags`: those of YAML are functions, as in templates.
source::Tree readText(std::shared_ptr<const source::File> file, Notation notation, bool tags) {
  if (tags)
    return std::move(*project::readTemplate(std::move(file), notation));
  source::Definitions definitions;
  definitions.allowUndefined = true;
  return source::read(std::move(file), notation, definitions);
}

source::Tree readText(const source::File &like, std::string text, Notation notation, bool tags) {
  return readText(std::make_shared<source::File>(like.name(), std::move(text)), notation, tags);
}

std::string withLineBreaks(std::string_view text, std::string_view lineBreak) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
      continue;
    if (text[i] == '\n')
      result += lineBreak;
    else
      result += text[i];
  }
  return result;
}

/// Whether `text` is the same definition as `tree`, with the same comments.
bool isSame(const source::Tree &tree, const std::string &text, Notation notation, bool inOrder,
            bool tags) {
  source::Tree other = readText(*tree.file, text, notation, tags);
  if (!other.faults.empty() || !other.root || !sameMeaning(*tree.root, *other.root, inOrder))
    return false;
  std::vector<std::string_view> before = commentsOf(tree, notation),
                                after = commentsOf(other, notation);
  if (!inOrder) {
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
  }
  return before == after;
}

std::string formatYaml(const source::Tree &tree, const FormatOptions &options, bool tags) {
  if (tree.file->text().find('\r') != std::string_view::npos)
    return std::string(tree.file->text());
  std::string text = layOutYaml(tree, options);
  // A style that the printer does not know is left alone.
  if (!isSame(tree, text, Notation::Yaml, true, tags))
    return std::string(tree.file->text());
  // What the first round has moved may fit otherwise in the second.
  source::Tree again = readText(*tree.file, text, Notation::Yaml, tags);
  std::string settled = layOutYaml(again, options);
  return isSame(tree, settled, Notation::Yaml, true, tags) ? settled : text;
}

} // namespace

Formatted formatDefinition(std::shared_ptr<const source::File> file, Notation notation,
                           const FormatOptions &options, bool tags) {
  source::Tree tree = readText(std::move(file), notation, tags);
  if (!tree.faults.empty() || !tree.root)
    return {"", std::move(tree)};
  bool isYaml = notation == Notation::Yaml;
  bool inOrder = !options.sortFields && !options.sortStates;
  if (isYaml && !inOrder) {
    std::string sorted = sortYaml(tree, options);
    if (isSame(tree, sorted, notation, inOrder, tags))
      tree = readText(*tree.file, std::move(sorted), notation, tags);
  }
  std::string result = isYaml ? formatYaml(tree, options, tags) : layOutJson(tree, options);
  if (!isSame(tree, result, notation, inOrder, tags))
    result = tree.file->text();
  return {std::move(result), std::nullopt};
}

Formatted format(std::shared_ptr<const source::File> file, Notation notation,
                 const FormatOptions &options) {
  std::string_view text = file->text();
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  size_t firstBreak = text.find('\n');
  bool isCrLf = firstBreak != text.npos && firstBreak > 0 && text[firstBreak - 1] == '\r';
  auto plain = std::make_shared<source::File>(file->name(), withLineBreaks(text, "\n"));
  std::optional<Formatted> formatted = formatTemplate(plain, notation, options);
  if (!formatted)
    formatted = formatDefinition(plain, notation, options, /*tags=*/false);
  if (isCrLf)
    formatted->text = withLineBreaks(formatted->text, "\r\n");
  return *std::move(formatted);
}

} // namespace aslc::editor
