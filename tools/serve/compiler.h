// The compiler as the Step Functions API needs it.
#pragma once

#include "runtime/api/compiler.h"

#include <memory>

namespace aslc::serve {

/// Compiles in this process, quickly rather than well: a machine of 50 states takes some 30 ms. Any
/// thread.
std::unique_ptr<asl::api::Compiler> makeCompiler();

} // namespace aslc::serve
