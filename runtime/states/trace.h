// What people follow while a machine runs (see TraceEvent). Call these only where the execution has
// a trace sink: they make texts.
#pragma once

#include "runtime/exec/frame.h"

#include <string>

namespace asl::states {

using namespace exec;

/// The state that `frame` is in with those around it: `Check[0]/Reserve`.
std::string placeOf(const Frame &frame);

void traceEntered(Frame &frame);
void traceWaits(Frame &frame, int64_t untilMs);
void traceResult(Frame &frame, Value result);
void traceFailed(Frame &frame, const asl_error &error);
void traceRetries(Frame &frame, int64_t untilMs);

} // namespace asl::states
