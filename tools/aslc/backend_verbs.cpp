// The verbs that compile or talk to servers: this process executes the back end, a separate
// program. LLVM is most of aslc and TLS a part of the rest; both take time to load, which `aslc
// check` should not spend.
#include "tools/aslc/verbs.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <unistd.h>
#include <vector>

namespace aslc::tool {

namespace {

/// `../libexec/aslc-backend` beside the folder of this program, in the build tree and in an
/// installed one.
std::string backendPath() {
  std::error_code unknown;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  return self.parent_path().parent_path() / "libexec" / "aslc-backend";
}

/// Returns only when the back end cannot be started.
int runInBackend(std::string verb, std::span<const std::string> arguments) {
  std::string path = backendPath(), version = ASLC_VERSION;
  std::vector<std::string> words{path, version, verb};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(path.c_str(), argv.data());
  std::string problem = "aslc: cannot start " + path + ": " + std::strerror(errno) + "\n";
  std::fputs(problem.c_str(), stderr);
  return exitUsage;
}

int runBuild(std::span<const std::string> arguments) { return runInBackend("build", arguments); }
int runRun(std::span<const std::string> arguments) { return runInBackend("run", arguments); }
int runDap(std::span<const std::string> arguments) { return runInBackend("dap", arguments); }
int runEvents(std::span<const std::string> arguments) { return runInBackend("events", arguments); }
int runEval(std::span<const std::string> arguments) { return runInBackend("eval", arguments); }
int runServe(std::span<const std::string> arguments) { return runInBackend("serve", arguments); }
int runTest(std::span<const std::string> arguments) { return runInBackend("test", arguments); }
int runTestState(std::span<const std::string> arguments) {
  return runInBackend("test-state", arguments);
}

} // namespace

const Verb buildVerb{"build", "compile a definition to a program", runBuild};
const Verb runVerb{"run", "compile a definition in memory and run it", runRun};
const Verb dapVerb{"dap", "run a definition for an editor that debugs it", runDap};
const Verb serveVerb{"serve", "serve the API of AWS Step Functions", runServe};
const Verb eventsVerb{"events", "show what executions of a server do, as it happens", runEvents};
const Verb evalVerb{"eval", "evaluate one expression", runEval};
const Verb testVerb{"test", "run the tests of definitions", runTest};
const Verb testStateVerb{"test-state", "run one state and see what it does", runTestState};

} // namespace aslc::tool
