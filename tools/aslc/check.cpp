// `aslc check`: reports the problems of definitions.
#include "runtime/support/memory.h"
#include "tools/aslc/check_files.h"
#include "tools/aslc/check_fix.h"
#include "tools/aslc/check_properties.h"
#include "tools/aslc/check_witness.h"
#include "tools/aslc/command/given_names.h"
#include "tools/aslc/forms.h"
#include "tools/aslc/kinds.h"
#include "tools/aslc/target.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <thread>

namespace aslc::tool {

namespace {

struct CheckOptions {
  DefinitionOptions reading;
  report::FailOn failOn = report::FailOn::Error;
  std::set<diag::Kind> disabled;                       ///< --disable
  std::set<diag::Kind> only;                           ///< --only; empty: all
  diag::Severity leastSeverity = diag::Severity::Note; ///< --severity
  std::string baseline, newBaseline;                   ///< their files; may be empty
  std::string witnesses;                               ///< the folder of --witness; may be empty
  size_t jobs = std::max(1u, std::thread::hardware_concurrency());
  bool listKinds = false;
  bool fix = false, fixLikely = false;
  std::optional<Target> target; ///< --target; by default what any of them may take is taken
  PropertyFiles properties;
  std::vector<std::string> propertyPaths; ///< --properties
  Forms forms;

