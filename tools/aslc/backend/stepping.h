// `aslc run --step` and `--break`.
#pragma once

#include "runtime/support/expected.h"
#include "tools/debug/prompt.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

struct SteppingOptions {
  bool steps = false;                   ///< --step: stop at the first state
  std::vector<std::string> breakpoints; ///< --break
  bool isAsked() const { return steps || !breakpoints.empty(); }
};

/// The prompt of a run. It reads standard input, or the terminal when the input of the execution
/// comes from there, and writes to standard error.
class Stepping {
public:
  /// `program` are the arguments of the program, `file` the name of the definition. Fails when
  /// there is no terminal, or a breakpoint does not name a state of the machine.
  static asl::Expected<std::unique_ptr<Stepping>> begin(const SteppingOptions &options,
                                                        const std::vector<std::string> &program,
                                                        const std::string &file,
                                                        const asl_module &module);
  ~Stepping();

private:
  Stepping(std::FILE *in, const std::string &file, debug::Go first)
      : in_(in), prompt_(in, stderr, file), debugger_(prompt_, first) {}

  std::FILE *in_;
  debug::Prompt prompt_;
  debug::Debugger debugger_;
};

} // namespace aslc::tool
