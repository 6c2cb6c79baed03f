// Records of executions as CloudWatch Logs gets them from Step Functions. See
// https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html.
#pragma once

#include "runtime/observe/event.h"

#include <string>

namespace asl::observe {

/// Whether an event of this type is logged at a level.
bool isLogged(EventType type, LogLevel level);

/// A record as one line of JSON, without a line break. `redrives` is how often the execution was
/// redriven when it came. Payloads are in it when `event` has them and `withData`; they are cut,
/// and marked as truncated, where the record would have more than `mostRecordBytes`.
std::string logRecord(const Subject &subject, const Event &event, uint64_t redrives, bool withData);

inline constexpr size_t mostRecordBytes = size_t(248) * 1024;

} // namespace asl::observe
