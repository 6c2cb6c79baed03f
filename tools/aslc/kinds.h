// The kinds of diagnostics as users name them.
#pragma once

#include "compiler/diag/engine.h"
#include "runtime/support/expected.h"

#include <string_view>

namespace aslc::tool {

/// The kind called `name`. The failure names the kind that may be meant.
asl::Expected<diag::Kind> kindNamed(std::string_view name);

/// Prints a line for each kind: its name, its severity and what it is. Returns the exit status.
int listKinds();

} // namespace aslc::tool
