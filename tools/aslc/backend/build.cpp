// `aslc build`: compiles a definition to a program or to an intermediate form.
#include "compiler/driver/build.h"

#include "compiler/driver/link.h"
#include "compiler/driver/output.h"
#include "compiler/source/file.h"
#include "runtime/support/overwrite.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/part.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace aslc::tool {

namespace {

constexpr const char *emitHelp = "what to write:\n"
                                 "ast     the definition as it was understood, as text\n"
                                 "mlir    the asl dialect, as text\n"
                                 "llvm    LLVM IR, as text\n"
                                 "cpp     C++20 source that defines asl_module_NAME, and\n"
                                 "        its header\n"
                                 "obj     an object file with the symbol asl_module_NAME\n"
                                 "exe     a program (the default)\n"
                                 "shared  a shared library with that symbol, for a host\n"
                                 "        program that has the runtime";

void addOptions(CommandLine &line, driver::BuildOptions &options) {
  line.addText("--output", 'o', "FILE",
               "where to write; `-` is standard output (by default NAME,\n"
               "NAME.o, NAME.so, NAME.cpp; standard output for texts)",
               options.output);
  line.addChoice("--emit", {"ast", "mlir", "llvm", "cpp", "obj", "exe", "shared"}, emitHelp,
                 [&](size_t index) { options.emit = static_cast<driver::Emit>(index); });
  line.addText("--header", 0, "FILE",
               "also write a header that declares the machine for C and C++\n"
               "(for C++ source by default the output's name with .h)",
               options.header);
  line.addText("--name", 0, "NAME", "the machine's name (by default that of the file)",
               options.name);
  static constexpr const char *levels[] = {"do not optimise", "optimise a little",
                                           "optimise (the default)", "optimise more"};
  for (unsigned level = 0; level < std::size(levels); ++level)
    line.add({"-O" + std::to_string(level), 0, "", levels[level],
              [&options, &line, level](auto &) -> Expected<void> {
                for (unsigned other = 0; other < std::size(levels); ++other)
                  if (std::string name = "-O" + std::to_string(other);
                      other != level && line.isGiven(name))
                    return Failure{"`" + name + "` is given as well"};
                options.optimization = level;
                return {};
              }});
  line.addText("--cpu", 0, "CPU",
               "the processor to make code for, or `native` for this one (by\n"
               "default any of this architecture)",
               options.cpu);
  line.add({"--part-size", 0, "N",
            "how many operations one native function of a machine holds\n"
            "before what follows goes into another one",
            [&options](const std::string &value) -> Expected<void> {
              bool isNumber = !llvm::StringRef(value).getAsInteger(10, options.partSize);
              if (!isNumber || options.partSize == 0)
                return Failure{"`" + value + "` is not a number from 1"};
              return {};
            }});
  line.addFlag("--no-line", "leave `#line` out of C++ source", options.noLines);
  line.addFlag("--no-debug", "leave out what debuggers need", options.noDebugInfo);
  line.addText("--debug-folder", 0, "DIR",
               "the folder in which debuggers look for the definition, by the\n"
               "name that is kept (by default where it is now)",
               options.debugFolder);
}

/// What warnings do to the build.
enum class WarningPolicy : uint8_t { Error, Warning, Off };

/// `path` with the escapes of make and ninja.
std::string escaped(const std::string &path) {
  std::string text;
  for (char c : path) {
    if (c == ' ' || c == '#' || c == '\\')
      text += '\\';
    else if (c == '$')
      text += '$';
    text += c;
  }
  return text;
}

/// Writes the rule `output: definition files...` for build tools.
llvm::Error writeDepfile(const std::string &path, const std::string &output,
                         const std::vector<std::string> &definitions,
                         const DefinitionOptions &reading) {
  std::string text = escaped(output) + ":";
  std::vector<std::string> inputs = definitions;
  inputs.insert(inputs.end(), reading.definesFiles.begin(), reading.definesFiles.end());
  for (const std::string &input : inputs)
    if (input != "-")
      text += " \\\n  " + escaped(input);
  return driver::writeOutput(path, [&](llvm::raw_pwrite_stream &stream) {
    stream << text << '\n';
    return llvm::Error::success();
  });
}

/// Sets the names of the machine and of its files that the command line did not give.
void completeNames(driver::BuildOptions &options, const std::string &definition,
                   const std::string &machine) {
  if (options.name.empty())
    options.name = source::machineName(machine.empty() ? definition : machine);
  if (options.output.empty())
    options.output = driver::defaultOutput(options.name, options.emit, definition);
  if (options.header.empty())
    options.header = driver::defaultHeader(options.output, options.emit);
}

/// Fails when an output would replace an input or another output.
Expected<void> checkOutputs(const driver::BuildOptions &options, const std::string &depfile,
                            const std::vector<std::string> &definitions,
                            const DefinitionOptions &reading) {
  std::vector<asl::FileUse> outputs{{"the output", options.output}};
  if (!options.header.empty())
    outputs.push_back({"the header", options.header});
  if (!depfile.empty())
    outputs.push_back({"the depfile", depfile});
  return asl::checkOverwrites(inputsOf(definitions, reading), outputs);
}

/// The files that the definition is made from, each once and that of the definition first.
std::vector<std::string> inputFiles(const std::string &path,
                                    const std::optional<frontend::Definition> &definition) {
  std::vector<std::string> files{path};
  if (!definition)
    return files;
  std::vector<std::string> others = definition->files;
  if (!definition->name.empty())
    others.push_back(definition->diagnostics->file().name());
  for (const std::string &other : others)
    if (other != frontend::standardInput &&
        std::find(files.begin(), files.end(), other) == files.end())
      files.push_back(other);
  return files;
}

/// Shows the diagnostics. Returns whether the definition may be compiled.
bool accept(const frontend::Definition &definition, const DefinitionOptions &reading,
            WarningPolicy warnings) {
  if (warnings == WarningPolicy::Off && definition.ok() && !reading.json)
    return true;
  showDiagnostics({definition.diagnostics}, reading);
  bool refused =
      warnings == WarningPolicy::Error && diag::count(*definition.diagnostics).warnings > 0;
  if (refused && definition.ok() && !reading.json)
    std::fputs("aslc build: with --verify=error a warning is an error\n", stderr);
  return definition.ok() && !refused;
}

} // namespace

