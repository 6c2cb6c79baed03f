// `aslc run --report`: the page of the execution that a program runs.
#pragma once

#include "compiler/ast/machine.h"
#include "runtime/support/expected.h"
#include "runtime/support/overwrite.h"

#include <string>
#include <vector>

namespace aslc::tool {

/// Owns the file that the program writes its history to, unless the user wants one too.
class RunReport {
public:
  /// Adds `--history` to the `program`'s arguments when it is not among them. Fails when the page
  /// would be written over one of `inputs`, or no file for the history can be made.
  static asl::Expected<RunReport> begin(const std::string &path, std::vector<std::string> &program,
                                        std::vector<asl::FileUse> inputs);
  RunReport(RunReport &&other) noexcept;
  RunReport &operator=(RunReport &&) = delete;
  ~RunReport();

  /// Removes temporary files before the process exits at once. May be called from any thread.
  void abandon() const;

  /// Makes the page of the history, when the program wrote one: it does not when it refuses its
  /// command line. Returns the exit status, after a report on standard error when the page cannot
  /// be written.
  int write(const std::string &title, const ast::Machine &machine) const;

private:
  RunReport(std::string path, std::string history, bool temporary)
      : path_(std::move(path)), history_(std::move(history)), temporary_(temporary) {}

  std::string path_, history_;
  bool temporary_;
};

} // namespace aslc::tool
