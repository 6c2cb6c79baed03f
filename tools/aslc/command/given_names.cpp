#include "tools/aslc/command/given_names.h"

#include "compiler/project/terraform_files.h"
#include "runtime/support/closest.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;
constexpr size_t largestFile = 16u << 20; ///< bytes

std::string meant(const std::string &name, const std::vector<std::string> &names) {
  auto closest = asl::closest(name, names);
  return closest ? "; did you mean `" + *closest + "`?" : "";
}

/// The texts in which names of a file may stand: itself, and the files that it reads.
class Texts {
public:
  Texts(const source::File &file, const std::optional<project::Project> &project) {
    texts_.emplace_back(file.text());
    std::set<std::string> paths;
    if (project) {
      paths.insert(project->files.begin(), project->files.end());
      for (const project::Machine &machine : project->machines)
        paths.insert(machine.definitionFile);
    }
    std::error_code failed;
    fs::path folder = fs::path(file.name()).parent_path();
    if (project::isTerraformFile(file.name()))
      for (fs::directory_iterator entry(folder.empty() ? "." : folder, failed), end;
           !failed && entry != end; entry.increment(failed))
        if (project::isTerraformFile(entry->path().string()))
          paths.insert(entry->path().string());
    for (const std::string &path : paths)
      if (auto text = path.empty() ? asl::Failure{""} : asl::readFile(path, largestFile))
        texts_.push_back(*std::move(text));
  }

  bool have(std::string_view word) const {
    return std::any_of(texts_.begin(), texts_.end(), [&](const std::string &text) {
      return text.find(word) != std::string::npos;
    });
  }

private:
  std::vector<std::string> texts_;
};

/// Whether a file may ask for a value of this name.
bool knowsDefinition(const std::string &name, const Texts &texts,
                     const std::optional<project::Project> &project) {
  if (!project)
    return texts.have("${" + name);
  // Names of exports may be made of parts, and what is included is not read here.
  return name.starts_with("AWS::") || texts.have(name.substr(0, name.find('.'))) ||
         texts.have("ImportValue") || texts.have("AWS::Include");
}

bool knowsParameter(const std::string &name, const Texts &texts,
                    const std::optional<project::Project> &project) {
  if (!project)
    return false;
  if (project->parameters)
    return std::find(project->parameters->begin(), project->parameters->end(), name) !=
           project->parameters->end();
  return name == "stage" || name == "region" || texts.have("opt:" + name) ||
         texts.have("param:" + name) || texts.have("opt: " + name);
}

std::vector<std::string> parametersOf(const std::optional<project::Project> &project) {
  return project && project->parameters ? *project->parameters : std::vector<std::string>();
}

} // namespace

std::vector<UnknownName> findUnknown(const source::File &file,
                                     const std::optional<project::Project> &project,
                                     const DefinitionOptions &options) {
  std::vector<UnknownName> found;
  if (options.definedNames.empty() && options.parameters.empty())
    return found;
  Texts texts(file, project);
  for (const auto &[name, value] : options.parameters)
    if (!knowsParameter(name, texts, project))
      found.push_back(
          {name,
           (project ? "there is no parameter `" + name + "`" + meant(name, parametersOf(project))
                    : "this is no template: there is no parameter `" + name + "`"),
           true});
  for (const std::string &name : options.definedNames)
    if (!knowsDefinition(name, texts, project))
      found.push_back(
          {name, "nothing here is called `" + name + "`, which is given a value", false});
  return found;
}

namespace {

/// Adds the names that the file has to those that were seen.
void see(SeenNames &seen, const std::vector<UnknownName> &unknown,
         const std::optional<project::Project> &project, const DefinitionOptions &options) {
  std::set<std::string> known(options.definedNames.begin(), options.definedNames.end());
  for (const auto &[name, value] : options.parameters)
    known.insert(name);
  for (const UnknownName &each : unknown)
    known.erase(each.name);
  std::lock_guard lock(seen.mutex);
  seen.known.merge(known);
  for (const std::string &name : parametersOf(project))
    seen.parameters.push_back(name);
}

} // namespace

std::shared_ptr<diag::Engine> unknownNames(const std::shared_ptr<const source::File> &file,
                                           const std::optional<project::Project> &project,
                                           const DefinitionOptions &options) {
  std::vector<UnknownName> unknown = findUnknown(*file, project, options);
  if (options.seen) {
    see(*options.seen, unknown, project, options);
    return nullptr;
  }
  if (unknown.empty())
    return nullptr;
  auto found = std::make_shared<diag::Engine>(file);
  source::Range begin{0, file->text().empty() ? 0u : 1u};
  source::Range declared = project ? project->parametersAt : source::Range{};
  for (const UnknownName &each : unknown)
    if (each.isParameter)
      found->emit(declared == source::Range{} ? begin : declared, diag::Kind::BadTemplate,
                  {each.message});
    else
      found->emit(begin, diag::Kind::BadTemplate, {each.message}).weaken(diag::Severity::Warning);
  return found;
}

std::vector<std::string> unseenParameters(const DefinitionOptions &options) {
  std::vector<std::string> messages;
  if (options.seen)
    for (const auto &[name, value] : options.parameters)
      if (!options.seen->known.contains(name))
        messages.push_back("no template has a parameter `" + name + "`" +
                           meant(name, options.seen->parameters));
  return messages;
}

std::vector<std::string> unseenDefinitions(const DefinitionOptions &options) {
  std::vector<std::string> messages;
  if (options.seen)
    for (const std::string &name : options.definedNames)
      if (!options.seen->known.contains(name) && !name.starts_with("AWS::"))
        messages.push_back("nothing is called `" + name + "`, which is given a value");
  return messages;
}

bool showUnseen(const DefinitionOptions &options, const std::string &verb) {
  std::vector<std::string> parameters = unseenParameters(options);
  for (const std::string &message : parameters)
    std::fputs(("aslc " + verb + ": " + message + "\n").c_str(), stderr);
  for (const std::string &message : unseenDefinitions(options))
    std::fputs(("aslc " + verb + ": warning: " + message + "\n").c_str(), stderr);
  return parameters.empty();
}

} // namespace aslc::tool
