// The rules of RedriveExecution:
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
#include "runtime/service/redrive.h"

#include "runtime/exec/execution.h"

namespace asl::service {
namespace {

constexpr int64_t kDayMs = int64_t(24) * 3600 * 1000;
constexpr int64_t kRedrivableMs = 14 * kDayMs;
/// One event says that it is redriven, one must be left for its end.
constexpr uint32_t kMostEvents = exec::kMaxEvents - 2;

constexpr int64_t kTokenMs = int64_t(15) * 60 * 1000;
constexpr size_t kMostTokens = 10; ///< of an execution

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

std::optional<int64_t> ClientTokens::find(uint64_t execution, const std::string &token,
                                          int64_t nowMs) {
  if (token.empty())
    return std::nullopt;
  std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const auto &entry) {
    return entry.second.empty() || nowMs - entry.second.back().atMs > kTokenMs;
  });
  auto found = tokens_.find(execution);
  if (found == tokens_.end())
    return std::nullopt;
  for (const Token &known : found->second)
    if (known.text == token && nowMs - known.atMs <= kTokenMs)
      return known.atMs;
  return std::nullopt;
}

void ClientTokens::add(uint64_t execution, const std::string &token, int64_t atMs) {
  if (token.empty())
    return;
  std::lock_guard lock(mutex_);
  std::deque<Token> &tokens = tokens_[execution];
  tokens.push_back({token, atMs});
  if (tokens.size() > kMostTokens)
    tokens.pop_front();
}

} // namespace asl::service
