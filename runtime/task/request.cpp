// The helpers of Request.
#include "asl/engine/task_executor.h"
#include "runtime/value/json.h"

namespace asl::task {

std::string Request::parametersJson() const { return json::write(parameters); }

} // namespace asl::task
