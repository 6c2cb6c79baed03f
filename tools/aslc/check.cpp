// `aslc check`: reports the problems of definitions.
#include "tools/aslc/command/options.h"
#include "tools/aslc/forms.h"
#include "tools/aslc/kinds.h"
#include "tools/aslc/search.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

namespace aslc::tool {

namespace {

/// The lowest severity that makes the exit status 1.
enum class FailOn : uint8_t { Error, Warning, Never };

struct CheckOptions {
  DefinitionOptions reading;
  FailOn failOn = FailOn::Error;
  std::set<diag::Kind> disabled; ///< --disable
  std::set<diag::Kind> only;     ///< --only; empty: all
  bool listKinds = false;
  Forms forms;

  bool shows(diag::Kind kind) const {
    return !disabled.contains(kind) && (only.empty() || only.contains(kind));
  }
};

/// Adds the kinds that `text` names, separated by commas.
Expected<void> takeKinds(std::set<diag::Kind> &kinds, std::string_view text) {
  while (true) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    Expected<diag::Kind> kind = kindNamed(name);
    if (!kind)
      return kind.failure();
    kinds.insert(*kind);
    if (comma == text.size())
      return {};
    text.remove_prefix(comma + 1);
  }
}

void addOptions(CommandLine &line, CheckOptions &options) {
  line.addChoice("--fail-on", {"error", "warning", "never"},
                 "what makes the exit status 1 (default: error)",
                 [&](size_t index) { options.failOn = static_cast<FailOn>(index); });
  line.add({"--disable", 0, "KIND[,KIND...]", "leave out findings of these kinds; may be repeated",
            [&](const std::string &text) { return takeKinds(options.disabled, text); }});
  line.add({"--only", 0, "KIND[,KIND...]", "leave out all others; may be repeated",
            [&](const std::string &text) { return takeKinds(options.only, text); }});
  line.addFlag("--list-kinds", "list the kinds of findings and exit", options.listKinds);
  options.forms.addOptions(line);
  addDefinitionOptions(line, options.reading);
}

/// An operand of the command line, and what was found in it.
struct CheckedFile {
  std::string path;
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics; ///< null when it could not be read
  std::string problem;                       ///< why it could not be read
};

CheckedFile checkFile(const std::string &path, const CheckOptions &options) {
  CheckedFile result;
  auto definition = checkDefinition(path, options.reading, /*forCodegen=*/false, &result.problem);
  result.path = definition ? definition->diagnostics->file().name() : path;
  if (!definition)
    return result;
  result.diagnostics = definition->diagnostics;
  result.tree = definition->tree;
  result.diagnostics->retain(
      [&](const diag::Diagnostic &diagnostic) { return options.shows(diagnostic.kind); });
  return result;
}

/// Adds the definitions that an operand names, a file or those in a folder, to `paths`, and a
/// folder that cannot be searched to `results`.
void expandOperand(const std::string &operand, std::vector<std::string> &paths,
                   std::vector<CheckedFile> &results) {
  std::error_code ignored;
  if (operand == "-" || !std::filesystem::is_directory(operand, ignored)) {
    paths.push_back(operand);
    return;
  }
  std::string problem;
  std::vector<std::string> found = findDefinitions(operand, problem);
  paths.insert(paths.end(), found.begin(), found.end());
  if (problem.empty() && found.empty())
    problem = "it holds no *.asl.json, *.asl.jsonc, *.asl.yaml or *.asl.yml";
  if (problem.empty())
    return;
  std::fputs(("aslc: cannot search `" + operand + "`: " + problem + "\n").c_str(), stderr);
  results.push_back({operand, nullptr, nullptr, problem});
}

int exitStatus(const std::vector<CheckedFile> &results, FailOn failOn) {
  int status = exitClean;
  for (const CheckedFile &result : results) {
    if (!result.diagnostics)
      return exitUsage;
    diag::Counts counts = diag::count(*result.diagnostics);
    if (counts.errors != 0 ? failOn != FailOn::Never
                           : counts.warnings != 0 && failOn == FailOn::Warning)
      status = exitFaulty;
  }
  return status;
}

int check(std::span<const std::string> arguments) {
  CheckOptions options;
  CommandLine line(
      "check", "aslc check [OPTION...] FILE...",
      "Reports all problems in definitions, in JSON or YAML; `-` is standard input, and\n"
      "in a folder all `*.asl.json`, `.jsonc`, `.yaml` and `.yml` are checked.\n"
      "Exit status: 0 no errors (perhaps warnings), 1 errors, 2 usage or a file that\n"
      "cannot be read.");
  options.reading.reading.analyze = true;
  addOptions(line, options);
  if (auto status = line.read(arguments))
    return *status;
  if (options.listKinds)
    return listKinds();
  const std::vector<std::string> &operands = line.operands();
  if (operands.empty())
    return line.fail("a FILE is missing");
  if (std::count(operands.begin(), operands.end(), "-") > 1)
    return line.fail("standard input can be read once only");

  std::vector<CheckedFile> results;
  std::vector<std::string> paths;
  for (const std::string &operand : operands)
    expandOperand(operand, paths, results);
  Expected<void> complete =
      options.forms.complete(options.reading, inputsOf(paths, options.reading));
  if (!complete)
    return line.fail(complete.error());
  for (const std::string &path : paths)
    results.push_back(checkFile(path, options));
  std::vector<report::Findings> findings;
  for (const CheckedFile &result : results)
    findings.push_back({result.path, result.diagnostics.get(), result.tree.get(), result.problem});
  int written = options.forms.write(findings, options.reading);
  return written == exitClean ? exitStatus(results, options.failOn) : written;
}

} // namespace

const Verb checkVerb{"check", "report problems in definitions", check};

} // namespace aslc::tool
