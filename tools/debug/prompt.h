// The prompt of `aslc run --step`.
#pragma once

#include "runtime/support/expected.h"
#include "tools/debug/debugger.h"

#include <cstdio>
#include <optional>
#include <set>
#include <string>

namespace aslc::debug {

/// Shows where the workflow has stopped and carries out typed commands. At the end of the input,
/// the workflow runs to its end.
class Prompt final : public Client {
public:
  /// Reads commands from `in` and writes to `out`; both must outlive this. `file`: the name of the
  /// definition, for messages.
  Prompt(std::FILE *in, std::FILE *out, std::string file)
      : in_(in), out_(out), file_(std::move(file)) {}

  /// The machine that runs, and whom to tell of breakpoints. To be called before it runs.
  void attach(const asl_module &module, Debugger &debugger);
  /// Adds a breakpoint: the name of a state, a line, or `errors`. Returns what is wrong with it.
  std::optional<std::string> addBreakpoint(const std::string &place);

  Go stopped(Stop &stop) override;

private:
  void show(const Stop &stop) const;
  void print(const std::string &text) const;
  /// Carries out a command; how to go on, if it says so.
  std::optional<Go> obey(const std::string &line, Stop &stop);
  void showData(const Stop &stop, const std::string &target) const;
  void showWhere(const Stop &stop) const;
  void changeData(Stop &stop, const std::string &arguments) const;
  void changeBreakpoints(const std::string &place);
  /// The state that a name, a path or a line means.
  asl::Expected<const asl_state_info *> stateAt(const std::string &place) const;
  void removeBreakpoint(const std::string &place);
  std::optional<std::string> readLine();

  std::FILE *in_, *out_;
  std::string file_;
  const asl_module *module_ = nullptr;
  Debugger *debugger_ = nullptr;
  std::set<const asl_state_info *> breakpoints_;
  bool stopsAtErrors_ = false;
  std::string last_ = "step"; ///< an empty line repeats it
};

} // namespace aslc::debug
