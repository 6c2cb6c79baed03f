#include "compiler/editor/language/snapshot.h"

#include "compiler/analysis/analyze.h"
#include "compiler/ast/walk.h"
#include "compiler/parse/parse.h"
#include "compiler/project/embedded.h"
#include "compiler/project/text.h"
#include "runtime/support/document/yaml_alias.h"

#include <algorithm>

namespace aslc::editor {

namespace {

void addStates(const ast::Machine &machine, const std::string &outer, Analysis &analysis) {
  for (const ast::State &state : machine.states) {
    std::string path = (outer.empty() ? "" : outer + "/") + state.name;
    analysis.states.emplace(path, &state);
    size_t branch = 0;
    ast::forEachInner(state, [&](const ast::Machine &inner, bool) {
      addStates(inner, path + "[" + std::to_string(branch++) + "]", analysis);
    });
  }
}

/// The word of `place`; in JSON from the key on that it is the value of.
source::Range withKey(std::string_view text, const Place &place, bool isYaml) {
  source::Range range = place.word;
  if (isYaml || place.kind != Place::Kind::Value || !place.inObject)
    return range;
  size_t colon = text.substr(0, range.begin).rfind(':');
  size_t close = colon == text.npos ? text.npos : text.substr(0, colon).rfind('"');
  size_t open = close == text.npos || close == 0 ? text.npos : text.substr(0, close).rfind('"');
  if (open != text.npos)
    range.begin = static_cast<uint32_t>(open);
  return range;
}

bool beginsWith(const Path &path, const Path &base) {
  return path.size() >= base.size() &&
         std::equal(base.begin(), base.end(), path.begin(), [](const Step &a, const Step &b) {
           return a.isKey == b.isKey && a.key == b.key && a.index == b.index;
         });
}

/// Whether a bracket of YAML is open around `offset`.
bool isInFlow(const source::Node *node, std::string_view text, uint32_t offset) {
  while (node) {
    bool isContainer = node->is(source::Node::Kind::Object) || node->is(source::Node::Kind::Array);
    if (isContainer && (text[node->range.begin] == '{' || text[node->range.begin] == '['))
      return true;
    auto holds = [&](const source::Node *inner) {
      return offset >= inner->range.begin && offset < inner->range.end;
    };
    const source::Node *next = nullptr;
    for (const source::Member &member : node->members)
      if (!next && holds(member.value))
        next = member.value;
    for (const source::Node *item : node->items)
      if (!next && holds(item))
        next = item;
    node = next == node ? nullptr : next;
  }
  return false;
}

/// Closes the innermost `count` brackets around a place at the end of its line.
std::string closed(std::string text, const Place &place, size_t count) {
  std::string closers(1, place.inObject ? '}' : ']');
  for (auto step = place.container.rbegin(); closers.size() < count; ++step)
    closers += step->isKey ? '}' : ']';
  size_t end = std::min(text.find_first_of("\r\n", place.word.begin), text.size());
  return text.insert(end, closers);
}

void blank(std::string &text, source::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i)
    if (text[i] != '\n' && text[i] != '\r')
      text[i] = ' ';
}

} // namespace

const analysis::StateData *Analysis::dataOf(const std::string &path) const {
  auto state = states.find(path);
  if (state == states.end())
    return nullptr;
  auto found = data.find(state->second);
  return found == data.end() ? nullptr : &found->second;
}

std::shared_ptr<const Analysis> analyze(frontend::Definition definition) {
  auto result = std::make_shared<Analysis>();
  result->definition = std::move(definition);
  if (!result->definition.isSound)
    return result;
  const ast::Machine &machine = *result->definition.machine;
  result->data = analysis::dataOf(machine, {});
  result->bounds = analysis::bounds::boundsOf(machine, result->data, {});
  for (const analysis::bounds::StateBounds &state : result->bounds->states)
    result->boundsOf.emplace(state.state, &state);
  addStates(machine, "", *result);
  return result;
}

source::Range Snapshot::outer(source::Range range) const {
  if (!embedding_.text)
    return range;
  const asl::document::Decoded &text = *embedding_.text;
  auto size = static_cast<uint32_t>(text.text.size());
  if (size == 0)
    return {};
  if (range.begin >= size) { // behind the last character
    uint32_t end = text.place(size - 1, size).end;
    return {end, end};
  }
  uint32_t begin = text.place(range.begin, range.begin + 1).begin;
  if (range.end <= range.begin)
    return {begin, begin};
  return {
      begin,
      std::max(begin, text.place(std::min(range.end, size) - 1, std::min(range.end, size)).end)};
}

std::optional<uint32_t> Snapshot::inner(uint32_t offset) const {
  if (!embedding_.text)
    return offset;
  const asl::document::Decoded &text = *embedding_.text;
  auto size = static_cast<uint32_t>(text.text.size());
  if (size == 0 || offset < outer({0, 0}).begin || offset > outer({size, size}).end)
    return std::nullopt;
  // The last character that does not begin behind it.
  uint32_t least = 0, most = size;
  while (least < most) {
    uint32_t middle = least + (most - least) / 2;
    if (outer({middle, middle}).begin < offset)
      least = middle + 1;
    else
      most = middle;
  }
  return least;
}

