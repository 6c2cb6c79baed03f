// The command line of a verb of aslc.
#pragma once

#include "runtime/support/option_table.h"

#include <optional>
#include <span>
#include <string>

namespace aslc::tool {

using asl::Expected;
using asl::Failure;
using asl::Option;

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

  /// Reports an error in the command line on standard error, and returns the exit status for it.
  int fail(const std::string &problem) const;

private:
  std::string verb_, usage_, summary_;
};

} // namespace aslc::tool
