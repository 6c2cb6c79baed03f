// Reading a verb's command line: options declared once, with their help.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::tool {

/// One option. Written `--name VALUE` or `--name=VALUE`, with a short letter also `-n VALUE`.
struct Option {
  std::string name;     ///< "--define"
  char letter = 0;      ///< 'D' for `-D`, or none
  std::string argument; ///< "NAME=VALUE" in the help; empty for an option without a value
  std::string help;     ///< one line, or several separated by newlines
  /// Takes the value (empty for an option without one). Returns an error message, or an empty text.
  std::function<std::string(const std::string &value)> take;
};

class CommandLine {
public:
  /// `usage` is the line after "usage: ", `summary` what the verb does.
  CommandLine(std::string verb, std::string usage, std::string summary);

  void add(Option option);
  /// An option without a value that sets `target`.
  void addFlag(std::string name, std::string help, bool &target);
  /// An option with a value, kept in `target`. `letter` may be 0.
  void addText(std::string name, char letter, std::string argument, std::string help,
               std::string &target);
  /// An option whose value is one of `values`; its place among them goes to `target`.
  void addChoice(std::string name, std::vector<std::string> values, std::string help,
                 std::function<void(size_t)> target);

  /// Makes an argument that begins with a single `-` an operand, unless it is the letter of an
  /// option: for a verb whose operands may begin with `-`.
  void takeDashes() { takesDashes_ = true; }

  /// Reads the arguments. Returns the exit status when the program is to end: the help was asked
  /// for, or there was an error, which was reported on stderr.
  std::optional<int> read(std::span<const std::string> arguments);

  /// The arguments that are not options, in order.
  const std::vector<std::string> &operands() const { return operands_; }

  /// Fails unless there is exactly one operand; `what` names it with its article: "a FILE".
  std::optional<int> requireOneOperand(std::string_view what) const;

  /// The option of this name, with its dashes, or null.
  const Option *find(std::string_view name) const;

  /// Reports an error of the command line on stderr and returns the exit status for it.
  int fail(const std::string &problem) const;

private:
  bool isOperand(std::string_view argument) const;
  std::optional<std::string> readOption(std::span<const std::string> arguments, size_t &index);
  void printHelp() const;

  std::string verb_, usage_, summary_;
  std::vector<Option> options_;
  std::vector<std::string> operands_;
  bool takesDashes_ = false;
};

} // namespace aslc::tool
