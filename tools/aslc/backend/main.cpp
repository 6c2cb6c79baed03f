// The back end of aslc: `aslc-backend VERSION VERB ARGUMENT...`, executed by aslc.
#include "runtime/support/file.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/command/output.h"

#include <cstdio>
#include <string_view>
#include <vector>

using namespace aslc::tool;

static int runVerb(std::string_view verb, const std::vector<std::string> &arguments) {
  return verb == "build"        ? runBuild(arguments)
         : verb == "run"        ? runRun(arguments)
         : verb == "dap"        ? runDap(arguments)
         : verb == "events"     ? runEvents(arguments)
         : verb == "serve"      ? runServe(arguments)
         : verb == "test"       ? runTest(arguments)
         : verb == "test-state" ? runTestState(arguments)
                                : runEval(arguments);
}

int main(int argc, char **argv) {
  asl::holdStandardDescriptors();
  if (argc < 3 || std::string_view(argv[1]) != ASLC_VERSION) {
    std::fputs("aslc-backend " ASLC_VERSION " is a part of aslc " ASLC_VERSION
               ", which starts it; call `aslc` instead\n",
               stderr);
    return exitUsage;
  }
  return finishOutput(runVerb(argv[2], std::vector<std::string>(argv + 3, argv + argc)));
}
