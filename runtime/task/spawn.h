// Making one child process with its three pipes.
#pragma once

#include "runtime/task/process.h"

#include <sys/types.h>

namespace asl::tasks {

/// A child just started. The descriptors are ours to close: non-blocking and not inherited by other
/// children.
struct Spawned {
  pid_t pid = -1;
  int input = -1;  ///< its standard input, to write
  int output = -1; ///< its standard output, to read
  int error = -1;
  int exit = -1; ///< readable when it has ended; -1 where the kernel has no such thing
};

/// Starts the process as the leader of a new group, with default signal handling. Returns 0 or an
/// errno.
int spawn(const ProcessSpec &spec, Spawned &child);

} // namespace asl::tasks
