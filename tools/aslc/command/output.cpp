// Writing what a verb gives, and noticing when that fails.
#include "tools/aslc/command/output.h"

#include "runtime/support/output_file.h"
#include "tools/aslc/command/exit.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace aslc::tool {

int writeOutput(std::string_view verb, const std::string &path, std::string_view text) {
  asl::Expected<void> written = asl::writeFile(path, text);
  if (written)
    return exitClean;
  std::string name = path == "-" ? "standard output" : "`" + path + "`";
  std::string message =
      "aslc " + std::string(verb) + ": cannot write " + name + ": " + written.error() + "\n";
  std::fputs(message.c_str(), stderr);
  return exitUsage;
}

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
