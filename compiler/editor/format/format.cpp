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

/// Whether `other` is the same definition as `tree`, with the same comments.
bool isSame(const source::Tree &tree, const source::Tree &other, Notation notation, bool inOrder) {
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

/// The message about a definition whose style is not known here.
std::string unknownStyle(const source::Tree &tree) {
  return tree.file->placeText(tree.root->range.begin) +
         ": this is left as it is, because its style is not known";
}

/// Why the order of `tree` stays: what is wrong with `sorted`.
std::string unsortable(const source::Tree &tree, const source::Tree &sorted) {
  std::string_view text = tree.file->text();
  for (const auto &fault : sorted.faults) {
    std::string_view alias = sorted.file->text(fault.range);
    size_t at = alias.starts_with('*') ? text.find(alias) : text.npos;
    if (at != text.npos)
      return tree.file->placeText(static_cast<uint32_t>(at)) +
             ": nothing is sorted, because the alias `" + std::string(alias) +
             "` would stand before its anchor";
  }
  return tree.file->placeText(tree.root->range.begin) +
         ": nothing is sorted, because another order would change what this means";
}

Formatted formatYaml(const source::Tree &tree, const FormatOptions &options, bool tags) {
  std::string before(tree.file->text());
  if (before.find('\r') != before.npos)
    return {before, std::nullopt, {unknownStyle(tree)}};
  std::string text = layOutYaml(tree, options);
  if (text == before)
    return {before};
  // A style that the printer does not know is left alone.
  source::Tree again = readText(*tree.file, text, Notation::Yaml, tags);
  if (!isSame(tree, again, Notation::Yaml, true))
    return {before, std::nullopt, {unknownStyle(tree)}};
  // What the first round has moved may fit otherwise in the second.
  std::string settled = layOutYaml(again, options);
  if (settled == text)
    return {text};
  source::Tree last = readText(*tree.file, settled, Notation::Yaml, tags);
  return {isSame(tree, last, Notation::Yaml, true) ? settled : text};
}

Formatted formatJson(const source::Tree &tree, Notation notation, const FormatOptions &options,
                     bool tags) {
  std::string text = layOutJson(tree, options);
  bool inOrder = !options.sortFields && !options.sortStates;
  bool isMeant = text == tree.file->text() ||
                 isSame(tree, readText(*tree.file, text, notation, tags), notation, inOrder);
  if (isMeant)
    return {text};
  return {std::string(tree.file->text()), std::nullopt, {unknownStyle(tree)}};
}

} // namespace

Formatted formatDefinition(std::shared_ptr<const source::File> file, Notation notation,
                           const FormatOptions &options, bool tags) {
  source::Tree tree = readText(std::move(file), notation, tags);
  if (!tree.faults.empty() || !tree.root)
    return {"", std::move(tree)};
  bool isYaml = notation == Notation::Yaml;
  bool inOrder = !options.sortFields && !options.sortStates;
  std::vector<std::string> left;
  if (isYaml && !inOrder) {
    source::Tree sorted = readText(*tree.file, sortYaml(tree, options), notation, tags);
    if (isSame(tree, sorted, notation, inOrder))
      tree = std::move(sorted);
    else
      left.push_back(unsortable(tree, sorted));
  }
  Formatted formatted =
      isYaml ? formatYaml(tree, options, tags) : formatJson(tree, notation, options, tags);
  formatted.left.insert(formatted.left.end(), left.begin(), left.end());
  return formatted;
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
