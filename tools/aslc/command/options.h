// The options that every verb which reads a definition shares, and showing what is wrong with one.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/parse/parse.h"
#include "compiler/report/findings/findings.h"
#include "compiler/source/tree.h"
#include "runtime/support/overwrite.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

struct DefinitionOptions {
  source::Definitions definitions;          ///< --define, --defines, --allow-undefined
  std::vector<std::string> definesFiles;    ///< the files of --defines
  std::optional<source::Notation> notation; ///< --notation; else by the file's name
  parse::MachineType type = parse::MachineType::Standard; ///< --type
  bool json = false;                                      ///< --diagnostics=json
  bool jsonOnError = false; ///< the JSON goes to standard error, as standard output is taken
  bool color = false;       ///< --color, resolved for stderr
};

/// Declares those options on `line`; `options` must live until `line.read` is done.
void addDefinitionOptions(CommandLine &line, DefinitionOptions &options);

/// Declares of them only how diagnostics are shown.
void addShowingOptions(CommandLine &line, DefinitionOptions &options);

/// The whole of `path`, or of standard input for `-`. On failure says on stderr what is wrong and
/// returns null. A file's name is `path`, standard input's `<stdin>`.
std::shared_ptr<const source::File> readInput(const std::string &path);

/// The same for a definition: of one that is too large no more is read than shows that. `why` may
/// be null; else it gets the reason of a failure.
std::shared_ptr<const source::File> readDefinition(const std::string &path,
                                                   std::string *why = nullptr);

/// The programs of this installation, which no output may replace.
std::vector<asl::FileUse> programFiles();

/// The files that a verb reads for the definition `path`, which none of its outputs may replace;
/// with those of `programFiles`.
std::vector<asl::FileUse> inputsOf(const std::string &path, const DefinitionOptions &options);

/// A definition as far as it could be understood.
struct Definition {
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics;
  std::optional<ast::Machine> machine;
  bool ok() const { return machine && !diagnostics->hasErrors(); }
};

/// Reads, parses and checks. `forCodegen` also reports what this version cannot compile.
Definition understand(std::shared_ptr<const source::File> file, const DefinitionOptions &options,
                      bool forCodegen);

/// Shows what was found in files: text on standard error, or one JSON object on standard output
/// (see DefinitionOptions::jsonOnError).
void showReports(const std::vector<report::Findings> &files, const DefinitionOptions &options);

/// The same for files that were all read.
void showDiagnostics(const std::vector<std::shared_ptr<diag::Engine>> &engines,
                     const DefinitionOptions &options);

} // namespace aslc::tool
