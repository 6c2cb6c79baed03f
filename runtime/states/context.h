// The parts of the context object ($$) that Task states need too.
#pragma once

#include "runtime/exec/frame.h"

namespace asl::states {

using namespace exec;

/// The task token of the Task that `frame` is in, generated on first use. It stays the same until
/// the state ends or is retried.
Value taskToken(Frame &frame);

/// True when the Task of `frame` has a token: `.waitForTaskToken` and `.sync`.
bool hasToken(const Frame &frame);

} // namespace asl::states
