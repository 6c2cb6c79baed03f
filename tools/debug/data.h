// The data visible where a workflow has stopped, and changes to it.
#pragma once

#include "runtime/support/expected.h"
#include "tools/debug/debugger.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace aslc::debug {

using Json = nlohmann::ordered_json;

/// The name of the value of a stop: `input`, `output` or `error`.
std::string_view nameOf(Moment moment);

/// The value of the stop; an error as an object of `Error` and `Cause`.
Json valueOf(const Stop &stop);

/// The variables that the state can read, by name: its own flow's and those of the flows around it.
/// Those that have no value yet are left out.
Json variablesOf(const Stop &stop);

/// Where the target ends that `text` begins with; a blank is behind it.
size_t endOfTarget(std::string_view text);

/// The part of the data that `target` names: `input`, `output` or `error`, whichever the stop has,
/// or a variable such as `$total`; with members and indexes behind it: `input.lines[0].price`,
/// `input["a b"]`.
asl::Expected<Json> find(const Stop &stop, std::string_view target);

/// Sets that part to a value, given as JSON text; adds a member that does not exist. An error
/// cannot be changed.
asl::Expected<void> set(Stop &stop, std::string_view target, std::string_view text);

} // namespace aslc::debug
