// The rules of RedriveExecution:
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
#include "runtime/service/redrive.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/stored_execution.h"

#include <algorithm>

namespace asl::service {
namespace {

constexpr int64_t kDayMs = int64_t(24) * 3600 * 1000;
constexpr int64_t kRedrivableMs = 14 * kDayMs;
/// One event says that it is redriven, one must be left for its end.
constexpr uint32_t kMostEvents = exec::kMaxEvents - 2;

constexpr int64_t kTokenMs = int64_t(15) * 60 * 1000;
constexpr unsigned kMostRedrives = 10;

/// Why it cannot be redriven; empty when it can.
std::string reasonOf(const journal::Execution &execution, int64_t nowMs) {
  using journal::Status;
  if (execution.status == Status::Running || execution.status == Status::PendingRedrive)
    return "Execution is RUNNING and cannot be redriven";
  if (execution.status == Status::Succeeded)
    return "Execution is SUCCEEDED and cannot be redriven";
  if (execution.lastEvent > kMostEvents)
    return "Execution history event limit exceeded";
  if (nowMs - execution.start.startMs >= exec::kStandardLimitMs)
    return "Execution has exceeded the max execution time";
  if (nowMs - execution.stopMs.value_or(nowMs) > kRedrivableMs)
    return "Execution redrivable period exceeded";
  return {};
}

} // namespace

RedriveStatus redriveStatusOf(const journal::Execution &execution, int64_t nowMs) {
  using Kind = RedriveStatus::Kind;
  RedriveStatus status{Kind::NotRedrivable, reasonOf(execution, nowMs)};
  if (status.reason.empty())
    status.kind = execution.start.mapRun ? Kind::ByMapRun : Kind::Redrivable;
  return status;
}

RedriveStatus redriveStatusOf(const journal::Reader &journal, const journal::Execution &execution,
                              int64_t nowMs) {
  RedriveStatus status = redriveStatusOf(execution, nowMs);
  if (status.kind != RedriveStatus::Kind::Redrivable)
    return status;
  auto rows = journal.tail(execution.id);
  if (!rows)
    return {RedriveStatus::Kind::NotRedrivable, rows.error()};
  if (!exec::hasState(*rows))
    return {RedriveStatus::Kind::NotRedrivable, "The record of the execution is damaged"};
  return status;
}

std::string_view redriveStatusName(RedriveStatus::Kind kind) {
  switch (kind) {
  case RedriveStatus::Kind::Redrivable:
    return "REDRIVABLE";
  case RedriveStatus::Kind::ByMapRun:
    return "REDRIVABLE_BY_MAP_RUN";
  default:
    return "NOT_REDRIVABLE";
  }
}

Expected<std::optional<int64_t>> redrivenFor(const journal::Reader &journal, uint64_t execution,
                                             const std::string &token, int64_t nowMs) {
  constexpr unsigned kRowsAtOnce = 64;
  auto described = journal.describe(execution);
  if (!described)
    return described.failure();
  const auto &known = *described;
  unsigned left = known ? std::min(known->redrives, kMostRedrives) : 0;
  if (token.empty() || left == 0 || nowMs - known->redriveMs.value_or(0) > kTokenMs)
    return std::optional<int64_t>();
  std::string position;
  do {
    auto page = journal.records(execution, journal::Direction::Backwards, position, kRowsAtOnce);
    if (!page)
      return page.failure();
    for (const journal::Record &row : page->items) {
      if (!row.redrive)
        continue;
      if (nowMs - row.redrive->atMs > kTokenMs)
        return std::optional<int64_t>();
      if (row.redrive->clientToken == token)
        return std::optional(row.redrive->atMs);
      if (--left == 0)
        return std::optional<int64_t>();
    }
    position = page->next;
  } while (!position.empty());
  return std::optional<int64_t>();
}

} // namespace asl::service
