// The errors that a state cannot raise, as its fields and the states within it show.
#pragma once

#include "compiler/analysis/flow/checks.h"

#include <string>
#include <string_view>

namespace aslc::analysis {

/// Why the state never raises the error of that name; empty when it may. `alone`: the handler names
/// no other error, so that it can only be meant for this one.
std::string whyNeverRaised(const Flow &flow, uint32_t state, std::string_view name, bool alone);

} // namespace aslc::analysis
