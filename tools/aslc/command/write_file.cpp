#include "tools/aslc/command/write_file.h"

#include "runtime/program/file.h"
#include "tools/aslc/command/exit.h"

#include <cstdio>

namespace aslc::tool {

int writeFile(std::string_view verb, const std::string &path, std::string_view text) {
  asl::program::OutputFile file;
  std::string problem = file.open(path);
  if (problem.empty()) {
    file.write(text);
    problem = file.commit();
  }
  if (problem.empty())
    return exitClean;
  std::string name = path == "-" ? "standard output" : "`" + path + "`";
  std::string message = "aslc " + std::string(verb) + ": cannot write " + name + ": " + problem;
  std::fputs((message + "\n").c_str(), stderr);
  return exitUsage;
}

} // namespace aslc::tool
