// The names that the command line gives values to, with `--parameter` and `--define`: whether the
// files that are read have them.
#pragma once

#include "tools/aslc/command/options.h"

#include <mutex>
#include <set>

namespace aslc::tool {

/// What verbs that read several files know of the names: each must be in one of the files only.
struct SeenNames {
  std::mutex mutex;
  std::set<std::string> known;
  std::vector<std::string> parameters; ///< those that files declare
};

/// A name that a file does not have.
struct UnknownName {
  std::string name, message;
  bool isParameter;
};
std::vector<UnknownName> findUnknown(const source::File &file,
                                     const std::optional<project::Project> &project,
                                     const DefinitionOptions &options);

/// A diagnostic for each name that `file`, which may be that of `project`, does not have: an error
/// for a parameter, a warning for a definition. Null without any. With DefinitionOptions::seen,
/// always null: what the file has is added to that.
std::shared_ptr<diag::Engine> unknownNames(const std::shared_ptr<const source::File> &file,
                                           const std::optional<project::Project> &project,
                                           const DefinitionOptions &options);

/// The names that no file had since DefinitionOptions::seen was set: a message for each. Only of
/// parameters, which are errors, or of definitions.
std::vector<std::string> unseenParameters(const DefinitionOptions &options);
std::vector<std::string> unseenDefinitions(const DefinitionOptions &options);

/// Shows both on standard error. Returns false when there are parameters among them.
bool showUnseen(const DefinitionOptions &options, const std::string &verb);

} // namespace aslc::tool
