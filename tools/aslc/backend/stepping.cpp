#include "tools/aslc/backend/stepping.h"

#include "tools/aslc/backend/program_arguments.h"

namespace aslc::tool {

namespace {

/// Whether standard input is the definition, or the input of the execution.
bool takesStandardInput(const std::string &file, const std::vector<std::string> &program) {
  if (file == "<stdin>")
    return true;
  return valueOf(program, "--input") == "-" || valueOf(program, "--variables") == "-";
}

} // namespace

asl::Expected<std::unique_ptr<Stepping>> Stepping::begin(const SteppingOptions &options,
                                                         const std::vector<std::string> &program,
                                                         const std::string &file,
                                                         const asl_module &module) {
  std::FILE *in = takesStandardInput(file, program) ? std::fopen("/dev/tty", "r") : stdin;
  if (in == nullptr)
    return asl::Failure{
        "standard input is read already, and there is no terminal to read commands from"};
  std::unique_ptr<Stepping> stepping(
      new Stepping(in, file, options.steps ? debug::Go::Step : debug::Go::On));
  stepping->prompt_.attach(module, stepping->debugger_);
  for (const std::string &place : options.breakpoints)
    if (std::optional<std::string> problem = stepping->prompt_.addBreakpoint(place))
      return asl::Failure{"`--break`: " + *problem};
  return stepping;
}

Stepping::~Stepping() {
  if (in_ != stdin)
    std::fclose(in_);
}

} // namespace aslc::tool
