// Noticing that standard output could not be written.
#pragma once

namespace aslc::tool {

/// Writes out what was printed. Returns `status`, or `exitUsage` after a report on standard error
/// when the output could not be written. The last call of a program.
int finishOutput(int status);

} // namespace aslc::tool
