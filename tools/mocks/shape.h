// Checks mocked results against the responses in the services' models.
#pragma once

#include "compiler/catalogue/catalogue.h"
#include "tools/mocks/plan.h"

#include <string>

namespace aslc::mocks {

/// What is wrong with `result` as the result of a Task that calls `calls`, in the words of the
/// service; empty when nothing is. Members that the response does not have are never wrong.
/// `needsAll`: what the model requires must be there. Results of functions, activities, HTTP calls
/// and of operations whose response is not known are free.
std::string shapeProblem(const catalogue::Integration &calls, const Json &result, bool needsAll);

} // namespace aslc::mocks