int runBuild(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  driver::BuildOptions options;
  std::string depfile;
  frontend::Part part;
  WarningPolicy warnings = WarningPolicy::Warning;
  CommandLine line("build", "aslc build [OPTION...] FILE",
                   "Compiles a definition, in JSON or YAML, to a native program; `-` is standard\n"
                   "input. Exit status: 0 built (perhaps with warnings), 1 the definition has\n"
                   "errors, 2 usage, or a file that cannot be read, linked or written.");
  addOptions(line, options);
  line.addText("--depfile", 0, "FILE",
               "also write which files the output was made from, as a rule of\n"
               "make",
               depfile);
  line.addChoice("--verify", {"error", "warning", "off"},
                 "whether a warning about the definition stops the build, is\n"
                 "shown (the default) or is ignored",
                 [&](size_t index) { warnings = static_cast<WarningPolicy>(index); });
  addPartOptions(line, part);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;

  const std::string &path = line.operands()[0];
  std::string unreadable;
  auto definition = checkDefinition(path, reading, options.emit != driver::Emit::Ast,
                                    reading.json ? &unreadable : nullptr);
  completeNames(options, path, definition ? definition->name : "");
  std::vector<std::string> definitions = inputFiles(path, definition);
  if (Expected<void> checked = checkOutputs(options, depfile, definitions, reading); !checked)
    return line.fail(checked.error());
  reading.jsonOnError = options.output == "-";
  if (!definition) {
    if (reading.json)
      showReports({{path, nullptr, nullptr, unreadable}}, reading);
    return exitUsage;
  }
  if (!accept(*definition, reading, warnings))
    return exitFaulty;
  Expected<std::vector<std::string>> variables = keepPart(*definition, part);
  if (!variables)
    return line.fail(variables.error());
  options.variables = *std::move(variables);

  options.runtimeLibraries = driver::findRuntimeLibraries("aslc");
  llvm::Error failed = driver::build(*definition->machine, options);
  if (!failed && !depfile.empty())
    failed = writeDepfile(depfile, options.output, definitions, reading);
  if (failed) {
    std::string text = "aslc build: " + llvm::toString(std::move(failed)) + "\n";
    std::fputs(text.c_str(), stderr);
    return exitUsage;
  }
  return exitClean;
}

} // namespace aslc::tool
