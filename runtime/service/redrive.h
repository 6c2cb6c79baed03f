// Which executions can be redriven.
#pragma once

#include "runtime/journal/types.h"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

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
