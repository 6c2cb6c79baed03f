// Asks the system about processes of a test.
#pragma once

#include <fstream>
#include <string>
#include <sys/types.h>

namespace asl::test {

/// Whether a process has ended; nobody may have taken its status yet.
inline bool hasEnded(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  return !std::getline(file, line) || line.find(") Z ") != line.npos;
}

} // namespace asl::test
