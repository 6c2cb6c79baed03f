#include "compiler/editor/language/content.h"

#include "compiler/editor/language/schema.h"
#include "compiler/project/embedded.h"
#include "compiler/project/project.h"
#include "compiler/project/text.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace aslc::editor {

namespace {

/// Whether a text may hold definitions without being one. Most definitions need not be read twice.
bool mayHoldDefinitions(std::string_view text) {
  return text.find("StateMachine") != text.npos || text.find("stepFunctions") != text.npos;
}

/// Whether files of this name are definitions, whatever they hold: `x.asl`, `x.asl.json`.
bool isDefinitionName(const std::string &name) {
  std::filesystem::path path(name);
  return path.extension() == ".asl" || path.stem().extension() == ".asl";
}

bool isBroken(const source::Tree &tree) {
  return std::any_of(tree.faults.begin(), tree.faults.end(),
                     [](const source::Fault &fault) { return fault.partMissing; });
}

/// Whether a text is a definition by what it holds.
bool isDefinition(const source::Tree &tree) {
  auto isField = [](const source::Member &member) {
    std::string key = member.key;
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return key == "startat" ||
           (member.key == "States" && member.value->is(source::Node::Kind::Object));
  };
  return tree.root && std::any_of(tree.root->members.begin(), tree.root->members.end(), isField);
}

/// Whether a text, which is none yet, may be the beginning of a definition.
bool mayBecomeDefinition(const source::Tree &tree) {
  if (!tree.root)
    return tree.file->text().find_first_not_of(" \t\r\n") == std::string_view::npos;
  auto isField = [](const source::Member &member) {
    return findField(Role::Machine, member.key) != nullptr;
  };
  const std::vector<source::Member> &members = tree.root->members;
  return tree.root->is(source::Node::Kind::Object) &&
         std::all_of(members.begin(), members.end(), isField);
}

/// Also of a machine whose definition is in another file, which gets its findings when it is open.
void addMachine(const project::Project &project, const project::Machine &machine,
                const source::File &file, source::Notation notation,
                const frontend::ReadingOptions &options, DocumentAnalysis &result) {
  frontend::ReadingOptions reading = options;
  if (machine.type == ast::MachineType::Express)
    reading.type = machine.type;
  project::MachineText text = machine.read();
  if (text.tree->file->name() != file.name()) {
    if (text.diagnostics->file().name() == file.name())
      result.diagnostics.push_back(std::move(text.diagnostics));
    return;
  }
  bool isRead = text.tree->root || !text.tree->faults.empty() || text.diagnostics->all().empty();
  if (!isRead || (!text.tree->root && text.diagnostics->hasErrors())) {
    project.removeKnown(*text.diagnostics);
    result.diagnostics.push_back(std::move(text.diagnostics));
    return;
  }
  auto analysis =
      analyze(frontend::check(std::move(text.tree), std::move(text.diagnostics), reading, false));
  project::fitEdits(machine.file, notation, *analysis->definition.diagnostics);
  project.removeKnown(*analysis->definition.diagnostics);
  result.diagnostics.push_back(analysis->definition.diagnostics);
  result.machines.emplace(file.text(machine.place), std::move(analysis));
}

/// Adds the machines of a template or project to `result`. Returns false when `file` is not one, or
/// has no machines.
bool addProject(const std::shared_ptr<const source::File> &file, source::Notation notation,
                const frontend::ReadingOptions &options, DocumentAnalysis &result) {
  if (!mayHoldDefinitions(file->text()))
    return false;
  project::Given given;
  given.definitions = options.definitions;
  auto project = project::open(file, notation, given);
  if (!project || (project->machines.empty() && !project->hasErrors()))
    return false;
  for (const auto &diagnostics : project->diagnostics)
    if (diagnostics->file().name() == file->name())
      result.diagnostics.push_back(diagnostics);
  for (const std::string &problem : project->problems) {
    auto diagnostics = std::make_shared<diag::Engine>(file);
    diagnostics->emit({}, diag::Kind::BadTemplate, {problem});
    result.diagnostics.push_back(std::move(diagnostics));
  }
  for (const project::Machine &machine : project->machines)
    if (machine.file->name() == file->name())
      addMachine(*project, machine, *file, notation, options, result);
  return true;
}

Path pathOf(const std::vector<std::string> &keys) {
  Path path;
  for (const std::string &key : keys)
    path.push_back({true, key, 0});
  return path;
}

} // namespace

