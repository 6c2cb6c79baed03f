// The lines of `--trace`: one for each transition, and for what happens between.
#pragma once

#include "runtime/exec/frame.h"

#include <string_view>

namespace asl::exec {

/// `Order[3]/Check (Choice)  {"n":1}`: the flow, the state, its input. Only with a trace sink.
void traceEntered(Frame &frame);
/// `Order[3]/Check: <text>`.
void traceNote(Frame &frame, std::string_view text);

} // namespace asl::exec
