// Records of executions as CloudWatch Logs gets them from Step Functions. See
// https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html.
#pragma once

#include "runtime/observe/event.h"

#include <string>

namespace asl::observe {

/// Whether an event of this type is logged at a level.
bool isLogged(EventType type, LogLevel level);

/// A record as one line of JSON, without a line break. `redrives` is the number of redrives before
/// the event. Payloads are included when `withData` is set and `event` has them; they are cut and
/// marked as truncated when the record would exceed `mostRecordBytes`.
std::string logRecord(const Subject &subject, const Event &event, uint64_t redrives, bool withData);

inline constexpr size_t mostRecordBytes = size_t(248) * 1024;

} // namespace asl::observe
