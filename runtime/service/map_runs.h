// Map runs and their children, as DescribeMapRun, ListMapRuns and ListExecutions show them.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asl::service {

/// How many items, or child executions, are in which state.
struct MapRunCounts {
  uint64_t pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0;
  uint64_t total = 0, resultsWritten = 0, failuresNotRedrivable = 0, pendingRedrive = 0;
};

struct MapRun {
  uint64_t document = 0; ///< its number in the journal: ListFilter::mapRun
  std::string arn;
  uint64_t execution = 0; ///< that it belongs to
  std::string executionArn;
  std::string stateMachineArn; ///< of its children: `.../<label>`
  Status status = Status::Running;
  int64_t startMs = 0;
  std::optional<int64_t> stopMs;
  int64_t maxConcurrency = 0; ///< 0: as many as there may be
  int64_t toleratedFailureCount = 0;
  double toleratedFailurePercentage = 0;
  MapRunCounts items;
  MapRunCounts executions; ///< with batches, pending ones are not known and not counted
  uint32_t redriveCount = 0;
  std::optional<int64_t> redriveMs;
  uint64_t redriveSeq = 0; ///< last row of the journal before it was redriven
  bool isExpress = false;  ///< its children have no histories
  bool isBatched = false;
};

/// A child execution.
struct MapRunChild {
  journal::Execution execution;
  std::string arn;
  journal::Status status = journal::Status::Running; ///< PendingRedrive: it waits for that
  uint64_t items = 1;
};

// All of these show committed data only, fail when the journal cannot be read, and may be called
// from any thread.

/// Returns nullopt when there is no such map run.
Expected<std::optional<MapRun>> describeMapRun(const journal::Reader &journal,
                                               const std::string &arn);
/// The map runs of an execution, in the order in which they started.
Expected<std::vector<MapRun>> listMapRuns(const journal::Reader &journal, uint64_t execution);
/// A page of the children of `run`, the newest first; see journal::Reader::list.
Expected<journal::Page<MapRunChild>> listChildren(const journal::Reader &journal, const MapRun &run,
                                                  std::optional<journal::Status> status,
                                                  const std::string &position, unsigned limit);

} // namespace asl::service
