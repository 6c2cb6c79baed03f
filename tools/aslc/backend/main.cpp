// The back end of aslc: `aslc-backend VERSION VERB ARGUMENT...`, started by aslc in its place.
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/exit.h"

#include <cstdio>
#include <string_view>
#include <vector>

using namespace aslc::tool;

int main(int argc, char **argv) {
  if (argc < 3 || std::string_view(argv[1]) != ASLC_VERSION) {
    std::fputs("aslc-backend " ASLC_VERSION " is a part of aslc " ASLC_VERSION
               ", which starts it; call `aslc` instead\n",
               stderr);
    return exitUsage;
  }
  std::string_view verb = argv[2];
  std::vector<std::string> arguments(argv + 3, argv + argc);
  return verb == "build" ? runBuild(arguments)
         : verb == "run" ? runRun(arguments)
                         : runEval(arguments);
}
