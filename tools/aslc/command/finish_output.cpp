#include "tools/aslc/command/finish_output.h"

#include "tools/aslc/command/exit.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace aslc::tool {

int finishOutput(int status) {
  errno = 0;
  bool failed = std::ferror(stdout) != 0;
  failed |= std::fflush(stdout) != 0;
  if (!failed)
    return status;
  std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
  std::fputs(("aslc: cannot write to standard output" + why + "\n").c_str(), stderr);
  return exitUsage;
}

} // namespace aslc::tool
