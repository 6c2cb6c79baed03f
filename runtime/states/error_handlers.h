// Which retrier or catcher of a state an error meets, and when a retry is due.
#pragma once

#include "runtime/states/error.h"

#include <cstdint>
#include <optional>

namespace asl::states {

/// The index of the first retrier that matches the error. It decides: when its attempts are used
/// up, later retriers are not tried. Not to be asked about fatal errors.
std::optional<uint32_t> retrierFor(const asl_state_info &info, const asl_error &error);
/// The index of the first catcher that matches the error. Not to be asked about fatal errors.
std::optional<uint32_t> catcherFor(const asl_state_info &info, const asl_error &error);

/// The delay in seconds before retry number `count` + 1, before jitter: IntervalSeconds x
/// BackoffRate ^ count, at most MaxDelaySeconds.
double retryDelaySeconds(const asl_retrier &retrier, uint32_t count);

} // namespace asl::states
