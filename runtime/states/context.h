// The context object, as far as other parts of the scheduler need it.
#pragma once

#include "runtime/exec/frame.h"

namespace asl::states {

using namespace exec;

/// The token of the Task that `frame` is in, made when first asked for. It stays the same from the
/// request to the end of the state, and is another one after a retry.
Value taskToken(Frame &frame);

/// Whether the Task of `frame` has a token: `.waitForTaskToken` and `.sync`.
bool hasToken(const Frame &frame);

} // namespace asl::states
