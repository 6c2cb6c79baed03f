// Manifests and assets.
#include "compiler/project/cdk.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/definition.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace aslc::project {

namespace fs = std::filesystem;

using source::Member;
using source::Node;

namespace {

constexpr size_t largestFile = 64u << 20; ///< bytes
constexpr size_t hashLength = 64;

/// The hexadecimal digits of a hash in `key`; empty without one.
std::string hashIn(std::string_view key) {
  size_t run = 0;
  for (size_t i = 0; i < key.size(); ++i) {
    bool isDigit = std::isxdigit(static_cast<unsigned char>(key[i])) != 0;
    run = isDigit ? run + 1 : 0;
    if (run == hashLength)
      return std::string(key.substr(i + 1 - hashLength, hashLength));
  }
  return {};
}

/// The path of the asset with `key` or `hash` in a file that lists assets.
std::string listedPath(const fs::path &list, std::string_view key, const std::string &hash) {
  auto text = asl::readFile(list, largestFile);
  if (!text)
    return {};
  auto tree = readTemplate(std::make_shared<const source::File>(list, *std::move(text)),
                           source::Notation::Json);
  const Node *files = objectIn(tree->root, "files");
  for (const Member &file : membersOf(files)) {
    const Node *destinations = objectIn(file.value, "destinations");
    bool isMeant = !hash.empty() && file.key == hash;
    for (const Member &each : membersOf(destinations))
      isMeant |= textIn(each.value, "objectKey") == key;
    std::string_view path = textIn(objectIn(file.value, "source"), "path");
    if (isMeant && !path.empty())
      return (list.parent_path() / path).lexically_normal();
  }
  return {};
}

} // namespace

bool isManifest(const Node &root) {
  return objectIn(&root, "artifacts") && valueIn(&root, "version");
}

std::string assetPath(const std::string &folder, std::string_view key) {
  std::string hash = hashIn(key), byName;
  std::error_code failed;
  std::vector<fs::path> lists;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, failed), end;
       !failed && entry != end; entry.increment(failed)) {
    std::string name = entry->path().filename();
    if (name.ends_with(".assets.json"))
      lists.push_back(fs::path(folder) / name);
    else if (!hash.empty() && name.starts_with("asset." + hash))
      byName = (fs::path(folder) / name).string();
  }
  std::sort(lists.begin(), lists.end());
  for (const fs::path &list : lists)
    if (std::string path = listedPath(list, key, hash); !path.empty())
      return path;
  return byName;
}

void addAssembly(const source::Tree &manifest, const Given &given, Project &project) {
  const Node *artifacts = objectIn(manifest.root, "artifacts");
  if (!project.parameters)
    project.parameters.emplace();
  for (const Member &artifact : artifacts->members) {
    std::string_view type = textIn(artifact.value, "type");
    const Node *properties = objectIn(artifact.value, "properties");
    if (type == "aws:cloudformation:stack") {
      std::string_view name = textIn(properties, "templateFile");
      if (name.empty())
        reportProblem(manifest.file, artifact.keyRange, diag::Severity::Error,
                      "the stack `" + artifact.key + "` has no `templateFile`", project);
      else
        addTemplateFile(pathFrom(*manifest.file, name), manifest.file, artifact.keyRange,
                        diag::Severity::Error, given, "", project);
    } else if (type == "cdk:asset-manifest") {
      std::string path = pathFrom(*manifest.file, textIn(properties, "file"));
      if (auto list = asl::readFile(path, largestFile); !list)
        reportProblem(manifest.file, artifact.keyRange, diag::Severity::Warning,
                      "the list of assets `" + path + "` cannot be read: " + list.error(), project);
    } else if (type == "cdk:cloud-assembly") {
      std::string path =
          pathFrom(*manifest.file, textIn(properties, "directoryName")) + "/manifest.json";
      auto text = project.files.size() < 200 ? asl::readFile(path, largestFile)
                                             : asl::Failure{"there are too many files"};
      if (!text) {
        reportProblem(manifest.file, artifact.keyRange, diag::Severity::Error,
                      "the assembly `" + path + "` cannot be read: " + text.error(), project);
        continue;
      }
      bool isNew =
          std::find(project.files.begin(), project.files.end(), path) == project.files.end();
      project.files.push_back(path);
      auto inner = readTemplate(std::make_shared<const source::File>(path, *std::move(text)),
                                source::Notation::Json);
      if (isNew && inner->root && isManifest(*inner->root))
        addAssembly(*inner, given, project);
    }
  }
  project.parametersAt = {}; // those of templates, which are other files
}

} // namespace aslc::project
