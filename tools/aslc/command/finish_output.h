// Reporting that standard output could not be written.
#pragma once

namespace aslc::tool {

/// Flushes standard output. Returns `status`, or `exitUsage` after a report on standard error
/// when the output could not be written. To be called last.
int finishOutput(int status);

} // namespace aslc::tool
