// The command line of a compiled machine.
#include "runtime/program/options.h"

#include "runtime/program/names.h"
#include "runtime/support/number_text.h"
#include "runtime/support/option_table.h"
#include "runtime/support/utf8.h"

namespace asl::program {
namespace {

/// A name that `check` accepts.
auto checked(std::string &target, Expected<void> (*check)(std::string_view)) {
  return [&target, check](const std::string &value) -> Expected<void> {
    target = value;
    Expected<void> result = check(value);
    if (!result)
      return Failure{"`" + utf8::readable(value) + "`: " + result.error()};
    return {};
  };
}

Expected<void> takeType(Options &options, const std::string &value) {
  options.express = value == "express" || value == "EXPRESS";
  if (!*options.express && value != "standard" && value != "STANDARD")
    return Failure{"`" + value + "` is not one of standard|express"};
  return {};
}

Expected<void> takeTrace(Options &options, const std::string &value) {
  options.trace = value == "json" ? Options::Trace::Json : Options::Trace::Text;
  if (!value.empty() && value != "text" && value != "json")
    return Failure{"`" + value + "` is not one of text|json"};
  return {};
}

Expected<void> takeSeed(Options &options, const std::string &value) {
  auto seed = parseNumber<decltype(options.seed)>(value);
  if (!seed)
    return Failure{"`" + value + "` is not a whole number from 0 on"};
  // 0 is a seed like any other here, but means "none" to the engine.
  options.seed = *seed == 0 ? 0x9E3779B97F4A7C15ull : *seed;
  return {};
}

/// Declares the options, which write to `options`: it must live as long as the table is used.
OptionTable tableFor(Options &options) {
  OptionTable table;
  table.addText("--input", 0, "JSON|@FILE|-",
                "input of the execution; - reads standard input (default: {})", options.input);
  table.addText("--variables", 0, "JSON|@FILE|-",
                "values of variables at the start, an object by their names", options.variables);
  table.addText("--output", 0, "FILE|-", "where the output goes (default: -, standard output)",
                options.output);
  table.addText("--history", 0, "FILE", "write the events as GetExecutionHistory returns them",
                options.history);
  table.addText("--tasks", 0, "FILE", "how the Resources of tasks are carried out (YAML or JSON)",
                options.tasks);
  table.addText("--s3", 0, "DIR",
                "the folder whose folders are the buckets of Amazon S3: distributed\n"
                "Maps read items from them and write results to them",
                options.s3);
  table.addChoice("--clock", {"wall", "virtual"},
                  "virtual: waits and retries take no time (default: wall)",
                  [&options](size_t index) { options.virtualClock = index == 1; });
  table.add({"--seed", 0, "N", "repeat the random numbers of an earlier run with N",
             [&options](const std::string &value) { return takeSeed(options, value); }});
  table.add({"--trace", 0, "[=text|json]",
             "show each step on standard error, a line each (default: text)",
             [&options](const std::string &value) { return takeTrace(options, value); }});
  table.add({"--type", 0, "standard|express", "must be the type that the machine was built as",
             [&options](const std::string &value) { return takeType(options, value); }});
  table.add({"--name", 0, "NAME", "name of the execution (default: a made-up one)",
             checked(options.name, checkExecutionName)});
  table.addText("--journal", 0, "FILE",
                "keep executions in this file: what is interrupted goes on at the\n"
                "next start with the same file and --name",
                options.journal);
  table.addText("--journal-key", 0, "FILE",
                "encrypt a new journal, or open an encrypted one: a file with 64\n"
                "hexadecimal digits, made by `openssl rand -hex 32`",
                options.journalKey);
  table.addFlag("--recover", "run the executions of --journal to their ends, start none",
                options.recover);
  table.add({"--redrive", 0, "NAME",
             "start no execution: the one of this name, which has ended without\n"
             "success, goes on with the states that did not succeed",
             checked(options.redrive, checkExecutionName)});
  table.add({"--role-arn", 0, "ARN", "role of the machine, as the context object shows it",
             checked(options.roleArn, checkRoleArn)});
  table.addFlag("--version", "show which machine this is and exit", options.version);
  return table;
}

} // namespace

std::optional<bool> takesValue(std::string_view name) {
  if (name == "--help" || name == "-h")
    return false;
  Options options;
  OptionTable table = tableFor(options);
  const Option *option = table.find(name);
  return option ? std::optional(option->needsValue()) : std::nullopt;
}

Expected<Options> parseOptions(std::span<const std::string> arguments) {
  Options options;
  OptionTable table = tableFor(options);
  if (Expected<void> parsed = table.parse(arguments); !parsed)
    return parsed.failure();
  if (!table.operands().empty())
    return Failure{"`" + table.operands()[0] +
                   "` is not expected here; the input is given by --input"};
  if (!options.variables.empty() && !options.journal.empty())
    return Failure{"--variables is for an execution in memory, and --journal keeps it"};
  if (options.variables == "-" && options.input == "-")
    return Failure{"--input and --variables cannot both be read from standard input"};
  if (!options.journalKey.empty() && options.journal.empty())
    return Failure{"--journal-key needs --journal"};
  if (options.recover && options.journal.empty())
    return Failure{"--recover needs --journal"};
  if (!options.redrive.empty() && options.journal.empty())
    return Failure{"--redrive needs --journal"};
  if (!options.redrive.empty() && options.recover)
    return Failure{"--redrive and --recover exclude each other"};
  for (const char *of : {"--input", "--name"})
    if (options.recover && table.isGiven(of))
      return Failure{"--recover starts no execution that " + std::string(of) + " could be of"};
  options.help = table.helpWanted();
  return options;
}

std::string helpText(const char *program, const asl_module &module) {
  constexpr size_t helpColumn = 29;
  Options options;
  return std::string("Runs the state machine `") + module.name + "`, compiled from " +
         module.source_file + ".\n\nUsage: " + program + " [OPTION]...\n\n" +
         tableFor(options).help(helpColumn) +
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
