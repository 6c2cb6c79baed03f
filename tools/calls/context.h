// The context object of TestState.
#pragma once

#include "runtime/api/call.h"
#include "tools/calls/request.h"
#include "tools/calls/subject.h"

#include <optional>
#include <string>

namespace aslc::calls {

/// What is wrong with the context object of a request.
std::optional<asl::api::Error> contextProblem(const TestRequest &request, const Subject &subject);

/// The context object that the state sees, as JSON text: the one of the request, else one of an
/// Express execution that has just started. Its `Execution.Input` is null and stands for the
/// input: with the input, the text could be too deep to be read.
std::string contextOf(const TestRequest &request, const Subject &subject,
                      const asl::api::Caller &caller);

} // namespace aslc::calls
