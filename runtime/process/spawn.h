// Making one child process with its three pipes.
#pragma once

#include "runtime/process/process.h"

#include <sys/types.h>

namespace asl::process {

/// A child just started. The descriptors are ours to close: non-blocking and not inherited by other
/// children.
struct Spawned {
  pid_t pid = -1;
  int input = -1;     ///< its standard input, to write the rest; -1: all was written
  size_t written = 0; ///< how much of its input was written
  int output = -1;    ///< its standard output, to read
  int error = -1;
  int exit = -1; ///< readable when it has ended; -1 where the kernel has no such thing
};

/// Raises the limit of open descriptors of this process as far as it may, so that many children
/// can run at once. Children get the limit as it was. Call it before there are threads.
void raiseDescriptorLimit();

/// Starts the process as the leader of a new group, with default signal handling and no descriptors
/// but its standard input, output and error. Returns 0 or an errno.
int spawn(const ProcessSpec &spec, Spawned &child);

} // namespace asl::process
