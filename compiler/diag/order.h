// The order in which diagnostics are shown.
#pragma once

#include "compiler/diag/engine.h"

namespace aslc::diag {

/// The diagnostics sorted by place, those of one place as they were emitted; equal ones once.
std::vector<const Diagnostic *> inOrder(const Engine &engine);

std::string_view severityName(Severity severity);

} // namespace aslc::diag
