// Loss of power while an execution runs: the whole engine, a journal in SQLite, a disk in memory.
#pragma once

#include "test/conformance/runner/run.h"

namespace asl::conformance {

/// Called when an execution has come to its end after losses; returns what is wrong with it.
/// `mayDiffer`: a task was interrupted or sent again, so that only its rules hold.
using JudgeRun = std::function<void(const Run &run, bool mayDiffer, Differences &)>;

/// Runs the case again and again, and loses the power at one operation of the disk after the other;
/// in turns, nothing, all, some or the first of what was not synced stays on it, and every third
/// time the power is lost again while the execution goes on. What must hold each time:
///  - the journal is whole (Reader::verify), and nothing is lost that somebody was told of: the
///    start, and the cause of each request that was sent;
///  - each task is requested at most once, unless that is allowed; then the history is what
///    `judge` expects;
///  - events have no gaps, and what was read before is the beginning of what is read after.
/// Adds to `losses` how often the power was lost. Stops at the first case that is wrong.
void losePower(const Json &body, const Compiled &compiled, const std::string &input,
               RunOptions options, const PowerLossOptions &how, const JudgeRun &judge,
               Differences &differences, uint64_t &losses);

} // namespace asl::conformance
