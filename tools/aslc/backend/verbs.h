// The verbs that make code or talk to servers, each in a file of its own.
#pragma once

#include <span>
#include <string>

namespace aslc::tool {

/// Carry the verb out with the arguments after its name; return the exit status.
int runBuild(std::span<const std::string> arguments);
int runDap(std::span<const std::string> arguments);
int runRun(std::span<const std::string> arguments);
int runEvents(std::span<const std::string> arguments);
int runEval(std::span<const std::string> arguments);
int runServe(std::span<const std::string> arguments);
int runTest(std::span<const std::string> arguments);
int runTestState(std::span<const std::string> arguments);

} // namespace aslc::tool
