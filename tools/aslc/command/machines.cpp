// The machines of templates, as definitions like any other.
#include "compiler/project/embedded.h"
#include "compiler/project/terraform_files.h"
#include "tools/aslc/command/given_names.h"
#include "tools/aslc/command/options.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace aslc::tool {

namespace {

using frontend::Definition;

Definition checkMachine(const project::Project &project, const project::Machine &machine,
                        const DefinitionOptions &options, bool forCodegen) {
  frontend::ReadingOptions reading = options.reading;
  if (!options.typeGiven)
    reading.type = machine.type;
  project::MachineText text = machine.read();
  Definition definition;
  bool isRead = text.tree->root || !text.tree->faults.empty() || text.diagnostics->all().empty();
  if (!isRead || (!text.tree->root && text.diagnostics->hasErrors())) {
    definition.tree = std::move(text.tree);
    definition.diagnostics = std::move(text.diagnostics);
  } else {
    definition =
        frontend::check(std::move(text.tree), std::move(text.diagnostics), reading, forCodegen);
    project::fitEdits(machine.file, reading.notation, *definition.diagnostics);
  }
  definition.name = machine.name;
  definition.files = project.files;
  definition.files.push_back(machine.file->name());
  return definition;
}

/// What is wrong with the project itself, a Definition for each file.
std::vector<Definition> problemsOf(const project::Project &project) {
  std::vector<Definition> found;
  for (const auto &diagnostics : project.diagnostics) {
    Definition definition;
    definition.diagnostics = diagnostics;
    definition.files = project.files;
    found.push_back(std::move(definition));
  }
  return found;
}

/// An error for a project without machines.
Definition emptyProject(const std::shared_ptr<const source::File> &file, const std::string &what) {
  Definition definition;
  definition.diagnostics = std::make_shared<diag::Engine>(file);
  definition.diagnostics->emit({0, file->text().empty() ? 0u : 1u}, diag::Kind::BadTemplate,
                               {"this is " + what + " without a state machine"});
  return definition;
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += (text.empty() ? "" : "\n") + line;
  return text;
}

/// Says why no machine is chosen, unless the caller does.
std::nullopt_t unclear(const std::string &path, const std::string &problem, std::string *why) {
  if (why)
    *why = problem;
  else
    std::fputs(("aslc: `" + path + "`: " + problem + "\n").c_str(), stderr);
  return std::nullopt;
}

} // namespace

std::optional<project::Project> openProject(std::shared_ptr<const source::File> file,
                                            const DefinitionOptions &options) {
  project::Given given{options.reading.definitions, options.parameters, options.environment};
  return project::open(std::move(file), options.reading.notation, given);
}

