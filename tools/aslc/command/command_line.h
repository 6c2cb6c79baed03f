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

/// The options of one verb, with its help and its way to report a wrong command line.
class CommandLine : public asl::OptionTable {
public:
  /// `usage` is the line after "usage: ", `summary` what the verb does.
  CommandLine(std::string verb, std::string usage, std::string summary);

  /// Reads the arguments. Returns the exit status when there is nothing more to do: the help was
  /// asked for and printed, or something is wrong and was reported on standard error.
  std::optional<int> read(std::span<const std::string> arguments);

  /// Fails unless there is exactly one operand; `what` names it with its article: "a FILE".
  std::optional<int> requireOneOperand(std::string_view what) const;

  /// Reports on standard error what is wrong with the command line, and returns the exit status for
  /// that.
  int fail(const std::string &problem) const;

private:
  std::string verb_, usage_, summary_;
};

} // namespace aslc::tool
