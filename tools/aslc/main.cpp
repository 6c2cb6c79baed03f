// The aslc command: finds the verb and runs it.
#include "compiler/diag/engine.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/verbs.h"

#include <cstdio>
#include <vector>

namespace aslc::tool {

namespace {

// clang-format off: a verb a line.
const Verb *const verbs[] = {
    &buildVerb,
    &runVerb,
    &checkVerb,
    &fmtVerb,
    &lspVerb,
    &dapVerb,
    &listVerb,
    &evalVerb,
    &testVerb,
    &testStateVerb,
    &mockVerb,
    &graphVerb,
    &reportVerb,
    &showVerb,
    &explainVerb,
    &serveVerb,
    &eventsVerb,
    &executionsVerb,
    &activityVerb,
    &taskVerb,
    &journalVerb,
    &aslValidatorVerb,
};
// clang-format on

void printHelp() {
  std::string text = "aslc - a native compiler for Amazon States Language\n"
                     "\n"
                     "usage: aslc VERB [OPTION...] FILE...\n"
                     "\n"
                     "verbs:\n";
  for (const Verb *verb : verbs) {
    text.append("  ").append(verb->name);
    text.append(15 - verb->name.size(), ' ').append(verb->summary).append("\n");
  }
  text += "\n`aslc VERB --help` lists the options of a verb; `aslc --version` the version.\n";
  std::fputs(text.c_str(), stdout);
}

int unknown(std::string_view name) {
  std::vector<std::string> names;
  for (const Verb *verb : verbs)
    names.emplace_back(verb->name);
  std::string text = "aslc: there is no verb `" + std::string(name) + "`";
  if (auto meant = diag::closest(name, names))
    text += "; did you mean `" + *meant + "`?";
  text += "\nTry `aslc --help`.\n";
  std::fputs(text.c_str(), stderr);
  return exitUsage;
}

int dispatch(const std::vector<std::string> &arguments) {
  if (arguments.empty()) {
    std::fputs("aslc: a verb is missing\nTry `aslc --help`.\n", stderr);
    return exitUsage;
  }
  const std::string &name = arguments[0];
  if (name == "--help" || name == "-h" || name == "help") {
    printHelp();
    return exitClean;
  }
  if (name == "--version") {
    std::puts("aslc " ASLC_VERSION);
    return exitClean;
  }
  for (const Verb *verb : verbs)
    if (verb->name == name)
      return verb->run(std::span(arguments).subspan(1));
  return unknown(name);
}

} // namespace

} // namespace aslc::tool

int main(int argc, char **argv) {
  asl::holdStandardDescriptors();
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  // A link of that name makes aslc that program.
  std::string_view program = argc > 0 ? argv[0] : "";
  if (program.substr(program.rfind('/') + 1) == aslc::tool::aslValidatorVerb.name)
    arguments.insert(arguments.begin(), std::string(aslc::tool::aslValidatorVerb.name));
  return aslc::tool::finishOutput(aslc::tool::dispatch(arguments));
}
