// `aslc asl-validator`, and the program called by that name: the command line of npm's
// `asl-validator`, so that pipelines which call it need no change.
#include "compiler/report/findings/asl_validator.h"
#include "compiler/frontend/definition.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <cstdio>

namespace aslc::tool {

namespace {

struct Input {
  std::string name, text;
  source::Notation notation;
};

struct ValidatorOptions {
  std::vector<Input> inputs;
  report::ValidatorChecks checks;
  bool silent = false, json = false;
  bool unreadable = false;
};

/// Declares an option with a definition, and one with the path of a file.
void addInputs(CommandLine &line, ValidatorOptions &options, const std::string &what,
               source::Notation notation) {
  std::string prefix = notation == source::Notation::Json ? "--json" : "--yaml";
  size_t count = 0;
  line.add({prefix + "-definition", 0, "TEXT", "a definition in " + what + "; may be repeated",
            [&options, what, notation, count](const std::string &text) mutable {
              options.inputs.push_back(
                  {what + " definition #" + std::to_string(++count), text, notation});
              return Expected<void>();
            }});
  line.add({prefix + "-path", 0, "FILE", "a file with one; may be repeated",
            [&options, notation](const std::string &path) {
              asl::Expected<std::string> text = asl::readFilePrefix(path, source::maxBytes);
              if (text) {
                options.inputs.push_back({path, *std::move(text), notation});
              } else {
                options.unreadable = true;
                std::fputs(("Error: cannot read " + path + ": " + text.error() + "\n").c_str(),
                           stderr);
              }
              return Expected<void>();
            }});
  line.mayRepeat(prefix + "-definition");
  line.mayRepeat(prefix + "-path");
}

std::vector<report::ValidatorError> validate(const Input &input, const ValidatorOptions &options) {
  frontend::ReadingOptions reading;
  reading.notation = input.notation;
  reading.analyze = true;
  reading.definitions.allowUndefined = true;
  auto file = std::make_shared<source::File>(input.name, input.text);
  frontend::Definition definition = frontend::check(file, reading, /*forCodegen=*/false);
  return report::validatorErrorsOf(
      {input.name, definition.diagnostics.get(), definition.tree.get()}, options.checks);
}

void show(const Input &input, const std::vector<report::ValidatorError> &errors) {
  std::string text = "State machine definition \"" + input.name + "\" is ";
  if (errors.empty()) {
    std::fputs(("✓ " + text + "valid\n").c_str(), stdout);
    return;
  }
  text = "✕ " + text + "invalid:\n ";
  for (const report::ValidatorError &error : errors)
    text += std::string(error.code) + ": " + error.message + "\n";
  std::fputs(text.c_str(), stderr);
}

int aslValidator(std::span<const std::string> arguments) {
  ValidatorOptions options;
  CommandLine line("asl-validator", "asl-validator [OPTION...]",
                   "Validates definitions as npm's asl-validator does, by aslc's rules.\n"
                   "Exit status: 0 all are valid, 1 one is invalid, 2 one cannot be read.");
  addInputs(line, options, "JSON", source::Notation::Json);
  addInputs(line, options, "YAML", source::Notation::Yaml);
  bool noPaths = false, noResources = false, version = false;
  line.addFlag("--silent", "print nothing", options.silent);
  line.addFlag("--no-path-check", "do not check paths", noPaths);
  line.addFlag("--no-arn-check", "do not check the ARNs of resources", noResources);
  line.addFlag("--json", "print the result of each definition as a JSON object", options.json);
  line.add({"--version", 'V', "", "print the version", [&](const std::string &) {
              version = true;
              return Expected<void>();
            }});
  if (auto status = line.read(arguments))
    return *status;
  if (version) {
    std::puts(ASLC_VERSION);
    return exitClean;
  }
  if (options.inputs.empty() && !options.unreadable)
    std::puts("No state machine to validate.");
  options.checks = {!noPaths, !noResources};
  int status = options.unreadable ? exitUsage : exitClean;
  for (const Input &input : options.inputs) {
    std::vector<report::ValidatorError> errors = validate(input, options);
    if (!errors.empty())
      status = std::max<int>(status, exitFaulty);
    if (options.json && !options.silent)
      std::fputs(report::renderValidator(errors).c_str(), stdout);
    else if (!options.silent)
      show(input, errors);
  }
  return status;
}

} // namespace

const Verb aslValidatorVerb{"asl-validator", "the command line of npm's asl-validator",
                            aslValidator};

} // namespace aslc::tool
