// Reports the steps of an execution as TraceEvents. Call these only when the execution has a trace
// sink, because they build strings.
#pragma once

#include "runtime/exec/frame.h"

#include <string>

namespace asl::states {

using namespace exec;

/// The state of `frame` with its outer states: `Check[0]/Reserve`.
std::string placeOf(const Frame &frame);

void traceEntered(Frame &frame);
void traceWaits(Frame &frame, int64_t untilMs);
void traceResult(Frame &frame, Value result);
void traceFailed(Frame &frame, const asl_error &error);
void traceRetries(Frame &frame, int64_t untilMs);

} // namespace asl::states
