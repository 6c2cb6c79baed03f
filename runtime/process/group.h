// Process groups.
#pragma once

#include <sys/types.h>

namespace asl::process {

/// Whether a process of the group still runs. One that has ended does not count, also when nobody
/// has taken its status: the first process of a container may never do so for orphans.
bool isGroupAlive(pid_t group);

} // namespace asl::process
