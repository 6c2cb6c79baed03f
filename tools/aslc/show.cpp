// `aslc show`: one execution as a page.
#include "compiler/report/run/page.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/verbs.h"

#include <cstdio>
#include <filesystem>

namespace aslc::tool {

namespace {

int fail(const std::string &problem) {
  std::fputs(("aslc show: " + problem + "\n").c_str(), stderr);
  return exitUsage;
}

int show(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string output = "-", definitionPath;
  CommandLine line(
      "show", "aslc show [OPTION...] HISTORY.json",
      "Makes a page of one execution from its history: the graph with the path\n"
      "that was taken, the steps on a time line, and every event with its data.\n"
      "HISTORY.json is what `aws stepfunctions get-execution-history` prints, or the\n"
      "file of `--history`. Exit status: 0 made, 1 the definition has errors, 2 usage\n"
      "or a file that cannot be read or written.");
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  line.addText("--definition", 0, "FILE",
               "the definition that was executed, in JSON or YAML; without it\n"
               "the page has no graph",
               definitionPath);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a HISTORY.json"))
    return *status;

  const std::string &path = line.operands()[0];
  std::vector<std::string> inputs{path};
  if (!definitionPath.empty())
    inputs.push_back(definitionPath);
  if (Expected<void> checked = checkOutput(output, inputs, reading); !checked)
    return line.fail(checked.error());
  std::shared_ptr<const source::File> file = readInput(path);
  if (!file)
    return exitUsage;
  Expected<report::run::History> history = report::run::readHistory(std::move(file));
  if (!history)
    return fail(history.error());

  reading.jsonOnError = output == "-";
  std::optional<frontend::Definition> definition;
  if (!definitionPath.empty()) {
    definition = checkDefinition(definitionPath, reading, /*forCodegen=*/false);
    if (!definition)
      return exitUsage;
    if (!definition->ok())
      showDiagnostics({definition->diagnostics}, reading);
    if (!definition->machine)
      return exitFaulty;
  }
  report::run::Run run;
  run.title = definition && !definition->name.empty() ? definition->name
              : !definitionPath.empty() ? std::filesystem::path(definitionPath).filename().string()
                                        : std::filesystem::path(path).filename().string();
  run.history = &*history;
  run.machine = definition ? &*definition->machine : nullptr;
  int written = writeOutput("show", output, renderPage(run, {ASLC_VERSION}));
  return written != exitClean ? written : definition && !definition->ok() ? exitFaulty : exitClean;
}

} // namespace

const Verb showVerb{"show", "make a page of one execution from its history", show};

} // namespace aslc::tool
