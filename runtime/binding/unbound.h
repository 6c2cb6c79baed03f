// Messages about tasks without a binding, with the lines to add to the file.
#pragma once

#include "runtime/binding/binding.h"

#include <string>

namespace asl::binding {

using namespace task;

/// The message for a task that was about to start.
std::string unboundMessage(const Request &request, const BindingFile &file);

/// Of all task states of the machine that no binding of `file` can be for, whatever their requests
/// will be; empty when there are none. `hasWorkers`: activities need no binding.
std::string unboundTasks(const asl_module &module, const BindingFile &file,
                         bool hasWorkers = false);

} // namespace asl::binding
