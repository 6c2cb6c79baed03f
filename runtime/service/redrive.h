// Which executions can be redriven.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::service {

/// `redriveStatus` and `redriveStatusReason` of DescribeExecution.
struct RedriveStatus {
  enum class Kind : uint8_t { Redrivable, NotRedrivable, ByMapRun };
  Kind kind = Kind::Redrivable;
  std::string reason{}; ///< empty when redrivable
};

RedriveStatus redriveStatusOf(const journal::Execution &execution, int64_t nowMs);

/// `REDRIVABLE`, `NOT_REDRIVABLE` or `REDRIVABLE_BY_MAP_RUN`.
std::string_view redriveStatusName(RedriveStatus::Kind kind);

/// What the engine needs for a redrive.
struct RedrivePlan {
  std::string name; ///< of the execution
  std::vector<journal::Record> rows;
  DurableEngine::Redrive how;
};
/// Fails with AWS's error, beginning with its name: `ExecutionDoesNotExist` or
/// `ExecutionNotRedrivable`. `revision` is that of the module; 0: that of the execution.
Expected<RedrivePlan> planRedrive(const journal::Reader &journal, uint64_t execution,
                                  uint64_t revision, int64_t nowMs);

/// The answers to requests that may come again. Any thread.
class ClientTokens {
public:
  /// When the execution was redriven for this token, not too long ago.
  std::optional<int64_t> find(uint64_t execution, const std::string &token, int64_t nowMs);
  void add(uint64_t execution, const std::string &token, int64_t atMs);

private:
  struct Token {
    std::string text;
    int64_t atMs;
  };
  std::mutex mutex_;
  std::map<uint64_t, std::deque<Token>> tokens_; ///< by execution
};

} // namespace asl::service
