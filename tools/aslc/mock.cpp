// `aslc mock`: files of mocks, from a definition or from a history of AWS.
#include "tools/aslc/mock_example.h"
#include "tools/aslc/mock_history.h"

#include "compiler/source/file.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/verbs.h"

#include <cstdio>

namespace aslc::tool {

namespace {

int makeNew(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string output = "-";
  bool isLocal = false;
  CommandLine line("mock new", "aslc mock new [OPTION...] FILE",
                   "Writes a file with a mock for each task of a definition. Results have the\n"
                   "shapes that the services' models describe, with made-up values. Exit status:\n"
                   "0 written, 1 the definition has errors, 2 usage or a file that cannot be read\n"
                   "or written.");
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  line.addChoice("--format", {"aslc", "step-functions-local"},
                 "aslc's own form (the default), or a MockConfigFile.json",
                 [&](size_t index) { isLocal = index == 1; });
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;
  const std::string &path = line.operands()[0];
  if (Expected<void> checked = checkOutput(output, {path}, reading); !checked)
    return line.fail(checked.error());
  reading.jsonOnError = output == "-";
  auto definition = checkDefinition(path, reading, /*forCodegen=*/false);
  if (!definition)
    return exitUsage;
  if (!definition->ok()) {
    showDiagnostics({definition->diagnostics}, reading);
    return exitFaulty;
  }
  std::string name = definition->name.empty() ? source::machineName(path) : definition->name;
  std::string text = isLocal ? exampleMockConfig(*definition->machine, name)
                             : exampleMocks(*definition->machine, path);
  return writeOutput("mock new", output, text);
}

int makeFromHistory(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string output = "-", definitionFile, name = "as recorded";
  CommandLine line("mock from-history", "aslc mock from-history [OPTION...] HISTORY",
                   "Writes the answers that the tasks of an execution got as mocks. HISTORY is\n"
                   "what `aws stepfunctions get-execution-history` prints, or `--history` of\n"
                   "`aslc run`. Exit status: 0 written, 2 usage or a file that cannot be read or\n"
                   "written.");
  line.addText("--output", 'o', "FILE", "where to write (default: `-`, standard output)", output);
  line.addText("--test", 0, "DEFINITION",
               "write a test of this definition: with the input of the execution, and\n"
               "with its output and path as what is expected",
               definitionFile);
  line.addText("--name", 0, "NAME", "with --test: the name of the test", name);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a HISTORY"))
    return *status;
  const std::string &path = line.operands()[0];
  std::vector<std::string> inputs{path};
  if (!definitionFile.empty())
    inputs.push_back(definitionFile);
  if (Expected<void> checked = checkOutput(output, inputs, reading); !checked)
    return line.fail(checked.error());
  std::shared_ptr<const source::File> file = readInput(path);
  if (!file)
    return exitUsage;
  Expected<report::run::History> history = report::run::readHistory(std::move(file));
  if (!history)
    return line.fail(history.error());
  RecordedExecution recorded = recordedIn(*history);
  for (const std::string &warning : recorded.warnings)
    std::fputs(("aslc mock from-history: " + warning + "\n").c_str(), stderr);
  if (definitionFile.empty())
    return writeOutput("mock from-history", output, recordedMocks(recorded, path));
  if (recorded.status == "RUNNING")
    return line.fail("a test needs the end of the execution, which `" + path + "` does not hold");
  reading.jsonOnError = output == "-";
  auto definition = checkDefinition(definitionFile, reading, /*forCodegen=*/false);
  if (!definition)
    return exitUsage;
  if (!definition->ok()) {
    showDiagnostics({definition->diagnostics}, reading);
    return exitUsage;
  }
  const auto &values = reading.reading.definitions.values;
  const project::Texts &parameters = reading.parameters;
  bool isExpress = reading.reading.type == ast::MachineType::Express;
  return writeOutput("mock from-history", output,
                     recordedTest(recorded, *definition->machine,
                                  {.history = path,
                                   .definition = definitionFile,
                                   .machine = reading.machine,
                                   .output = output,
                                   .name = name,
                                   .defines = {values.begin(), values.end()},
                                   .parameters = {parameters.begin(), parameters.end()},
                                   .type = !reading.typeGiven ? ""
                                           : isExpress        ? "express"
                                                              : "standard"}));
}

int mock(std::span<const std::string> arguments) {
  constexpr const char *usage =
      "usage: aslc mock new [OPTION...] FILE\n"
      "       aslc mock from-history [OPTION...] HISTORY\n\n"
      "Writes mocks of tasks: from a definition, or from the history of an execution.\n"
      "`aslc mock new --help` and `aslc mock from-history --help` list the options.\n";
  if (!arguments.empty() && arguments[0] == "new")
    return makeNew(arguments.subspan(1));
  if (!arguments.empty() && arguments[0] == "from-history")
    return makeFromHistory(arguments.subspan(1));
  bool isHelp = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
  std::fputs(isHelp ? usage : "aslc mock: say `new` or `from-history`\nTry `aslc mock --help`.\n",
             isHelp ? stdout : stderr);
  return isHelp ? exitClean : exitUsage;
}

} // namespace

const Verb mockVerb{"mock", "write mocks from a definition or a history", mock};

} // namespace aslc::tool
