// Reading a verb's command line, its help and its errors.
#include "tools/aslc/command/command_line.h"

#include "tools/aslc/command/exit.h"

#include <algorithm>
#include <cstdio>

namespace aslc::tool {

CommandLine::CommandLine(std::string verb, std::string usage, std::string summary)
    : verb_(std::move(verb)), usage_(std::move(usage)), summary_(std::move(summary)) {}

std::optional<int> CommandLine::read(std::span<const std::string> arguments) {
  if (Expected<void> parsed = parse(arguments); !parsed)
    return fail(parsed.error());
  if (!helpWanted())
    return std::nullopt;
  constexpr size_t helpColumn = 30;
  std::string text = "usage: " + usage_ + "\n\n" + summary_ + "\n\noptions:\n" + help(helpColumn);
  std::fputs(text.c_str(), stdout);
  return exitClean;
}

std::optional<int> CommandLine::requireOneOperand(std::string_view what) const {
  if (operands().size() == 1)
    return std::nullopt;
  std::string_view noun = what.substr(what.find(' ') + 1);
  return fail(operands().empty() ? std::string(what) + " is missing"
                                 : "one " + std::string(noun) + " at a time");
}

std::optional<int> CommandLine::requireUse(std::string_view verb,
                                           std::span<const VerbsOfOption> options) const {
  for (const auto &[option, verbs] : options)
    if (isGiven(option) && std::ranges::find(verbs, verb) == verbs.end())
      return fail("`" + std::string(option) + "` is not an option of `" + std::string(verb) + "`");
  return std::nullopt;
}

int CommandLine::fail(const std::string &problem) const {
  std::string text = "aslc " + verb_ + ": " + problem + "\nTry `aslc " + verb_ + " --help`.\n";
  std::fputs(text.c_str(), stderr);
  return exitUsage;
}

} // namespace aslc::tool
