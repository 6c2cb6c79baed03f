// What the service asks of a request before it starts a task.
#pragma once

#include "asl/engine/task_executor.h"

#include <string>
#include <vector>

namespace asl::task {

/// What is wrong with the request of a task for `resource`, in the service's words; empty: nothing.
/// Most integrations leave this to the service that they call; some check the form of their fields
/// first, and then the task is not even scheduled.
std::vector<std::string> requestProblems(const Resource &resource, asl_value request);

} // namespace asl::task
