// `aslc fmt`: brings definitions into their one form.
#include "compiler/diag/faults.h"
#include "compiler/editor/format/format.h"
#include "compiler/project/terraform_files.h"
#include "runtime/support/output_file.h"
#include "tools/aslc/check_files.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/command/search.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace aslc::tool {

namespace {

struct FmtOptions {
  editor::FormatOptions format;
  std::optional<source::Notation> notation;
  DefinitionOptions showing;
  bool check = false, diff = false;
};

void addOptions(CommandLine &line, FmtOptions &options) {
  line.addFlag("--check", "write nothing, list the files that would change: exit status 1",
               options.check);
  line.addFlag("--diff", "write nothing, show what would change: exit status 1", options.diff);
  line.addFlag("--sort", "put the fields of machines and states in one order",
               options.format.sortFields);
  line.addFlag("--sort-states", "put states in the order of the flow", options.format.sortStates);
  line.add({"--width", 0, "N", "the columns of a line (default: 100)",
            asl::takeNumber<unsigned>(options.format.width, 40, 1000)});
  line.addChoice("--notation", {"json", "jsonc", "yaml"},
                 "the notation of the input (by default by the file's name,\n"
                 "of standard input by its first character)",
                 [&](size_t index) { options.notation = static_cast<source::Notation>(index); });
  addShowingOptions(line, options.showing);
}

/// Formats one file; returns the exit status.
int formatFile(const std::string &path, const FmtOptions &options) {
  if (project::isTerraformFile(path) && !path.ends_with(".json")) {
    std::fputs(("aslc fmt: " + path +
                " is a Terraform file: only definitions in JSON and YAML are formatted\n")
                   .c_str(),
               stderr);
    return exitUsage;
  }
  std::shared_ptr<const source::File> file = readDefinition(path);
  if (!file)
    return exitUsage;
  source::Notation notation = options.notation.value_or(frontend::notationOf(*file));
  editor::Formatted formatted = editor::format(file, notation, options.format);
  if (formatted.broken) {
    auto engine = std::make_shared<diag::Engine>(formatted.broken->file);
    diag::reportFaults(*formatted.broken, *engine);
    showDiagnostics({engine}, options.showing);
    return exitFaulty;
  }
  for (const std::string &message : formatted.left)
    std::fputs(("aslc fmt: " + message + "\n").c_str(), stderr);
  bool changes = formatted.text != file->text();
  if (options.diff && changes)
    std::fputs(editor::unifiedDiff(file->text(), formatted.text, file->name()).c_str(), stdout);
  if (options.check && !options.diff && changes)
    std::puts(file->name().c_str());
  if (options.check || options.diff)
    return changes ? exitFaulty : exitClean;
  if (path == "-")
    return writeOutput("fmt", "-", formatted.text);
  return changes ? writeOutput("fmt", path, formatted.text) : exitClean;
}

/// Adds the files that an operand means. Of a folder these are all files of definitions, also those
/// that templates name. The templates themselves stay as they are.
void addFiles(const std::string &operand, std::vector<std::string> &paths,
              std::vector<CheckedFile> &problems) {
  std::error_code ignored;
  if (operand == "-" || !std::filesystem::is_directory(operand, ignored))
    return paths.push_back(operand);
  std::string problem;
  std::vector<std::string> files = findDefinitionFiles(operand, problem);
  paths.insert(paths.end(), files.begin(), files.end());
  std::vector<std::string> templates;
  if (files.empty() || !problem.empty()) // then this says what is wrong with the folder
    expandOperand(operand, {}, templates, problems);
}

int fmt(std::span<const std::string> arguments) {
  FmtOptions options;
  CommandLine line(
      "fmt", "aslc fmt [OPTION...] FILE...",
      "Brings definitions, in JSON or YAML, into one form; their meaning and their\n"
      "comments stay. `-` formats standard input to standard output, and in a folder all\n"
      "`*.asl.json`, `.jsonc`, `.yaml` and `.yml` are formatted. A file that cannot be\n"
      "read as JSON or YAML is reported and stays as it is, as is one of Terraform.\n"
      "Exit status: 0 done, 1 a file is broken, or would change with --check or --diff,\n"
      "2 usage or a file that cannot be read or written.");
  addOptions(line, options);
  if (auto status = line.read(arguments))
    return *status;
  if (line.operands().empty())
    return line.fail("a FILE is missing");
  if (std::count(line.operands().begin(), line.operands().end(), "-") > 1)
    return line.fail("standard input can be read once only");
  std::vector<std::string> paths;
  std::vector<CheckedFile> problems;
  for (const std::string &operand : line.operands())
    addFiles(operand, paths, problems);
  int status = problems.empty() ? exitClean : exitUsage;
  for (const std::string &path : paths)
    status = std::max(status, formatFile(path, options));
  return status;
}

} // namespace

const Verb fmtVerb{"fmt", "bring definitions into one form", fmt};

} // namespace aslc::tool
