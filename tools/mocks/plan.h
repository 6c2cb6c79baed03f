// Plans: which answer each call of a task gets.
#pragma once

#include "asl/engine/task_executor.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::mocks {

using Json = nlohmann::ordered_json;

/// A range of counts from 0, both ends included.
struct Range {
  uint64_t first = 0;
  uint64_t last = std::numeric_limits<uint64_t>::max();
  bool holds(uint64_t count) const { return first <= count && count <= last; }
};

/// The answer to a task.
struct Answer {
  enum class Kind : uint8_t {
    Return, ///< the task's result, as `json` has it
    Result, ///< what the function or service gives: `json` is put into the service's envelope
    Throw,  ///< `error` and `cause`
    Hang    ///< never; of a callback: after the call itself was answered
  };
  Kind kind = Kind::Hang;
  std::string json;
  std::optional<std::string> error, cause;
  asl::task::FailedAt failedAt = asl::task::FailedAt::Run; ///< Throw: what could not be done
  std::optional<std::string> submitted; ///< JSON text: the answer to the call itself
  double delaySeconds = 0;
  bool twice = false;    ///< it is delivered once more
  bool throttle = false; ///< Throw: the error of the service for too many requests
};

/// A fault injected into some of the calls that a mock answers.
struct Fault {
  enum class Kind : uint8_t {
    Fail, ///< `failure` in place of the answer
    Lose, ///< the answer never comes
    Twice ///< the answer comes twice
  };
  Range calls; ///< by the number of calls that the mock has answered
  Kind kind = Kind::Fail;
  Answer failure;
};

/// Answers for those calls of a state that it fits.
struct Mock {
  std::string place;                             ///< `file:line:column`, for messages
  std::optional<Json> input;                     ///< the request is equal to it
  std::optional<Json> inputContains;             ///< the request has what it has
  std::optional<Range> call;                     ///< which calls of the state
  std::optional<uint64_t> iteration;             ///< the index of the item in the innermost Map
  std::optional<uint64_t> attempt;               ///< 0: not a retry
  std::optional<uint64_t> times;                 ///< how many calls are expected
  std::vector<std::pair<Range, Answer>> answers; ///< by the number of calls that it has answered
  std::vector<Fault> faults;
};

/// The mocks of each state, by its name. Of several that fit a call, the first is taken.
using Plan = std::map<std::string, std::vector<Mock>, std::less<>>;

/// `schedule`, `start` or `submit`; empty for Run.
std::string_view nameOf(asl::task::FailedAt at);

/// Whether `actual` has all that `expected` has: of an object the given members, of an array all
/// elements; numbers are compared by value.
bool contains(const Json &actual, const Json &expected);
/// Equality by value, whatever the order of members.
bool isEqual(const Json &a, const Json &b);

} // namespace aslc::mocks
