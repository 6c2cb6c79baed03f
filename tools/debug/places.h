// Finds the states of a machine by name, path or line.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/support/expected.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::debug {

/// All states of the machine, those inside of others too, in the order of their lines.
std::vector<const asl_state_info *> statesOf(const asl_module &module);

/// `Task`, `Map`, ...
std::string_view typeOf(const asl_state_info &state);

/// The state of that name, or of that path as in `Orders/Check[1]/Pay`; fails with a sentence that
/// names what was probably meant.
asl::Expected<const asl_state_info *> stateNamed(const asl_module &module, std::string_view name);

/// The state that the line is a part of: the last one that begins at it or before it. Null before
/// the first state.
const asl_state_info *stateAtLine(const asl_module &module, uint32_t line);

} // namespace aslc::debug
