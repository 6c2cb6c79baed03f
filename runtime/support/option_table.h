// Reading command lines: options are declared once, with their help.
#pragma once

#include "runtime/support/expected.h"
#include "runtime/support/number_text.h"

#include <functional>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asl {

/// One option. Written `--name VALUE` or `--name=VALUE`; with a letter also `-n VALUE` and
/// `-nVALUE`.
struct Option {
  std::string name;     ///< "--define"
  char letter = 0;      ///< 'D' for `-D`; 0: none
  std::string argument; ///< "NAME=VALUE" in the help; empty: no value; "[=text|json]": a value that
                        ///< may be left out, and is given after `=` only
  std::string help;     ///< one line, or several separated by newlines
  /// Takes the value (empty where there is none). The option's name is put before a failure's
  /// message.
  std::function<Expected<void>(const std::string &value)> take;
  /// Whether several values make sense. Without it, a second one is an error.
  bool mayRepeat = false;
  /// Whether an empty value makes sense. Without it, one is an error: most come from variables of
  /// a script that are not set.
  bool mayBeEmpty = false;

  bool needsValue() const { return !argument.empty() && !argument.starts_with('['); }
};

/// For Option::take: keeps the whole number that the value is written as in `target`, if it is from
/// `least` to `most`. `target` must outlive the option.
template <typename Integer>
auto takeNumber(Integer &target, Integer least,
                Integer most = std::numeric_limits<Integer>::max()) {
  return [&target, least, most](const std::string &value) -> Expected<void> {
    std::optional<Integer> number = parseNumber<Integer>(value);
    if (!number || *number < least || *number > most)
      return Failure{
          "expected a whole number from " + std::to_string(least) +
          (most == std::numeric_limits<Integer>::max() ? " on" : " to " + std::to_string(most)) +
          ", found `" + value + "`"};
    target = *number;
    return {};
  };
}

/// The options of a command, and the arguments that are not options. `--help` and `-h` are always
/// there.
class OptionTable {
public:
  void add(Option option);
  /// An option without a value that sets `target`.
  void addFlag(std::string name, std::string help, bool &target);
  /// An option with a value, kept in `target`. `letter` may be 0.
  void addText(std::string name, char letter, std::string argument, std::string help,
               std::string &target);
  /// An option whose value is one of `values`, in upper or lower case; its index among them goes to
  /// `target`.
  void addChoice(std::string name, std::vector<std::string> values, std::string help,
                 std::function<void(size_t)> target);

  /// Lets the option of this name, which was added before, have several values.
  void mayRepeat(std::string_view name);
  /// Lets the option of this name, which was added before, have an empty value.
  void mayBeEmpty(std::string_view name);

  /// Makes what begins with a single `-` an operand, unless it is the letter of an option: for a
  /// command whose operands may begin so. Values are then not written directly after a letter.
  void takeDashes() { takesDashes_ = true; }

  /// Reads the arguments and calls `take` of the options in order. Stops at the first problem, and
  /// at a request for help. After `--`, everything is an operand.
  Expected<void> parse(std::span<const std::string> arguments);

  /// Whether `parse` met `--help` or `-h`.
  bool helpWanted() const { return helpWanted_; }
  /// Whether `parse` met the option of this name.
  bool isGiven(std::string_view name) const { return given_.contains(name); }
  /// The arguments that are not options, in order.
  const std::vector<std::string> &operands() const { return operands_; }
  /// The option of this name, with its dashes, or null.
  const Option *find(std::string_view name) const;
  /// The lines that explain the options; their texts begin at `column`.
  std::string help(size_t column) const;

private:
  bool isOperand(std::string_view argument) const;
  const Option *findWithValue(std::string_view argument) const;
  Expected<void> readOption(std::span<const std::string> arguments, size_t &index);
  Failure unknown(std::string_view name) const;

  std::vector<Option> options_;
  std::vector<std::string> operands_;
  std::set<std::string, std::less<>> given_; ///< names of options
  bool takesDashes_ = false;
  bool helpWanted_ = false;
};

} // namespace asl
