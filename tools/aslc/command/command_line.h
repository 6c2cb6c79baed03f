// The command line of a verb of aslc.
#pragma once

#include "runtime/support/option_table.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::tool {

using asl::Expected;
using asl::Failure;
using asl::Option;

/// An option of a verb that has verbs of its own, such as `aslc task success`, and those that use
/// it.
struct VerbsOfOption {
  std::string_view option;
  std::vector<std::string_view> verbs;
};

/// The options of one verb, its help, and the report of a wrong command line.
class CommandLine : public asl::OptionTable {
public:
  /// `usage` is the line after "usage: ", `summary` what the verb does.
  CommandLine(std::string verb, std::string usage, std::string summary);

  /// Reads the arguments. Returns an exit status when the verb is done: after printing the help, or
  /// after reporting an error on standard error.
  std::optional<int> read(std::span<const std::string> arguments);

  /// Fails unless there is exactly one operand; `what` names it with its article: "a FILE".
  std::optional<int> requireOneOperand(std::string_view what) const;

  /// Fails when one of `options` was given that `verb` does not use.
  std::optional<int> requireUse(std::string_view verb,
                                std::span<const VerbsOfOption> options) const;

  /// Reports an error in the command line on standard error, and returns the exit status for it.
  int fail(const std::string &problem) const;

private:
  std::string verb_, usage_, summary_;
};

} // namespace aslc::tool
