// The context object, as far as other parts of the scheduler need it.
#pragma once

#include "runtime/exec/frame.h"

namespace asl::exec {

/// The token of the Task that `frame` is in, made when first asked for. Kept in frame.result until
/// the work's result takes its place.
Value taskToken(Frame &frame);

/// Whether the Task of `frame` has a token: `.waitForTaskToken` and `.sync`.
bool hasToken(const Frame &frame);

} // namespace asl::exec
