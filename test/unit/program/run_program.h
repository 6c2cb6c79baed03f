// Runs the program of a small machine in a child process.
#pragma once

#include "asl/abi/abi.h"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asl::program {

/// The machines: a Pass state (`pass`), a Task of the function `charge` (`task`), a Wait of an hour
/// (`wait`), a Fail (`fail`).
const asl_module &passMachine();
const asl_module &taskMachine();
const asl_module &waitMachine();
const asl_module &failMachine();

struct Ended {
  int status = -1; ///< exit status, or 128 + signal
  std::string output;
  std::string errors;
};

/// A running program.
class Running {
public:
  struct Setup {
    std::string input;        ///< standard input
    int output = -1;          ///< descriptor for standard output; -1: a pipe that is read
    bool closeOutput = false; ///< whether standard output is closed from the start
  };
  Running(const asl_module &module, std::vector<std::string> arguments, Setup setup);
  Running(const asl_module &module, std::vector<std::string> arguments)
      : Running(module, std::move(arguments), Setup()) {}
  void signal(int number);
  /// Waits until standard error contains `text`.
  void waitForError(std::string_view text);
  Ended wait();

private:
  pid_t pid_;
  int output_ = -1;
  int errors_ = -1;
  Ended ended_;
};

inline Ended run(const asl_module &module, std::vector<std::string> arguments,
                 Running::Setup setup = Running::Setup()) {
  return Running(module, std::move(arguments), std::move(setup)).wait();
}

std::string contents(const std::string &path);
/// A new path in the folder for temporary files.
std::string temporaryPath(const std::string &name);

} // namespace asl::program
