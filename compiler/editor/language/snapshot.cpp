#include "compiler/editor/language/snapshot.h"

#include "compiler/analysis/analyze.h"
#include "compiler/ast/walk.h"
#include "compiler/parse/parse.h"

#include <algorithm>

namespace aslc::editor {

namespace {

std::shared_ptr<const source::Tree> readText(std::shared_ptr<const source::File> file,
                                             source::Notation notation) {
  source::Definitions definitions;
  definitions.allowUndefined = true;
  return std::make_shared<source::Tree>(source::read(std::move(file), notation, definitions));
}

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

std::shared_ptr<const Analysis> analyze(std::shared_ptr<const source::File> file,
                                        source::Notation notation, int64_t version,
                                        const frontend::ReadingOptions &options) {
  auto result = std::make_shared<Analysis>();
  frontend::ReadingOptions reading = options;
  reading.notation = notation;
  result->version = version;
  result->definition = frontend::check(std::move(file), reading, /*forCodegen=*/false);
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

const std::shared_ptr<const source::Tree> &Snapshot::shared() const {
  if (!tree_)
    tree_ = readText(file_, notation_);
  return tree_;
}

std::shared_ptr<const source::Tree> Snapshot::treeAround(uint32_t cursor) const {
  const std::shared_ptr<const source::Tree> &tree = shared();
  bool isWhole = std::none_of(tree->faults.begin(), tree->faults.end(),
                              [](const source::Fault &fault) { return fault.partMissing; });
  if (isWhole)
    return tree;
  // First without the word at the cursor and the key that it is the value of.
  Place place = placeAt(file_->text(), cursor, notation_);
  std::string text(file_->text());
  blank(text, withKey(file_->text(), place, isYaml()));
  auto repaired = readText(std::make_shared<source::File>(file_->name(), text), notation_);
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
  return readText(std::make_shared<source::File>(file_->name(), std::move(text)), notation_);
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
  if (!variables_)
    variables_ = machine() ? VariableIndex(*machine()) : VariableIndex();
  return *variables_;
}

} // namespace aslc::editor
