// The output formats of `aslc check`; several may be written at once.
#pragma once

#include "compiler/report/findings/findings.h"
#include "tools/aslc/command/options.h"

#include <span>
#include <string>
#include <vector>

namespace aslc::tool {

class Forms {
public:
  report::FailOn failOn = report::FailOn::Error; ///< which findings are failed tests of JUnit
  bool withWarnings = false;                     ///< whether AWS's form includes warnings

  /// Declares `--format`, which may be repeated, and `--output`, which belongs to the format
  /// before it.
  void addOptions(CommandLine &line);

  /// Ends the choice of formats: without any `--format`, `options` determine the format; where each
  /// goes to a file, text is shown too. Fails when two formats go to one place, and when an output
  /// would replace one of `inputs`. `baseline` is a further output, or empty.
  Expected<void> complete(const DefinitionOptions &options, std::vector<asl::FileUse> inputs,
                          const std::string &baseline);

  /// Whether a format draws the machines.
  bool needMachines() const;
  /// Whether a format says where in the definition a finding is.
  bool needTrees() const;

  /// Writes all forms; a file appears whole or not at all. Reports what cannot be written on
  /// standard error; returns the exit status for that, or `exitClean`.
  int write(std::span<const report::Findings> files, const DefinitionOptions &options) const;

private:
  enum class Format : uint8_t { Text, Json, Sarif, Junit, Github, CodeClimate, Html, Validate };
  struct Form {
    Format kind;
    std::string output; ///< empty: standard error for text, standard output for all others
  };
  std::string render(Format kind, std::span<const report::Findings> files) const;

  std::vector<Form> forms_;
  size_t mostResults_ = 100; ///< of AWS's form
};

} // namespace aslc::tool
