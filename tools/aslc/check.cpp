// `aslc check`: says what is wrong with definitions.
#include "tools/aslc/command/options.h"
#include "tools/aslc/verbs.h"

#include <algorithm>

namespace aslc::tool {

namespace {

int check(std::span<const std::string> arguments) {
  DefinitionOptions options;
  CommandLine line("check", "aslc check [OPTION...] FILE...",
                   "Says what is wrong with definitions, in JSON or YAML; `-` is standard input.\n"
                   "Exit status: 0 no errors (perhaps warnings), 1 errors, 2 usage or a file that\n"
                   "cannot be read.");
  addDefinitionOptions(line, options);
  if (auto status = line.read(arguments))
    return *status;
  const std::vector<std::string> &paths = line.operands();
  if (paths.empty())
    return line.fail("a FILE is missing");
  if (std::count(paths.begin(), paths.end(), "-") > 1)
    return line.fail("standard input can be read once only");

  bool unreadable = false, faulty = false;
  std::vector<std::shared_ptr<diag::Engine>> engines;
  for (const std::string &path : paths) {
    std::shared_ptr<const source::File> file = readInput(path);
    if (!file) {
      unreadable = true;
      continue;
    }
    Definition definition = understand(std::move(file), options, false);
    faulty |= !definition.ok();
    engines.push_back(definition.diagnostics);
  }
  showDiagnostics(engines, options);
  return unreadable ? exitUsage : faulty ? exitFaulty : exitClean;
}

} // namespace

const Verb checkVerb{"check", "say what is wrong with definitions", check};

} // namespace aslc::tool
