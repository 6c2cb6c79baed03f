// Connects handlers that are linked into a compiled program to the runtime's `main`.
#pragma once

#include "asl/engine/task_executor.h"

namespace asl::task {

/// The executor of the handlers in this program. Passes tasks without a handler on to `others`,
/// which must outlive it.
///
/// A weak symbol: runtime/handlers defines it and is linked only into programs that use ASL_TASKS.
/// In other programs the address of this function is null.
[[gnu::weak]] TaskExecutor &nativeTasks(TaskExecutor &others);

} // namespace asl::task
