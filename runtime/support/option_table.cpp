// Options, operands and help of a command.
#include "runtime/support/option_table.h"

#include "runtime/support/closest.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace asl {

void OptionTable::add(Option option) { options_.push_back(std::move(option)); }

void OptionTable::mayRepeat(std::string_view name) {
  for (Option &option : options_)
    option.mayRepeat |= option.name == name;
}

void OptionTable::mayBeEmpty(std::string_view name) {
  for (Option &option : options_)
    option.mayBeEmpty |= option.name == name;
}

void OptionTable::addFlag(std::string name, std::string help, bool &target) {
  add({std::move(name), 0, "", std::move(help), [&target](const std::string &) -> Expected<void> {
         target = true;
         return {};
       }});
}

void OptionTable::addText(std::string name, char letter, std::string argument, std::string help,
                          std::string &target) {
  add({std::move(name), letter, std::move(argument), std::move(help),
       [&target](const std::string &value) -> Expected<void> {
         target = value;
         return {};
       }});
}

void OptionTable::addChoice(std::string name, std::vector<std::string> values, std::string help,
                            std::function<void(size_t)> target) {
  std::string argument;
  for (const std::string &value : values)
    argument += (argument.empty() ? "" : "|") + value;
  auto take = [values = std::move(values), argument,
               target = std::move(target)](const std::string &value) -> Expected<void> {
    auto found = std::find_if(values.begin(), values.end(), [&](const std::string &each) {
      return std::ranges::equal(each, value, [](unsigned char a, unsigned char b) {
        return std::tolower(a) == std::tolower(b);
      });
    });
    if (found == values.end())
      return Failure{"`" + value + "` is not one of " + argument};
    target(static_cast<size_t>(found - values.begin()));
    return {};
  };
  add({std::move(name), 0, argument, std::move(help), std::move(take)});
}

const Option *OptionTable::find(std::string_view name) const {
  for (const Option &option : options_) {
    bool byLetter =
        option.letter != 0 && name.size() == 2 && name[0] == '-' && name[1] == option.letter;
    if (option.name == name || byLetter)
      return &option;
  }
  return nullptr;
}

/// The option of `-nVALUE`, or null.
const Option *OptionTable::findWithValue(std::string_view argument) const {
  if (takesDashes_ || argument.size() <= 2 || argument.starts_with("--"))
    return nullptr;
  const Option *option = find(argument.substr(0, 2));
  return option && option->needsValue() ? option : nullptr;
}

Failure OptionTable::unknown(std::string_view name) const {
  std::vector<std::string> names{"--help"};
  for (const Option &known : options_)
    names.push_back(known.name);
  std::string problem = "there is no option `" + std::string(name) + "`";
  if (std::optional<std::string> meant = closest(name, names))
    problem += "; did you mean `" + *meant + "`?";
  return {problem};
}

/// Reads the option at `index`, and moves `index` to its last argument.
Expected<void> OptionTable::readOption(std::span<const std::string> arguments, size_t &index) {
  std::string_view argument = arguments[index];
  size_t equals = argument.starts_with("--") ? argument.find('=') : argument.npos;
  std::string_view name = argument.substr(0, equals);
  std::optional<std::string> value;
  if (equals != argument.npos)
    value = argument.substr(equals + 1);
  const Option *option = find(name);
  if (!option) {
    option = findWithValue(argument);
    if (!option)
      return unknown(name);
    value = argument.substr(2);
  }
  if (value && option->argument.empty())
    return Failure{"`" + option->name + "` takes no value"};
  if (!value && option->needsValue()) {
    std::string needed = "`" + option->name + "` needs a value: " + option->argument;
    if (index + 1 == arguments.size())
      return Failure{needed};
    value = arguments[++index];
    // Most often the value was forgotten.
    if (value->starts_with("--"))
      return Failure{needed + "; if `" + *value + "` is meant, write `" + option->name + "=" +
                     *value + "`"};
  }
  if (option->needsValue() && value->empty() && !option->mayBeEmpty)
    return Failure{option->name + ": the value is empty"};
  bool isNew = given_.insert(option->name).second;
  if (!isNew && !option->argument.empty() && !option->mayRepeat)
    return Failure{"`" + option->name + "` is given twice"};
  Expected<void> taken = option->take(value.value_or(""));
  if (!taken)
    return Failure{option->name + ": " + taken.error()};
  return {};
}

bool OptionTable::isOperand(std::string_view argument) const {
  if (argument == "-" || !argument.starts_with('-'))
    return true;
  return takesDashes_ && !argument.starts_with("--") && argument != "-h" && !find(argument);
}

Expected<void> OptionTable::parse(std::span<const std::string> arguments) {
  bool optionsEnded = false;
  for (size_t index = 0; index < arguments.size(); ++index) {
    const std::string &argument = arguments[index];
    if (optionsEnded || isOperand(argument)) {
      operands_.push_back(argument);
    } else if (argument == "--") {
      optionsEnded = true;
    } else if (argument == "--help" || argument == "-h") {
      helpWanted_ = true;
      return {};
    } else if (Expected<void> read = readOption(arguments, index); !read) {
      return read;
    }
  }
  return {};
}

std::string OptionTable::help(size_t column) const {
  std::string text;
  auto entry = [&](std::string left, std::string_view help) {
    if (left.size() + 2 > column)
      left += "\n" + std::string(column, ' ');
    else
      left.append(column - left.size(), ' ');
    text += left;
    for (char c : help) {
      text += c;
      if (c == '\n')
        text.append(column, ' ');
    }
    text += '\n';
  };
  for (const Option &option : options_) {
    std::string left = "  ";
    if (option.letter != 0)
      left.append("-").append(1, option.letter).append(", ");
    left += option.name;
    if (!option.argument.empty())
      left += (option.needsValue() ? " " : "") + option.argument;
    entry(std::move(left), option.help);
  }
  entry("  -h, --help", "show this");
  return text;
}

} // namespace asl
