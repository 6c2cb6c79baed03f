// Checks that AWS makes on a request before it schedules a task.
#pragma once

#include "asl/engine/task_executor.h"

#include <string>
#include <vector>

namespace asl::task {

/// Returns the problems of a request for `resource`, in AWS's words; empty when there are none.
/// Most integrations leave such checks to the called service; for a few, the task is not even
/// scheduled when a field has the wrong form.
std::vector<std::string> requestProblems(const Resource &resource, asl_value request);

} // namespace asl::task
