// Searching folders.
#include "tools/aslc/command/search.h"

#include "compiler/project/terraform_files.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;

/// In any case.
template <size_t Count>
bool endsInOneOf(std::string name, const std::array<std::string_view, Count> &suffixes) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool isSkipped(const std::string &folder) {
  constexpr std::array<std::string_view, 7> made = {"node_modules", "build", "dist",       "target",
                                                    "cdk.out",      "venv",  "__pycache__"};
  return folder.starts_with('.') || std::find(made.begin(), made.end(), folder) != made.end();
}

constexpr size_t largestTemplate = 16u << 20; ///< bytes

bool hasTemplateName(const fs::path &path) {
  std::string suffix = path.extension();
  return suffix == ".yaml" || suffix == ".yml" || suffix == ".json" || suffix == ".template" ||
         suffix == ".tf" || suffix == ".tofu";
}

/// Whether a text may be a template with a state machine.
bool mayHaveMachine(const std::string &path, std::string_view text) {
  auto has = [&](std::string_view word) { return text.find(word) != text.npos; };
  return has("StateMachine") || has("stepFunctions") || has("aws_sfn_state_machine") ||
         has("terraform-aws-modules/step-functions") || has("AWS::CloudFormation::Stack") ||
         has("AWS::Serverless::Application") || (project::isTerraformFile(path) && has("module")) ||
         (path.ends_with("manifest.json") && has("artifacts"));
}

/// Whether a text may be a template of any kind.
bool mayBeTemplate(const std::string &path, std::string_view text) {
  auto has = [&](std::string_view word) { return text.find(word) != text.npos; };
  return project::isTerraformFile(path) || has("AWS::") || has("provider") ||
         mayHaveMachine(path, text);
}

/// The project in the file `path`; none when it is none, or when `mayBe` says so of its text.
std::optional<project::Project> projectIn(const std::string &path, const DefinitionOptions &options,
                                          bool (*mayBe)(const std::string &, std::string_view)) {
  std::error_code unknown;
  if (fs::file_size(path, unknown) > largestTemplate || unknown)
    return std::nullopt;
  auto text = asl::readFile(path, largestTemplate);
  if (!text || !mayBe(path, *text))
    return std::nullopt;
  return openProject(std::make_shared<const source::File>(path, *std::move(text)), options);
}

/// The files that may be definitions or templates, and those of tests.
struct Candidates {
  std::vector<std::string> definitions, templates, tests;
};

Candidates candidatesIn(const std::string &folder, std::string &problem) {
  Candidates found;
  std::error_code failed;
  auto entry = fs::recursive_directory_iterator(
      folder, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    std::string name = entry->path().filename().string();
    std::string path = entry->path().lexically_normal().string();
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (name == "cdk.out" && fs::is_regular_file(path + "/manifest.json", ignored))
        found.templates.push_back(path + "/manifest.json");
      if (isSkipped(name))
        entry.disable_recursion_pending();
    } else if (isTestName(name)) {
      found.tests.push_back(std::move(path));
    } else if (isDefinitionName(name)) {
      found.definitions.push_back(std::move(path));
    } else if (hasTemplateName(entry->path()) && entry->is_regular_file(ignored)) {
      found.templates.push_back(std::move(path));
    }
  }
  if (failed)
    problem = failed.message();
  return found;
}

} // namespace

bool isDefinitionName(std::string name) {
  return endsInOneOf(std::move(name), std::array<std::string_view, 4>{".asl.json", ".asl.jsonc",
                                                                      ".asl.yaml", ".asl.yml"});
}

bool isTestName(std::string name) {
  return endsInOneOf(std::move(name), std::array<std::string_view, 3>{
                                          ".asl.test.yaml", ".asl.test.yml", ".asl.test.json"});
}

std::vector<std::string> findTests(const std::string &folder, std::string &problem) {
  std::vector<std::string> found = candidatesIn(folder, problem).tests;
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> findDefinitionFiles(const std::string &folder, std::string &problem) {
  std::vector<std::string> found = candidatesIn(folder, problem).definitions;
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> findDefinitions(const std::string &folder,
                                         const DefinitionOptions &options, std::string &problem) {
  Candidates candidates = candidatesIn(folder, problem);
  std::vector<std::string> found = std::move(candidates.definitions);
  std::set<std::string> parts; // of templates
  for (const std::string &path : candidates.templates)
    if (auto project = projectIn(path, options, mayHaveMachine);
        project && !project->machines.empty()) {
      found.push_back(path);
      parts.insert(project->files.begin(), project->files.end());
      for (const project::Machine &machine : project->machines)
        parts.insert(machine.definitionFile);
    }
  std::erase_if(found, [&](const std::string &path) { return parts.contains(path); });
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<EmptyTemplate> findEmptyTemplates(const std::string &folder,
                                              const DefinitionOptions &options) {
  std::string ignored;
  std::vector<EmptyTemplate> found;
  std::set<std::string> parts; // of templates
  std::vector<std::string> paths = candidatesIn(folder, ignored).templates;
  std::sort(paths.begin(), paths.end());
  for (const std::string &path : paths)
    if (auto project =
            parts.contains(path) ? std::nullopt : projectIn(path, options, mayBeTemplate);
        project && project->machines.empty()) {
      found.push_back({path, project->what});
      parts.insert(project->files.begin(), project->files.end());
    }
  std::erase_if(found, [&](const EmptyTemplate &each) { return parts.contains(each.path); });
  return found;
}

std::string describeEmpty(const std::string &folder, const DefinitionOptions &options) {
  std::string text = "no *.asl.json, *.asl.jsonc, *.asl.yaml or *.asl.yml, and no template";
  std::vector<EmptyTemplate> found = findEmptyTemplates(folder, options);
  if (found.empty())
    return text;
  text += " with a state machine: there is none in `" + found[0].path + "`, " + found[0].what;
  if (found.size() == 2)
    text += ", and in `" + found[1].path + "`, " + found[1].what;
  else if (found.size() > 2)
    text += ", and in " + std::to_string(found.size() - 1) + " other templates";
  return text;
}

} // namespace aslc::tool