namespace {

/// A definition that is not read, because of what is wrong around it. `why`, unless null, gets the
/// first problem.
std::optional<Definition> onlyProblems(std::shared_ptr<diag::Engine> problems, std::string *why) {
  if (why) {
    *why = problems->all()[0].message;
    return std::nullopt;
  }
  Definition definition;
  definition.diagnostics = std::move(problems);
  return definition;
}

/// Whether problems of a project are about this machine: they are in its file, or in another one of
/// its module of Terraform.
bool isAbout(const diag::Engine &problems, const project::Machine &machine) {
  const std::string &name = problems.file().name(), &own = machine.file->name();
  auto folder = [](const std::string &path) { return path.substr(0, path.rfind('/') + 1); };
  return name == own || (project::isTerraformFile(name) && project::isTerraformFile(own) &&
                         folder(name) == folder(own));
}

/// What `checkDefinition` does with the content of `path`, which may be that of `project`.
std::optional<Definition> checkFile(const std::string &path,
                                    const std::shared_ptr<const source::File> &file,
                                    const std::optional<project::Project> &project,
                                    const DefinitionOptions &options, bool forCodegen,
                                    std::string *why) {
  if (auto unknown = unknownNames(file, project, options)) {
    if (why || unknown->hasErrors())
      return onlyProblems(std::move(unknown), why);
    std::fputs(diag::renderText(*unknown, options.color).c_str(), stderr);
  }
  if (!project && !options.machine.empty())
    return unclear(path, "`--machine` chooses a state machine of a template, which this is not",
                   why);
  if (!project)
    return frontend::check(file, options.reading, forCodegen);
  if (!project->problems.empty())
    return unclear(path, joined(project->problems), why);
  if (project->machines.empty()) {
    std::vector<Definition> problems = problemsOf(*project);
    return problems.empty() ? emptyProject(file, project->what) : std::move(problems[0]);
  }
  const project::Machine *chosen = &project->machines[0];
  if (!options.machine.empty()) {
    auto found = project::find(*project, options.machine);
    if (!found)
      return unclear(path, found.error(), why);
    chosen = *found;
  } else if (project->machines.size() > 1) {
    return unclear(path,
                   "it holds " + std::to_string(project->machines.size()) + " state machines: " +
                       project::namesOf(*project) + "; choose one with `--machine`",
                   why);
  }
  for (Definition &problem : problemsOf(*project))
    if (problem.diagnostics->hasErrors() && isAbout(*problem.diagnostics, *chosen))
      return std::move(problem);
  return checkMachine(*project, *chosen, options, forCodegen);
}

/// The places of the first and of the last finding; both 0 without.
std::pair<uint32_t, uint32_t> placesIn(const diag::Engine &diagnostics) {
  auto [first, last] =
      std::minmax_element(diagnostics.all().begin(), diagnostics.all().end(),
                          [](const diag::Diagnostic &a, const diag::Diagnostic &b) {
                            return a.range.begin < b.range.begin;
                          });
  bool isEmpty = first == diagnostics.all().end();
  return isEmpty ? std::pair<uint32_t, uint32_t>()
                 : std::pair(first->range.begin, last->range.begin);
}

/// Moves a problem of a template among the findings of the machine that it stands between.
bool isMoved(const Definition &problem, const std::vector<Definition> &all) {
  const diag::Engine &own = *problem.diagnostics;
  bool isOne = problem.name.empty() && own.all().size() == 1 &&
               own.all()[0].kind == diag::Kind::BadTemplate && own.all()[0].labels.empty();
  for (const Definition &machine : all) {
    if (!isOne || machine.name.empty() || machine.diagnostics->file().name() != own.file().name())
      continue;
    const diag::Diagnostic &moved = own.all()[0];
    auto [first, last] = placesIn(*machine.diagnostics);
    if (first >= moved.range.begin || last <= moved.range.begin)
      continue;
    machine.diagnostics->emit(moved.range, moved.kind, {moved.message})
        .weaken(moved.severity)
        .hint(moved.hint);
    return true;
  }
  return false;
}

/// Brings the findings of a template into the order of their places; files are in the order in
/// which they have findings.
void sortByPlace(std::vector<Definition> &all) {
  std::vector<std::array<size_t, 3>> order; // file, place, and where it was
  std::map<std::string, size_t> files;
  for (size_t i = 0; i < all.size(); ++i) {
    const diag::Engine &diagnostics = *all[i].diagnostics;
    size_t file = files.emplace(diagnostics.file().name(), files.size()).first->second;
    if (!isMoved(all[i], all))
      order.push_back({file, placesIn(diagnostics).first, i});
  }
  std::sort(order.begin(), order.end());
  std::vector<Definition> sorted;
  for (const auto &[file, place, index] : order)
    sorted.push_back(std::move(all[index]));
  all = std::move(sorted);
}

} // namespace

std::optional<Definition> checkDefinition(const std::string &path, const DefinitionOptions &options,
                                          bool forCodegen, std::string *why) {
  std::shared_ptr<const source::File> file = readDefinition(path, why);
  if (!file)
    return std::nullopt;
  auto found = checkFile(path, file, openProject(file, options), options, forCodegen, why);
  bool isElsewhere = found && !found->machine && !found->diagnostics->hasErrors();
  if (isElsewhere) // which is only a warning where nothing but checks is asked for
    found->diagnostics->raise([](const diag::Diagnostic &) { return true; });
  return found;
}

std::vector<Definition> checkDefinitions(const std::string &path, const DefinitionOptions &options,
                                         bool forCodegen, std::string &why) {
  std::vector<Definition> found;
  std::shared_ptr<const source::File> file = readDefinition(path, &why);
  if (!file)
    return found;
  auto project = openProject(file, options);
  if (!project || !options.machine.empty()) {
    if (auto one = checkFile(path, file, project, options, forCodegen, &why))
      found.push_back(*std::move(one));
    return found;
  }
  why = joined(project->problems);
  if (!why.empty())
    return found;
  found = problemsOf(*project);
  if (auto unknown = unknownNames(file, project, options))
    found.emplace_back().diagnostics = std::move(unknown);
  if (project->machines.empty() && found.empty())
    found.push_back(emptyProject(file, project->what));
  for (const project::Machine &machine : project->machines) {
    found.push_back(checkMachine(*project, machine, options, forCodegen));
    project->removeKnown(*found.back().diagnostics);
  }
  sortByPlace(found);
  return found;
}

} // namespace aslc::tool
