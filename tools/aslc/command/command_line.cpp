// Options, operands and help of a verb.
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"

#include "compiler/diag/engine.h"

#include <algorithm>
#include <cstdio>

namespace aslc::tool {

CommandLine::CommandLine(std::string verb, std::string usage, std::string summary)
    : verb_(std::move(verb)), usage_(std::move(usage)), summary_(std::move(summary)) {}

void CommandLine::add(Option option) { options_.push_back(std::move(option)); }

void CommandLine::addFlag(std::string name, std::string help, bool &target) {
  add({std::move(name), 0, "", std::move(help), [&target](const std::string &) {
         target = true;
         return std::string();
       }});
}

void CommandLine::addText(std::string name, char letter, std::string argument, std::string help,
                          std::string &target) {
  add({std::move(name), letter, std::move(argument), std::move(help),
       [&target](const std::string &value) {
         target = value;
         return std::string();
       }});
}

void CommandLine::addChoice(std::string name, std::vector<std::string> values, std::string help,
                            std::function<void(size_t)> target) {
  std::string argument;
  for (const std::string &value : values)
    argument += (argument.empty() ? "" : "|") + value;
  auto take = [values = std::move(values), argument,
               target = std::move(target)](const std::string &value) {
    auto found = std::find(values.begin(), values.end(), value);
    if (found == values.end())
      return "`" + value + "` is not one of " + argument;
    target(static_cast<size_t>(found - values.begin()));
    return std::string();
  };
  add({std::move(name), 0, argument, std::move(help), std::move(take)});
}

std::optional<int> CommandLine::requireOneOperand(std::string_view what) const {
  if (operands_.size() == 1)
    return std::nullopt;
  std::string_view noun = what.substr(what.find(' ') + 1);
  return fail(operands_.empty() ? std::string(what) + " is missing"
                                : "one " + std::string(noun) + " at a time");
}

const Option *CommandLine::find(std::string_view name) const {
  for (const Option &option : options_) {
    bool byLetter =
        option.letter != 0 && name.size() == 2 && name[0] == '-' && name[1] == option.letter;
    if (option.name == name || byLetter)
      return &option;
  }
  return nullptr;
}

/// Reads the option at `index`, and moves `index` to its last argument. Returns an error message,
/// if any.
std::optional<std::string> CommandLine::readOption(std::span<const std::string> arguments,
                                                   size_t &index) {
  std::string_view argument = arguments[index];
  size_t equals = argument.starts_with("--") ? argument.find('=') : argument.npos;
  std::string_view name = argument.substr(0, equals);
  const Option *option = find(name);
  if (!option) {
    std::vector<std::string> names{"--help"};
    for (const Option &known : options_)
      names.push_back(known.name);
    std::string problem = "there is no option `" + std::string(name) + "`";
    if (auto meant = diag::closest(name, names))
      problem += "; did you mean `" + *meant + "`?";
    return problem;
  }
  std::string value;
  if (option->argument.empty()) {
    if (equals != argument.npos)
      return "`" + option->name + "` takes no value";
  } else if (equals != argument.npos) {
    value = argument.substr(equals + 1);
  } else if (index + 1 < arguments.size()) {
    value = arguments[++index];
  } else {
    return "`" + option->name + "` needs a value: " + option->argument;
  }
  std::string problem = option->take(value);
  if (problem.empty())
    return std::nullopt;
  return option->name + ": " + problem;
}

bool CommandLine::isOperand(std::string_view argument) const {
  if (argument == "-" || !argument.starts_with('-'))
    return true;
  return takesDashes_ && !argument.starts_with("--") && argument != "-h" && !find(argument);
}

std::optional<int> CommandLine::read(std::span<const std::string> arguments) {
  bool optionsEnded = false;
  for (size_t index = 0; index < arguments.size(); ++index) {
    const std::string &argument = arguments[index];
    if (optionsEnded || isOperand(argument)) {
      operands_.push_back(argument);
    } else if (argument == "--") {
      optionsEnded = true;
    } else if (argument == "--help" || argument == "-h") {
      printHelp();
      return exitClean;
    } else if (auto problem = readOption(arguments, index)) {
      return fail(*problem);
    }
  }
  return std::nullopt;
}

int CommandLine::fail(const std::string &problem) const {
  std::string text = "aslc " + verb_ + ": " + problem + "\nTry `aslc " + verb_ + " --help`.\n";
  std::fputs(text.c_str(), stderr);
  return exitUsage;
}

void CommandLine::printHelp() const {
  constexpr size_t helpColumn = 30;
  std::string text = "usage: " + usage_ + "\n\n" + summary_ + "\n\noptions:\n";
  auto entry = [&](std::string left, std::string_view help) {
    if (left.size() + 2 > helpColumn)
      left += "\n" + std::string(helpColumn, ' ');
    else
      left.append(helpColumn - left.size(), ' ');
    text += left;
    for (char c : help) {
      text += c;
      if (c == '\n')
        text.append(helpColumn, ' ');
    }
    text += '\n';
  };
  for (const Option &option : options_) {
    std::string left = "  ";
    if (option.letter != 0)
      left.append("-").append(1, option.letter).append(", ");
    left += option.name;
    if (!option.argument.empty())
      left += " " + option.argument;
    entry(std::move(left), option.help);
  }
  entry("  -h, --help", "show this");
  std::fputs(text.c_str(), stdout);
}

} // namespace aslc::tool
