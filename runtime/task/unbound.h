// What is said of tasks that no binding is for, with the lines to add.
#pragma once

#include "runtime/task/binding.h"

#include <string>

namespace asl::tasks {

/// Of a task that was to start.
std::string unboundMessage(const Request &request, const BindingFile &file);

/// Of all task states of the machine that no binding of `file` can be for, whatever their requests
/// will be; empty when there are none.
std::string unboundTasks(const asl_module &module, const BindingFile &file);

} // namespace asl::tasks
