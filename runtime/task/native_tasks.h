// How a program that has native tasks hands them to the runtime's own `main`.
#pragma once

#include "asl/engine/task_executor.h"

namespace asl::task {

/// The executor of the native tasks that are linked into this program. It passes the tasks that
/// it does not know on to `others`, which must outlive it.
///
/// Weak: runtime/handlers defines it, and is linked only into programs that register handlers
/// (ASL_TASKS). In other programs the address of this function is null.
[[gnu::weak]] TaskExecutor &nativeTasks(TaskExecutor &others);

} // namespace asl::task
