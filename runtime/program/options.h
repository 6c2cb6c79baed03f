// The command line of a compiled machine.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asl::program {

struct Options {
  std::string input = "{}"; ///< JSON, `@file`, or `-` for standard input
  std::string variables;    ///< values at the start, given like the input; empty: none
  std::string output = "-"; ///< a file, or `-` for standard output
  std::string history;      ///< a file; empty: none is written
  std::string tasks;        ///< the binding file; empty: nothing is bound
  std::string s3;           ///< the folder of buckets; empty: distributed Maps reach none
  bool virtualClock = false;
  uint64_t seed = 0; ///< 0: from the system
  enum class Trace : uint8_t { None, Text, Json };
  Trace trace = Trace::None;
  std::optional<bool> express; ///< empty: as the machine was built
  std::string name;
  std::string journal;    ///< a file; empty: the execution is in memory only
  std::string journalKey; ///< file of the journal's key; empty: it is not encrypted
  std::string redrive;    ///< redrives the execution of this name instead of starting one
  bool recover =
      false; ///< runs the executions in the journal to their ends instead of starting one
  std::string roleArn;
  bool help = false;
  bool version = false;
};

/// Reads the arguments (without the program's name). Fails when they are wrong.
Expected<Options> parseOptions(std::span<const std::string> arguments);

/// Whether the option `name` takes the next argument as its value; nothing when there is no such
/// option.
std::optional<bool> takesValue(std::string_view name);

std::string helpText(const char *program, const asl_module &module);
std::string versionText(const asl_module &module);

} // namespace asl::program
