// Finding the definitions and templates in a folder.
#pragma once

#include "tools/aslc/command/options.h"

#include <string>
#include <vector>

namespace aslc::tool {

/// Whether a file is called `*.asl.json`, `*.asl.jsonc`, `*.asl.yaml` or `*.asl.yml`.
bool isDefinitionName(std::string name);

/// The definitions below `folder`, sorted: files with such names, and templates with a state
/// machine. What a template refers to is a part of it, and is not listed by itself. Folders that
/// are hidden or hold what tools made
/// (`node_modules`, `build` and the like) and links to folders are not searched, except for the
/// manifest in `cdk.out`. `problem` gets what cannot be searched.
std::vector<std::string> findDefinitions(const std::string &folder,
                                         const DefinitionOptions &options, std::string &problem);

/// The files of definitions below `folder`, sorted, also those that templates name; the same
/// folders are searched.
std::vector<std::string> findDefinitionFiles(const std::string &folder, std::string &problem);

/// A template in which there is no state machine.
struct EmptyTemplate {
  std::string path;
  std::string what; ///< "an AWS SAM template"
};

/// The templates below `folder` without a state machine, sorted; the same folders are searched.
std::vector<EmptyTemplate> findEmptyTemplates(const std::string &folder,
                                              const DefinitionOptions &options);

/// What is in `folder`, in which findDefinitions() found nothing: continues "it holds".
std::string describeEmpty(const std::string &folder, const DefinitionOptions &options);

/// Whether a file is called `*.asl.test.yaml`, `*.asl.test.yml` or `*.asl.test.json`.
bool isTestName(std::string name);

/// The files of tests below `folder`, sorted; the same folders are searched.
std::vector<std::string> findTests(const std::string &folder, std::string &problem);

} // namespace aslc::tool
