// `aslc check --target`: the service that will run the definitions.
#pragma once

#include "compiler/diag/engine.h"

#include <cstdint>

namespace aslc::tool {

/// The order of the choices of `--target`.
enum class Target : uint8_t { Aws, AwsExpress, Aslc };

/// Turns findings that only this target refuses into errors, and removes findings that concern only
/// other targets.
void judgeFor(Target target, diag::Engine &diagnostics);

} // namespace aslc::tool
