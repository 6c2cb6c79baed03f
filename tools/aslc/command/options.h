// The options of all verbs that read a definition, and showing diagnostics.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/frontend/definition.h"
#include "compiler/project/project.h"
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

struct SeenNames;

struct DefinitionOptions {
  /// --define, --defines, --allow-undefined, --notation, --type
  frontend::ReadingOptions reading;
  std::vector<std::string> definesFiles; ///< the files of --defines
  std::vector<std::string> definedNames; ///< the names of --define
  std::string machine;                   ///< --machine: which one of a template; may be empty
  project::Texts parameters;             ///< --parameter: values of a template's parameters
  std::string environment = "default";   ///< --config-env: which one of samconfig.toml
  /// For verbs that read several files; see given_names.h. Null: each file has all names.
  std::shared_ptr<SeenNames> seen;
  bool typeGiven = false;   ///< whether the type is given, or the template says it
  bool json = false;        ///< --diagnostics=json
  bool jsonOnError = false; ///< the JSON goes to standard error, because standard output is in use
  bool color = false;       ///< --color, resolved for stderr
};

/// Declares those options on `line`; `options` must live until `line.read` is done.
void addDefinitionOptions(CommandLine &line, DefinitionOptions &options);

/// Declares of them only those of templates.
void addTemplateOptions(CommandLine &line, DefinitionOptions &options);

/// Declares `--input-schema` and `--sample-input` for verbs that analyse data.
void addInputSchema(CommandLine &line, DefinitionOptions &options);
/// What it gave; null without it.
const source::Node *schemaOf(const DefinitionOptions &options);

/// Declares of them only how diagnostics are shown.
void addShowingOptions(CommandLine &line, DefinitionOptions &options);

/// The content of `path`, or of standard input for `-`. On failure returns null, and reports it on
/// stderr or says in `why` what the reason is. A file's name is `path`, standard input's `<stdin>`.
std::shared_ptr<const source::File> readInput(const std::string &path, std::string *why = nullptr);

/// The same for a definition; of a file that is too large only the beginning is read. If `why`
/// is not null, it is set to the reason of a failure, which is then not reported.
std::shared_ptr<const source::File> readDefinition(const std::string &path,
                                                   std::string *why = nullptr);

/// The files that no output of a verb may replace: the definitions and other files that it reads,
/// and the programs of this installation.
std::vector<asl::FileUse> inputsOf(const std::vector<std::string> &definitions,
                                   const DefinitionOptions &options);

/// Fails when `output`, given by `--output`, would replace one of them.
Expected<void> checkOutput(const std::string &output, const std::vector<std::string> &definitions,
                           const DefinitionOptions &options);

/// Reads and checks the definition `path` as `frontend::check` does, or that of the machine of a
/// template that `--machine` names, or its only one. nullopt when it cannot be read, as
/// `readDefinition`, and when it is not clear which machine is meant.
std::optional<frontend::Definition> checkDefinition(const std::string &path,
                                                    const DefinitionOptions &options,
                                                    bool forCodegen, std::string *why = nullptr);

/// The same for all machines of a template, or for the one that `--machine` names. What is wrong
/// with the template itself is a Definition without machine. Empty when it cannot be read; `why` is
/// then the reason.
std::vector<frontend::Definition> checkDefinitions(const std::string &path,
                                                   const DefinitionOptions &options,
                                                   bool forCodegen, std::string &why);

/// The project in `file`; nullopt when the file is not a project, and so perhaps a definition.
std::optional<project::Project> openProject(std::shared_ptr<const source::File> file,
                                            const DefinitionOptions &options);

/// Shows the diagnostics of files: text on standard error, or one JSON object on standard output
/// (see DefinitionOptions::jsonOnError).
void showReports(const std::vector<report::Findings> &files, const DefinitionOptions &options);

/// The same for files that were all read.
void showDiagnostics(const std::vector<std::shared_ptr<diag::Engine>> &engines,
                     const DefinitionOptions &options);

} // namespace aslc::tool
