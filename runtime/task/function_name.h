// The names of the Lambda functions that tasks call.
#pragma once

#include "asl/engine/task_executor.h"

#include <optional>
#include <string>

namespace asl::task {

/// The name of the Lambda function that a task calls, from the ARN of its Resource or from
/// `FunctionName`; nothing for other tasks.
std::optional<std::string> functionName(const Request &request);
/// The same from the Resource alone, when it is the ARN of a function.
std::optional<std::string> functionName(const Resource &resource);

} // namespace asl::task