  bool shows(diag::Kind kind) const {
    return !disabled.contains(kind) && (only.empty() || only.contains(kind));
  }
};

/// Adds the kinds that `text` names, separated by commas.
Expected<void> takeKinds(std::set<diag::Kind> &kinds, std::string_view text) {
  while (true) {
    size_t comma = std::min(text.find(','), text.size());
    Expected<diag::Kind> kind = kindNamed(text.substr(0, comma));
    if (!kind)
      return kind.failure();
    kinds.insert(*kind);
    if (comma == text.size())
      return {};
    text.remove_prefix(comma + 1);
  }
}

/// Reads a file of --properties.
Expected<void> takeProperties(CheckOptions &options, const std::string &path) {
  std::string why;
  std::shared_ptr<const source::File> file = readInput(path, &why);
  if (!file)
    return Failure{"cannot read `" + path + "`: " + why};
  options.properties.add(std::move(file));
  options.propertyPaths.push_back(path);
  return {};
}

Expected<void> takeFix(CheckOptions &options, const std::string &text) {
  options.fix = true;
  options.fixLikely = text == "likely";
  if (!text.empty() && text != "certain" && text != "likely")
    return Failure{"expected `certain` or `likely`, found `" + text + "`"};
  return {};
}

void addOptions(CommandLine &line, CheckOptions &options) {
  addInputSchema(line, options.reading);
  line.add({"--properties", 0, "FILE",
            "what shall hold of each definition, as in `aslc.yaml` or a property a line; may\n"
            "be repeated",
            [&](const std::string &path) { return takeProperties(options, path); }});
  line.mayRepeat("--properties");
  line.addChoice("--target", {"aws", "aws-express", "aslc"},
                 "the service that will run the definitions; what only it refuses is an error",
                 [&](size_t index) {
                   options.target = static_cast<Target>(index);
                   if (options.target == Target::AwsExpress) {
                     options.reading.reading.type = ast::MachineType::Express;
                     options.reading.typeGiven = true;
                   }
                 });
  line.addChoice("--analyses", {"on", "off"}, "off: only the rules of the language (default: on)",
                 [&](size_t index) { options.reading.reading.analyze = index == 0; });
  line.addChoice("--fail-on", {"error", "warning", "never"},
                 "what makes the exit status 1 (default: error)", [&](size_t index) {
                   options.failOn = static_cast<report::FailOn>(index);
                   options.forms.failOn = options.failOn;
                 });
  line.addChoice("--severity", {"error", "warning", "note"},
                 "the least severity that is shown (default: note)", [&](size_t index) {
                   options.leastSeverity = static_cast<diag::Severity>(index);
                   options.forms.withWarnings = options.leastSeverity != diag::Severity::Error;
                 });
  line.add({"--disable", 0, "KIND[,KIND...]", "leave out findings of these kinds; may be repeated",
            [&](const std::string &text) { return takeKinds(options.disabled, text); }});
  line.add({"--only", 0, "KIND[,KIND...]", "leave out all others; may be repeated",
            [&](const std::string &text) { return takeKinds(options.only, text); }});
  line.mayRepeat("--disable");
  line.mayRepeat("--only");
  line.addText("--witness", 0, "DIR",
               "for each error, look for a run that fails there, and write its input and the\n"
               "answers of its tasks to this folder",
               options.witnesses);
  line.addText("--baseline", 0, "FILE", "leave out the findings that this file has",
               options.baseline);
  line.addText("--write-baseline", 0, "FILE", "write the findings to this file instead of failing",
               options.newBaseline);
  line.add({"--jobs", 'j', "N", "check N files at once (default: a file for each processor)",
            asl::takeNumber<size_t>(options.jobs, 1, 1024)});
  line.add({"--fix", 0, "[=certain|likely]",
            "apply the changes that hints suggest: those that are certain (the default), or also\n"
            "those that are likely, and report what is left",
            [&](const std::string &text) { return takeFix(options, text); }});
  line.addFlag("--list-kinds", "list the kinds of findings and exit", options.listKinds);
  options.forms.addOptions(line);
  addDefinitionOptions(line, options.reading);
}

int exitStatus(const std::vector<CheckedFile> &results, report::FailOn failOn) {
  int status = exitClean;
  for (const CheckedFile &result : results) {
    if (!result.diagnostics)
      return exitUsage;
    for (const diag::Diagnostic &diagnostic : result.diagnostics->all())
      if (report::fails(diagnostic.severity, failOn))
        status = exitFaulty;
  }
  return status;
}

/// What no form of output may replace.
std::vector<asl::FileUse> inputs(const std::vector<std::string> &paths,
                                 const CheckOptions &options) {
  std::vector<asl::FileUse> files = inputsOf(paths, options.reading);
  for (const std::string &path : options.propertyPaths)
    files.push_back({"the file of `--properties`", path});
  if (!options.baseline.empty())
    files.push_back({"the file of `--baseline`", options.baseline});
  return files;
}

/// What of the definitions is needed after they were checked.
KeptParts keptParts(const CheckOptions &options) {
  bool forBaseline = !options.baseline.empty() || !options.newBaseline.empty();
  return {.trees = options.forms.needTrees() || forBaseline || options.fix,
          .machines = options.forms.needMachines() || !options.witnesses.empty()};
}

/// Checks the files and takes out what is allowed or was not asked for.
Expected<void> checkAll(const std::vector<std::string> &paths, CheckOptions &options,
                        std::vector<CheckedFile> &results) {
  AllowedFindings allowed([&](diag::Kind kind) { return options.shows(kind); });
  auto judge = [&](CheckedFile &result) {
    if (options.target)
      judgeFor(*options.target, *result.diagnostics);
    allowed.removeFrom(result);
  };
  checkFiles(paths, options.reading, options.properties, options.jobs, keptParts(options), judge,
             results);
  options.properties.report(results);
  allowed.report(results);
  for (CheckedFile &result : results)
    if (result.diagnostics)
      result.diagnostics->retain([&](const diag::Diagnostic &diagnostic) {
        return options.shows(diagnostic.kind) && diagnostic.severity <= options.leastSeverity;
      });
  return options.baseline.empty() ? Expected<void>() : applyBaseline(results, options.baseline);
}

/// The same; makes the changes that findings mean until there are none.
Expected<void> fixAll(const std::vector<std::string> &paths, CheckOptions &options,
                      std::vector<CheckedFile> &results) {
  constexpr int mostRounds = 10; // a change may uncover what another change repairs
  std::map<std::string, size_t> total;
  for (int round = 0; round < mostRounds; ++round) {
    std::vector<CheckedFile> checked;
    if (auto done = checkAll(paths, options, checked); !done)
      return done;
    Expected<std::map<std::string, size_t>> counts = fixFiles(checked, options.fixLikely);
    if (!counts)
      return counts.failure();
    if (counts->empty())
      break;
    for (const auto &[path, count] : *counts)
      total[path] += count;
  }
  for (const auto &[path, count] : total)
    std::fputs((path + ": " + std::to_string(count) +
                (count == 1 ? " problem fixed\n" : " problems fixed\n"))
                   .c_str(),
               stderr);
  return checkAll(paths, options, results);
}

int check(std::span<const std::string> arguments) {
  CheckOptions options;
  CommandLine line(
      "check", "aslc check [OPTION...] FILE...",
      "Reports all problems in definitions, in JSON or YAML, also of all state machines\n"
      "of a template; `-` is standard input, and in a folder all `*.asl.json`, `.jsonc`,\n"
      "`.yaml` and `.yml` and all templates are checked.\n"
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
  if (options.fix && std::count(operands.begin(), operands.end(), "-") != 0)
    return line.fail("`--fix` needs files, not standard input");

  // They are never freed: the process ends after this, and taking thousands of trees apart would
  // be a tenth of its work.
  static auto &results = *new std::vector<CheckedFile>;
  std::vector<std::string> paths;
  for (const std::string &operand : operands)
    expandOperand(operand, options.reading, paths, results);
  if (paths.size() > 1)
    asl::keepFreedMemory();
  Expected<void> complete =
      options.forms.complete(options.reading, inputs(paths, options), options.newBaseline);
  if (!complete)
    return line.fail(complete.error());
  options.properties.findBeside(paths);
  if (paths.size() > 1)
    options.reading.seen = std::make_shared<SeenNames>();
  Expected<void> checked =
      options.fix ? fixAll(paths, options, results) : checkAll(paths, options, results);
  if (!checked)
    return line.fail(checked.error());
  std::vector<report::Findings> findings;
  findings.reserve(results.size());
  for (const CheckedFile &result : results)
    findings.push_back(result.findings());
  int written = options.forms.write(findings, options.reading);
  if (!options.witnesses.empty())
    if (auto done = writeWitnesses(results, options.reading, options.witnesses); !done)
      return line.fail(done.error());
  if (!options.newBaseline.empty() && written == exitClean)
    return writeBaseline(results, options.newBaseline);
  if (!showUnseen(options.reading, "check"))
    return exitUsage;
  return written == exitClean ? exitStatus(results, options.failOn) : written;
}

} // namespace

const Verb checkVerb{"check", "report problems in definitions", check};

} // namespace aslc::tool
