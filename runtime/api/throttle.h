// Limits on the rate of calls: AWS's token buckets, and deliberate faults for tests.
#pragma once

#include "runtime/api/call.h"
#include "runtime/support/expected.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace asl::api {

/// Decides whether a call is admitted. All members may be called from any thread.
class Throttle {
public:
  using Time = std::chrono::steady_clock::time_point;

  /// Turns on the limits of AWS's large regions: a bucket for each account, region and operation;
  /// StartExecution has two, for Standard and for Express machines.
  void useAwsLimits() { hasLimits_ = true; }
  /// Refuses a part of the calls of an operation: `StartExecution 20%`, or `* 5%` for all. The
  /// refused calls are spread evenly, the first of them as soon as the parts add up to one.
  Expected<void> inject(std::string_view rule);
  /// False: the caller gets ThrottlingException.
  /// `isExpress`: whether a StartExecution is about an Express machine.
  bool admits(const Caller &caller, std::string_view operation, Time now, bool isExpress = false);

private:
  struct Bucket {
    double tokens;
    Time filled;
  };
  struct Injected {
    double part = 0, sum = 0;
  };
  bool takesToken(const Caller &caller, std::string_view operation, Time now);

  std::mutex lock_;
  bool hasLimits_ = false;
  std::map<std::string, Injected, std::less<>> injected_;
  std::map<std::tuple<std::string, std::string, std::string>, Bucket> buckets_;
};

} // namespace asl::api
