#include "runtime/process/group.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <memory>
#include <string>

namespace asl::process {

namespace {

/// Whether the process of the folder `name` of /proc runs in the group. One that ends meanwhile
/// does not.
bool runsIn(pid_t group, const std::string &name) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(std::fopen(("/proc/" + name + "/stat").c_str(), "re"),
                                              std::fclose);
  char text[512];
  size_t size = file ? std::fread(text, 1, sizeof text - 1, file.get()) : 0;
  text[size] = '\0';
  // The number, the name in parentheses, which may be any text, the state, the parent, the group,
  // 14 numbers and how many threads there are: other threads may run when the first one has ended.
  const char *end = std::strrchr(text, ')');
  char state = 0;
  int itsGroup = 0, threads = 0;
  return end != nullptr &&
         std::sscanf(end + 1,
                     " %c %*s %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %d",
                     &state, &itsGroup, &threads) == 3 &&
         itsGroup == group && (threads > 1 || (state != 'Z' && state != 'X'));
}

} // namespace

bool isGroupAlive(pid_t group) {
  if (::kill(-group, 0) != 0)
    return false;
  std::unique_ptr<DIR, int (*)(DIR *)> processes(::opendir("/proc"), ::closedir);
  if (!processes)
    return true;
  while (const dirent *entry = ::readdir(processes.get()))
    if (*entry->d_name >= '1' && *entry->d_name <= '9' && runsIn(group, entry->d_name))
      return true;
  return false;
}

} // namespace asl::process
