// The service has changed since some recordings were made. These functions bring old recordings to
// the behaviour of today, which aslc implements.
#pragma once

#include "test/conformance/runner/compare.h"

namespace asl::conformance {

/// Brings an execution case's `expect` to the form that the service would give today, by the day on
/// which it was recorded (`source` ends in `recorded from AWS 2024-03-06`):
///  - before 2024-11, a distributed Map's MapStateExited follows MapRunSucceeded; since then,
///  MapRunStarted.
void modernizeHistory(const std::string &source, Json &history);

/// Whether a difference comes from a field that the service added after the recording:
///  - `Execution.RedriveCount` of the context object, since 2023-11-15.
bool isNewerField(const std::string &source, const Difference &difference);

} // namespace asl::conformance
