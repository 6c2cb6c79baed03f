// Checking many definitions at once, for `aslc check`.
#pragma once

#include "tools/aslc/command/options.h"

#include <functional>
#include <string>
#include <vector>

namespace aslc::tool {

class PropertyFiles;

/// A checked file and its findings.
struct CheckedFile {
  std::string path; ///< as given; `<stdin>` for standard input
                    ///< of a machine of a template, its definition's
  /// Null for a file that is not a definition, and for one without findings.
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics;      ///< null when it could not be read
  std::optional<ast::Machine> machine;            ///< only if it was asked for
  std::string problem;                            ///< why it could not be read
  size_t allowed = 0;                             ///< findings that were taken out
  std::optional<analysis::bounds::Bounds> bounds; ///< of a machine that was asked for
  std::string given;       ///< the operand or the file in a folder that led to it
  std::string machineName; ///< in its template; empty without one

  /// Whether it could be read, and nothing was found in it.
  bool isClean() const { return diagnostics && diagnostics->all().empty(); }
  report::Findings findings() const;
};

/// Adds the definitions and templates that an operand names, a file or those in a folder, to
/// `paths`. A folder that cannot be searched is reported and added to `results`.
void expandOperand(const std::string &operand, const DefinitionOptions &options,
                   std::vector<std::string> &paths, std::vector<CheckedFile> &results);

/// Checks each file, in at most `jobs` threads at once. The results are in the order of `paths`,
/// those of a template's machines one after the other; files that cannot be read are reported on
/// standard error. Machines with properties are kept.
std::vector<CheckedFile> checkFiles(const std::vector<std::string> &paths,
                                    const DefinitionOptions &options,
                                    const PropertyFiles &properties, size_t jobs,
                                    bool keepMachines);

/// Removes the findings that are allowed by directives in the definitions or by the `aslc.yaml` in
/// their folders. Adds each faulty `aslc.yaml` to `files`.
void applyAllowed(std::vector<CheckedFile> &files, const std::function<bool(diag::Kind)> &isShown);

/// Removes the findings that the baseline in the file `path` contains.
Expected<void> applyBaseline(std::vector<CheckedFile> &files, const std::string &path);

/// Writes the findings of `files` as a baseline; returns the exit status.
int writeBaseline(const std::vector<CheckedFile> &files, const std::string &path);

} // namespace aslc::tool
