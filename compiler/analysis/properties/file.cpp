#include "compiler/analysis/properties/file.h"

#include "compiler/analysis/properties/comments.h"
#include "compiler/diag/faults.h"

#include <algorithm>

namespace aslc::analysis::properties {

namespace {

using source::Node;

bool isTree(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

} // namespace

PropertyFile::PropertyFile(std::shared_ptr<const source::File> file, bool judgesSyntax)
    : diagnostics_(file) {
  if (!isTree(file->name())) {
    readLines();
    return;
  }
  source::Definitions verbatim;
  verbatim.allowUndefined = true;
  tree_ = source::read(file, source::notationOf(file->name()), verbatim);
  if (judgesSyntax)
    diag::reportFaults(tree_, diagnostics_);
  if (!tree_.root)
    return;
  const source::Member *list = tree_.root->find("properties");
  if (list)
    readList(*list->value);
  else if (judgesSyntax)
    readList(*tree_.root);
}

void PropertyFile::readLines() {
  std::string_view text = diagnostics_.file().text();
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    size_t first = line.find_first_not_of(" \t\r");
    if (first != line.npos && line[first] != '#')
      add(line, Entry{{}, {}, at, nullptr});
    at = end + 1;
  }
}

void PropertyFile::readList(const Node &list) {
  if (!list.is(Node::Kind::Array)) {
    diagnostics_.emit(list.range, diag::Kind::BadProperty, {"the properties are not a list"});
    return;
  }
  for (const Node *item : list.items)
    readItem(*item);
}

void PropertyFile::readItem(const Node &item) {
  if (item.is(Node::Kind::String))
    return add(item.text, Entry{{}, {}, 0, &item});
  const source::Member *property = item.find("property");
  if (!property || !property->value->is(Node::Kind::String)) {
    diagnostics_.emit(item.range, diag::Kind::BadProperty,
                      {"an item of `properties` is a text, or an object with `property`"});
    return;
  }
  const source::Member *file = item.find("file");
  for (const source::Member &member : item.members)
    if (&member != property && &member != file)
      diagnostics_.emit(member.keyRange, diag::Kind::BadProperty,
                        {"`" + member.key + "` is not a field of an item of `properties`"});
  add(property->value->text,
      Entry{{}, file ? file->value->text : std::string(), 0, property->value});
}

void PropertyFile::add(std::string_view text, Entry entry) {
  auto read = parseProperty(text);
  if (const auto *error = std::get_if<SyntaxError>(&read)) {
    diagnostics_.emit(rangeOf(entry, error->begin, error->end), diag::Kind::BadProperty,
                      {error->message});
    return;
  }
  entry.given.property = std::get<Property>(std::move(read));
  uint32_t line = diagnostics_.file().lineColumn(rangeOf(entry, 0, text.size()).begin).line;
  entry.given.origin = "`" + diagnostics_.file().name() + "`, line " + std::to_string(line);
  entries_.push_back(std::move(entry));
}

source::Range PropertyFile::rangeOf(const Entry &entry, size_t begin, size_t end) const {
  if (entry.node)
    return tree_.partOrAll(*entry.node, begin, end);
  return {static_cast<uint32_t>(entry.begin + begin), static_cast<uint32_t>(entry.begin + end)};
}

std::vector<GivenProperty> PropertyFile::of(const std::string &name) const {
  std::vector<GivenProperty> found;
  for (const Entry &entry : entries_)
    if (entry.file.empty() || entry.file == name)
      found.push_back(entry.given);
  return found;
}

void PropertyFile::reportUnknown(const std::string &name, const ast::Machine &machine) {
  StateNames names(machine);
  for (const Entry &entry : entries_)
    if (entry.file.empty() || entry.file == name)
      if (const StepName *step = names.firstUnknown(entry.given.property))
        properties::reportUnknown(*step, names, rangeOf(entry, step->begin, step->end),
                                  diagnostics_);
}

} // namespace aslc::analysis::properties
