// Finds the retrier or catcher of a state for an error, and the delay of a retry.
#pragma once

#include "runtime/states/error.h"

#include <cstdint>
#include <optional>

namespace asl::states {

/// The index of the first retrier that matches the error. Only this retrier counts: when its
/// attempts are used up, later retriers are not tried. Must not be called for fatal errors.
std::optional<uint32_t> retrierFor(const asl_state_info &info, const asl_error &error);
/// The index of the first catcher that matches the error. Must not be called for fatal errors.
std::optional<uint32_t> catcherFor(const asl_state_info &info, const asl_error &error);

/// The delay in seconds before retry number `count` + 1, before jitter: IntervalSeconds x
/// BackoffRate ^ count, at most MaxDelaySeconds.
double retryDelaySeconds(const asl_retrier &retrier, uint32_t count);

} // namespace asl::states