std::shared_ptr<const DocumentAnalysis> analyze(Draft draft,
                                                const frontend::ReadingOptions &options) {
  auto result = std::make_shared<DocumentAnalysis>();
  result->version = draft.version;
  result->file = draft.file;
  result->isOurs = addProject(draft.file, draft.notation, options, *result);
  if (result->isOurs)
    return result;
  frontend::ReadingOptions reading = options;
  reading.notation = draft.notation;
  auto analysis = analyze(frontend::check(draft.file, reading, /*forCodegen=*/false));
  const source::Tree &tree = *analysis->definition.tree;
  // Of a broken template the machines may be what cannot be read.
  bool mentionsMachines = draft.file->text().find("::StateMachine") != std::string_view::npos ||
                          draft.file->text().find("stepFunctions") != std::string_view::npos;
  result->isOurs = isDefinitionName(draft.file->name()) || isDefinition(tree) ||
                   (isBroken(tree) && (draft.wasOurs || mentionsMachines));
  if (!result->isOurs)
    return result;
  result->diagnostics.push_back(analysis->definition.diagnostics);
  result->machines.emplace("", std::move(analysis));
  return result;
}

Content::Content(std::string uri, int64_t version, std::shared_ptr<const source::File> file,
                 source::Notation notation, const Content *before)
    : version_(version),
      whole_(std::make_shared<Snapshot>(std::move(uri), std::move(file), notation)) {
  if (mayHoldDefinitions(whole_->file().text()))
    addParts(before);
  if (!isTemplate_)
    parts_.push_back(whole_);
  if (!before)
    return;
  wasOurs_ = before->wasOurs_;
  for (const auto &part : parts_)
    for (const auto &earlier : before->parts_)
      if (earlier->embedding().id == part->embedding().id)
        part->analysis = earlier->analysis;
}

void Content::add(Embedding embedding, std::shared_ptr<const source::File> file,
                  source::Notation notation) {
  parts_.push_back(
      std::make_shared<Snapshot>(whole_->uri(), std::move(file), notation, std::move(embedding)));
}

void Content::addParts(const Content *before) {
  std::shared_ptr<const source::File> file = whole_->sharedFile();
  auto tree = project::readTemplate(file, whole_->notation());
  std::vector<project::Embedded> found;
  if (tree->root)
    found = project::embeddedIn(*tree->root);
  for (const project::Embedded &each : found) {
    Embedding embedding{std::string(file->text(each.place)), each.name, {}};
    if (each.value->is(source::Node::Kind::Object)) {
      embedding.path = pathOf(each.path);
      add(std::move(embedding), file, whole_->notation());
      continue;
    }
    embedding.text = project::decodedOf(*tree, *each.value);
    embedding.document = file;
    auto text = std::make_shared<source::File>(file->name(), embedding.text->text);
    add(std::move(embedding), std::move(text), source::Notation::Json);
  }
  bool broken = isBroken(*tree);
  isTemplate_ =
      (tree->root && project::isProject(*tree->root)) || (broken && before && before->isTemplate_);
  if (!broken || !before)
    return;
  for (const auto &part : before->parts_) {
    bool isKnown = std::any_of(parts_.begin(), parts_.end(), [&](const auto &each) {
      return each->embedding().id == part->embedding().id;
    });
    if (!isKnown && !part->embedding().path.empty())
      add(part->embedding(), file, whole_->notation());
  }
}

bool Content::mayBeDefinition() const {
  if (!mayBeDefinition_) {
    const source::Tree &tree = whole_->tree();
    mayBeDefinition_ = isDefinitionName(tree.file->name()) || isDefinition(tree) ||
                       mayBecomeDefinition(tree) || (wasOurs_ && isBroken(tree));
  }
  return *mayBeDefinition_;
}

const std::vector<std::shared_ptr<Snapshot>> &Content::parts() const {
  static const std::vector<std::shared_ptr<Snapshot>> nothing;
  return isTemplate_ || mayBeDefinition() ? parts_ : nothing;
}

std::optional<Content::Cursor> Content::at(uint32_t offset) const {
  for (const auto &part : parts())
    if (auto inner = part->inner(offset); inner && part->holds(*inner))
      return Cursor{*part, *inner};
  return std::nullopt;
}

void Content::take(const DocumentAnalysis &analysis) {
  wasOurs_ = analysis.isOurs;
  for (const auto &part : parts_) {
    auto found = analysis.machines.find(part->embedding().id);
    if (found != analysis.machines.end() && found->second->definition.isSound)
      part->analysis = found->second;
  }
}

} // namespace aslc::editor