source::ScalarPlace Snapshot::scalarAt(source::Range range) const {
  std::string_view text = file_->text();
  char first = range.begin < range.end ? text[range.begin] : '\0';
  bool isQuoted = first == '"' || first == '\'';
  return {notation_, isQuoted ? first : '\0', isYaml() && isInFlow(tree().root, text, range.begin)};
}

std::optional<source::Range> Snapshot::anchoredAt(uint32_t cursor) const {
  std::string_view text = file_->text();
  size_t begin = text.find_last_of(" \t\r\n,[]{}", cursor == 0 ? 0 : cursor - 1);
  begin = begin == text.npos || cursor == 0 ? 0 : begin + 1;
  bool mayBeAlias = isYaml() && begin < text.size() && text[begin] == '*';
  return mayBeAlias ? asl::document::anchoredAt(text, static_cast<uint32_t>(begin)) : std::nullopt;
}

std::string Snapshot::written(const std::string &text) const {
  if (!embedding_.text || embedding_.text->text.empty())
    return text;
  return project::writtenInto(document().text(), outer({0, 0}).begin, text);
}

std::shared_ptr<source::Tree> Snapshot::read(std::shared_ptr<const source::File> file) const {
  if (!embedding_.path.empty()) {
    std::shared_ptr<source::Tree> tree = project::readTemplate(std::move(file), notation_);
    tree->root = nodeAt(tree->root, embedding_.path);
    return tree;
  }
  source::Definitions definitions;
  definitions.allowUndefined = true;
  return std::make_shared<source::Tree>(source::read(std::move(file), notation_, definitions));
}

bool Snapshot::holds(uint32_t cursor) const {
  return embedding_.path.empty() ||
         beginsWith(placeAt(file_->text(), cursor, notation_).container, embedding_.path);
}

Place Snapshot::placeOf(uint32_t cursor) const {
  Place place = placeAt(file_->text(), cursor, notation_);
  if (!beginsWith(place.container, embedding_.path))
    return {};
  place.container.erase(place.container.begin(),
                        place.container.begin() +
                            static_cast<std::ptrdiff_t>(embedding_.path.size()));
  return place;
}

const std::shared_ptr<const source::Tree> &Snapshot::shared() const {
  if (!tree_)
    tree_ = read(file_);
  return tree_;
}

std::shared_ptr<const source::Tree> Snapshot::treeAround(uint32_t cursor) const {
  const std::shared_ptr<const source::Tree> &tree = shared();
  bool isWhole = std::none_of(tree->faults.begin(), tree->faults.end(),
                              [](const source::Fault &fault) { return fault.partMissing; });
  if (isWhole)
    return tree;
  // First without the word at the cursor and the key that it is the value of.
  Place place = placeOf(cursor);
  std::string text(file_->text());
  blank(text, withKey(file_->text(), place, isYaml()));
  // An open bracket of YAML would take what stands in it with it.
  constexpr size_t most = 4;
  for (size_t count = 1; place.inFlow && count <= std::min(most, place.container.size()); ++count)
    if (auto whole =
            read(std::make_shared<source::File>(file_->name(), closed(text, place, count)));
        whole->faults.empty() && nodeAt(whole->root, place.container))
      return whole;
  auto repaired = read(std::make_shared<source::File>(file_->name(), text));
  if (nodeAt(repaired->root, place.container))
    return repaired;
  // Then without the line, apart from brackets.
  text = file_->text();
  uint32_t line = file_->lineColumn(cursor).line;
  uint32_t begin = file_->lineBegin(line);
  auto end = static_cast<uint32_t>(begin + file_->line(line).size());
  for (uint32_t i = begin; i < end; ++i)
    if (isYaml() || std::string_view("{}[]").find(text[i]) == std::string_view::npos)
      text[i] = ' ';
  return read(std::make_shared<source::File>(file_->name(), std::move(text)));
}

const StateIndex &Snapshot::states() const {
  if (!states_)
    states_.emplace(tree());
  return *states_;
}

const ast::Machine *Snapshot::machine() const {
  if (!isParsed_) {
    isParsed_ = true;
    diag::Engine unused(file_);
    machine_ = parse::parseMachine(shared(), unused);
  }
  return machine_ ? &*machine_ : nullptr;
}

const VariableIndex &Snapshot::variables() const {
  if (variables_)
    return *variables_;
  const ast::Machine *root = machine();
  if (!root) { // what is missing does not matter for those that are there
    std::shared_ptr<source::Tree> tree = read(file_);
    tree->faults.clear();
    diag::Engine unused(file_);
    readable_ = parse::parseMachine(std::move(tree), unused);
    root = readable_ ? &*readable_ : nullptr;
  }
  variables_ = root ? VariableIndex(*root) : VariableIndex();
  return *variables_;
}

} // namespace aslc::editor
