// Checking many definitions at once, for `aslc check`.
#pragma once

#include "tools/aslc/command/options.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace aslc::report {
class AllowFile;
} // namespace aslc::report

namespace aslc::tool {

class PropertyFiles;
/// Whether findings of this kind are asked for.
using IsShown = std::function<bool(diag::Kind)>;

/// A checked file and its findings.
struct CheckedFile {
  std::string path; ///< as given; `<stdin>` for standard input
                    ///< of a machine of a template, its definition's
  /// Null for a file that is not a definition, for one without findings, and where it was not asked
  /// for.
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

/// The findings that are allowed by directives in the definitions or by the `aslc.yaml` in their
/// folders.
class AllowedFindings {
public:
  explicit AllowedFindings(IsShown isShown);
  ~AllowedFindings();
  /// Removes the allowed findings of `file`. May be called by several threads at once.
  void removeFrom(CheckedFile &file);
  /// To be called after all definitions: adds each faulty `aslc.yaml` to `files`.
  void report(std::vector<CheckedFile> &files);

private:
  report::AllowFile *fileBeside(const std::string &path);

  IsShown isShown_;
  std::mutex mutex_; ///< of the files and what they hold
  std::map<std::string, std::unique_ptr<report::AllowFile>> files_; ///< null: there is no such file
};

/// What the results hold besides the findings.
struct KeptParts {
  bool trees = false; ///< of definitions with findings
  bool machines = false;
};

/// Checks each file, in at most `jobs` threads at once, and calls `judge` for each result in these
/// threads. Adds the results to `results` in the order of `paths`, those of a template's machines
/// one after the other; files that cannot be read are reported on standard error. Machines with
/// properties are kept.
void checkFiles(const std::vector<std::string> &paths, const DefinitionOptions &options,
                const PropertyFiles &properties, size_t jobs, KeptParts kept,
                const std::function<void(CheckedFile &)> &judge, std::vector<CheckedFile> &results);

/// The `aslc.yaml` in the folder of the definition `path`.
std::string settingsBeside(const std::string &path);

/// Removes the findings that the baseline in the file `path` contains.
Expected<void> applyBaseline(std::vector<CheckedFile> &files, const std::string &path);

/// Writes the findings of `files` as a baseline; returns the exit status.
int writeBaseline(const std::vector<CheckedFile> &files, const std::string &path);

} // namespace aslc::tool
