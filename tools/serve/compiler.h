// The compiler as the Step Functions API needs it.
#pragma once

#include "runtime/api/compiler.h"

#include <memory>

namespace aslc::serve {

/// Compiles in this process, quickly unless it is asked for the best code. Any thread.
std::unique_ptr<asl::api::Compiler> makeCompiler();

} // namespace aslc::serve
