// Recognising what a file is, and finding machines by name.
#include "compiler/project/project.h"

#include "compiler/project/cdk.h"
#include "compiler/project/cloudformation.h"
#include "compiler/project/definition.h"
#include "compiler/project/serverless.h"
#include "compiler/project/terraform.h"
#include "compiler/project/terraform_files.h"
#include "runtime/support/closest.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace aslc::project {

using source::Node;

namespace {

constexpr size_t largestConfig = 16u << 20; ///< bytes

/// Whether it is JSON text that begins with a field which only definitions have, perhaps after a
/// comment.
bool beginsAsDefinition(std::string_view text) {
  size_t at = 0;
  auto skipTo = [&](char token) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    return text.substr(at).starts_with(token) ? ++at : 0;
  };
  auto string = [&] {
    size_t end = skipTo('"') ? text.find('"', at) : text.npos;
    std::string_view found = end == text.npos ? "" : text.substr(at, end - at);
    at = std::min(end, text.size() - 1) + 1;
    return found.find('\\') == found.npos ? found : std::string_view();
  };
  if (!skipTo('{'))
    return false;
  std::string_view key = string();
  if (key == "Comment" && skipTo(':') && !string().empty() && skipTo(','))
    key = string();
  return key == "StartAt" || key == "States" || key == "QueryLanguage";
}

/// Whether a text holds a word that all of its kind have. Most definitions have none of them, and
/// need not be read twice.
bool mayBeProject(std::string_view text) {
  if (beginsAsDefinition(text))
    return false;
  for (std::string_view word :
       {"Resources", "stepFunctions", "provider", "artifacts", "format_version"})
    if (text.find(word) != text.npos)
      return true;
  return false;
}

/// Adds what the `samconfig.toml` or `samconfig.yaml` beside the template says to what the command
/// line says.
void takeSamConfig(const source::File &file, Given &given, Project &project) {
  std::string path;
  std::error_code ignored;
  for (const char *name : {"samconfig.yml", "samconfig.yaml", "samconfig.toml"})
    if (std::string found = pathFrom(file, name); std::filesystem::is_regular_file(found, ignored))
      path = found;
  if (path.empty())
    return;
  project.files.push_back(path);
  auto text = asl::readFile(path, largestConfig);
  if (!text) {
    project.problems.push_back(path + ":1:1: error: the file cannot be read: " + text.error());
    return;
  }
  auto config = readSamConfig(source::File(path, *std::move(text)), given.environment);
  if (!config) {
    project.problems.push_back(config.error());
    return;
  }
  given.parameters.merge(config->parameters); // what is there stays
  auto add = [&](const char *name, const std::string &value) {
    if (!value.empty())
      given.definitions.values.emplace(name, value);
  };
  add("AWS::StackName", config->stackName);
  add("AWS::Region", config->region);
}

/// Names that two machines have are told apart by where they are declared.
void tellApart(Project &project) {
  std::map<std::string, size_t> counts;
  for (const Machine &machine : project.machines)
    ++counts[machine.name];
  for (Machine &machine : project.machines)
    if (counts[machine.name] > 1) {
      std::string stem = std::filesystem::path(machine.file->name()).stem().string();
      machine.otherNames.push_back(machine.name);
      machine.name = stem + "/" + machine.name;
    }
  std::map<std::string, size_t> used; // of a template of the CDK that is used twice
  for (Machine &machine : project.machines)
    if (size_t number = ++used[machine.name]; number > 1)
      machine.name += "-" + std::to_string(number);
}

bool hasName(const Machine &machine, std::string_view name) {
  return std::find(machine.otherNames.begin(), machine.otherNames.end(), name) !=
             machine.otherNames.end() ||
         machine.name.ends_with("/" + std::string(name));
}

} // namespace

void Project::removeKnown(diag::Engine &ofMachine) const {
  ofMachine.retain([&](const diag::Diagnostic &each) {
    auto isSame = [&](const diag::Diagnostic &known) {
      return known.range == each.range && known.message == each.message;
    };
    return std::none_of(diagnostics.begin(), diagnostics.end(), [&](const auto &engine) {
      return engine->file().name() == ofMachine.file().name() &&
             std::any_of(engine->all().begin(), engine->all().end(), isSame);
    });
  });
}

bool Project::hasErrors() const {
  return !problems.empty() || std::any_of(diagnostics.begin(), diagnostics.end(),
                                          [](const auto &engine) { return engine->hasErrors(); });
}

std::optional<Project> open(std::shared_ptr<const source::File> file,
                            std::optional<source::Notation> notation, const Given &given) {
  if (!notation && isTerraformFile(file->name())) {
    Project project;
    project.what = "a configuration of Terraform";
    addTerraformFile(std::move(file), given, project);
    return project;
  }
  if (!mayBeProject(file->text()))
    return std::nullopt;
  auto tree = readTemplate(file, notation);
  if (!tree->root || !tree->root->is(Node::Kind::Object))
    return std::nullopt;
  const Node &root = *tree->root;
  Project project;
  Given own = given;
  if (isTemplate(root)) {
    project.what = kindOfTemplate(root);
    takeSamConfig(*file, own, project);
    project.around.push_back(
        pathFrom(*file, std::filesystem::path(file->name()).filename().string()));
    addTemplate(tree, own, "", project);
  } else if (isManifest(root)) {
    project.what = "a cloud assembly of the CDK";
    addAssembly(*tree, own, project);
  } else if (isServerless(root)) {
    project.what = "a configuration of the Serverless Framework";
    reportTemplateFaults(*tree, project);
    addServerless(tree, own, project);
  } else if (isTerraformShow(root)) {
    project.what = "the output of `terraform show`";
    project.parameters.emplace();
    reportTemplateFaults(*tree, project);
    addTerraform(tree, own, project);
  } else if (!tree->faults.empty() && root.find("AWSTemplateFormatVersion")) {
    project.what = "a CloudFormation template"; // its faults hide the resources
    reportTemplateFaults(*tree, project);
  } else {
    return std::nullopt;
  }
  tellApart(project);
  return project;
}

std::string namesOf(const Project &project) {
  std::string names;
  for (size_t i = 0; i < project.machines.size(); ++i) {
    bool isLast = i + 1 == project.machines.size();
    names += i == 0 ? "" : isLast ? " and " : ", ";
    names += "`" + project.machines[i].name + "`";
  }
  return names;
}

asl::Expected<const Machine *> find(const Project &project, std::string_view name) {
  const Machine *found = nullptr;
  std::vector<std::string> names;
  for (const Machine &machine : project.machines) {
    names.push_back(machine.name);
    if (machine.name == name)
      return &machine;
    if (!hasName(machine, name))
      continue;
    if (found)
      return asl::Failure{"`" + std::string(name) + "` may be `" + found->name + "` or `" +
                          machine.name + "`"};
    found = &machine;
  }
  if (found)
    return found;
  std::string problem = "there is no state machine `" + std::string(name) + "`";
  if (auto meant = asl::closest(name, names))
    problem += "; did you mean `" + *meant + "`?";
  else if (!names.empty())
    problem += ", but " + namesOf(project);
  return asl::Failure{problem};
}

} // namespace aslc::project
