// `aslc check --target`: who is to run the definitions.
#pragma once

#include "compiler/diag/engine.h"

#include <cstdint>

namespace aslc::tool {

/// The order of the choices of `--target`.
enum class Target : uint8_t { Aws, AwsExpress, Aslc };

/// What only this target refuses becomes an error, and what concerns only others goes.
void judgeFor(Target target, diag::Engine &diagnostics);

} // namespace aslc::tool
