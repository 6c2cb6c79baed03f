// The properties that `aslc check` is given.
#pragma once

#include "compiler/analysis/properties/file.h"
#include "tools/aslc/check_files.h"

#include <map>

namespace aslc::tool {

class PropertyFiles {
public:
  /// Adds a file whose properties are about every definition that is checked.
  void add(std::shared_ptr<const source::File> file);
  /// Reads the `aslc.yaml` beside each of `paths`.
  void findBeside(const std::vector<std::string> &paths);

  /// The properties of the definition `path`. May be called by several threads at once.
  std::vector<analysis::properties::GivenProperty> of(const std::string &path) const;

  /// To be called after all definitions: adds the faulty files to `results`. Names of states are
  /// checked against the machines in `results`.
  void report(std::vector<CheckedFile> &results);

private:
  std::vector<analysis::properties::PropertyFile *> filesOf(const std::string &path) const;

  std::vector<std::unique_ptr<analysis::properties::PropertyFile>> given_;
  std::map<std::string, std::unique_ptr<analysis::properties::PropertyFile>>
      beside_; ///< may be null
};

} // namespace aslc::tool
