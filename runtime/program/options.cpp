// The command line of a compiled machine.
#include "runtime/program/options.h"

#include "runtime/program/names.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace asl::program {
namespace {

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

/// An option; one with a `value` name takes a value, as the next argument or behind `=`. A value
/// that may be left out, `[=...]`, stands behind `=` only.
struct Option {
  std::string_view name;
  std::string_view value;
  std::string_view help;
  /// Takes the value; returns what is to be said behind the option's name when it is none.
  std::string (*set)(Options &, std::string_view);

  bool needsValue() const { return !value.empty() && !value.starts_with('['); }
};

std::string needs(std::string_view expected, std::string_view value) {
  return " needs " + std::string(expected) + ", not " + quoted(value);
}

template <std::string Options::*field>
std::string setText(Options &options, std::string_view value) {
  options.*field = value;
  return value.empty() ? needs("something", value) : "";
}
template <bool Options::*field> std::string setFlag(Options &options, std::string_view) {
  options.*field = true;
  return "";
}
/// A name that `problem` checks.
template <std::string Options::*field, std::string (*problem)(std::string_view)>
std::string setName(Options &options, std::string_view value) {
  options.*field = value;
  std::string what = problem(value);
  return what.empty() ? what : ": " + quoted(json::readable(std::string(value))) + ": " + what;
}

std::string setClock(Options &options, std::string_view value) {
  options.virtualClock = value == "virtual";
  return options.virtualClock || value == "wall" ? "" : needs("wall or virtual", value);
}

std::string setType(Options &options, std::string_view value) {
  options.express = value == "express" || value == "EXPRESS";
  return *options.express || value == "standard" || value == "STANDARD"
             ? ""
             : needs("standard or express", value);
}

std::string setTrace(Options &options, std::string_view value) {
  options.trace = value == "json" ? Options::Trace::Json : Options::Trace::Text;
  return value.empty() || value == "text" || value == "json" ? "" : needs("text or json", value);
}

std::string setInput(Options &options, std::string_view value) {
  options.input = value;
  return "";
}

std::string setSeed(Options &options, std::string_view value) {
  const char *end = value.data() + value.size();
  auto [at, status] = std::from_chars(value.data(), end, options.seed);
  if (value.empty() || status != std::errc() || at != end)
    return needs("a whole number from 0 on", value);
  // 0 is a seed like any other here, but means "none" to the engine.
  options.seed += options.seed == 0 ? 0x9E3779B97F4A7C15ull : 0;
  return "";
}

constexpr Option kOptions[] = {
    {"--input", "JSON|@FILE|-", "input of the execution; - reads standard input (default: {})",
     setInput},
    {"--output", "FILE|-", "where the output goes (default: -, standard output)",
     setText<&Options::output>},
    {"--history", "FILE", "write the events as GetExecutionHistory returns them",
     setText<&Options::history>},
    {"--tasks", "FILE", "how the Resources of tasks are carried out (YAML or JSON)",
     setText<&Options::tasks>},
    {"--clock", "wall|virtual", "virtual: waits and retries take no time (default: wall)",
     setClock},
    {"--seed", "N", "repeat the random numbers of an earlier run with N", setSeed},
    {"--trace", "[=text|json]", "show each step on standard error, a line each (default: text)",
     setTrace},
    {"--type", "standard|express", "must be the type that the machine was built as", setType},
    {"--name", "NAME", "name of the execution (default: a made-up one)",
     setName<&Options::name, executionNameProblem>},
    {"--role-arn", "ARN", "role of the machine, as the context object shows it",
     setName<&Options::roleArn, roleArnProblem>},
    {"--help", "", "show this and exit", setFlag<&Options::help>},
    {"--version", "", "show which machine this is and exit", setFlag<&Options::version>},
};

const Option *findOption(std::string_view name) {
  for (const Option &option : kOptions)
    if (option.name == name)
      return &option;
  return nullptr;
}

} // namespace

std::optional<bool> takesValue(std::string_view name) {
  const Option *option = findOption(name);
  return option ? std::optional(option->needsValue()) : std::nullopt;
}

std::string parseOptions(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    size_t equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
    std::string_view name = argument.substr(0, equals);
    const Option *option = findOption(name == "-h" ? "--help" : name);
    if (option == nullptr)
      return quoted(name) + (name.starts_with("-") ? " is no option"
                                                   : " is not expected here; the input is given "
                                                     "by --input");
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos)
      value = argument.substr(equals + 1);
    if (option->value.empty() && value)
      return quoted(name) + " takes no value";
    if (option->needsValue() && !value) {
      if (i + 1 == argc)
        return quoted(name) + " needs a value: " + std::string(option->value);
      value = argv[++i];
    }
    std::string problem = option->set(options, value.value_or(""));
    if (!problem.empty())
      return quoted(name) + problem;
  }
  return {};
}

std::string helpText(const char *program, const asl_module &module) {
  std::string text = std::string("Runs the state machine `") + module.name + "`, compiled from " +
                     module.source_file + ".\n\nUsage: " + program + " [OPTION]...\n\n";
  for (const Option &option : kOptions) {
    std::string left = "  " + std::string(option.name);
    if (!option.value.empty())
      left += (option.needsValue() ? " " : "") + std::string(option.value);
    left.resize(std::max(left.size() + 1, size_t(29)), ' ');
    text += left + std::string(option.help) + "\n";
  }
  return text +
         "\nExit status: 0 succeeded; 1 failed, 4 timed out (status, error and cause as JSON on\n"
         "standard error); 2 wrong usage, or a file that cannot be read or written; 3 aborted\n"
         "by a signal.\n";
}

std::string versionText(const asl_module &module) {
  return std::string(module.name) + ", compiled from " + module.source_file +
         " by aslc " ASLC_VERSION + " (ABI " + std::to_string(module.abi_version) + ")\n" +
         (module.definition_hash ? "definition " + std::string(module.definition_hash) + "\n" : "");
}

} // namespace asl::program
