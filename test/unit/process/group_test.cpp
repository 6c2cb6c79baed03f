// Process groups and what is left of them.
#include "runtime/process/group.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace asl::process {
namespace {

/// A process in a group of its own, which waits for a signal.
pid_t startWaiting() {
  pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  ::setpgid(child, child);
  return child;
}

TEST(Group, IsAliveUntilItsProcessesEndAndNotUntilTheyAreWaitedFor) {
  pid_t child = startWaiting();
  EXPECT_TRUE(isGroupAlive(child));
  ::kill(child, SIGKILL);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(::kill(-child, 0), 0);
  EXPECT_FALSE(isGroupAlive(child));
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(isGroupAlive(child));
}

/// The letter of the state that the system shows for a process.
char stateOf(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  return line[line.rfind(')') + 2];
}

TEST(Group, IsAliveWhileAThreadOfItsProcessRuns) {
  pid_t child = ::fork();
  if (child == 0) {
    std::thread(::pause).detach();
    ::syscall(SYS_exit, 0); // ends this thread alone
  }
  ::setpgid(child, child);
  while (stateOf(child) != 'Z')
    std::this_thread::yield();
  EXPECT_TRUE(isGroupAlive(child));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(isGroupAlive(child));
}

} // namespace
} // namespace asl::process
