// Token buckets.
#include "runtime/api/throttle.h"

#include "runtime/api/model.h"

#include <algorithm>
#include <charconv>

namespace asl::api {
namespace {

/// The bucket of StartExecution for Express machines.
constexpr std::string_view kExpressStart = "StartExecution (Express)";

struct Limit {
  std::string_view operations; ///< a name, or the begin of names with `*`
  double size, perSecond;
};
/// In the order in which they are looked for. From
/// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html.
constexpr Limit kLimits[] = {
    {kExpressStart, 6000, 6000},
    {"StartExecution", 1300, 300},
    {"StartSyncExecution", 0, 0},
    {"StopExecution", 1000, 200},
    {"RedriveExecution", 1300, 300},
    {"GetActivityTask", 3000, 500},
    {"SendTask*", 3000, 500},
    {"DescribeExecution", 300, 15},
    {"GetExecutionHistory", 400, 20},
    {"ListExecutions", 200, 5},
    {"ListActivities", 100, 10},
    {"ListStateMachines", 100, 5},
    {"DescribeStateMachine", 200, 20},
    {"Create*", 100, 1},
    {"Delete*", 100, 1},
    {"Update*", 100, 1},
    {"PublishStateMachineVersion", 100, 1},
    {"Describe*", 200, 1},
    {"List*", 100, 1},
    {"TagResource", 200, 1},
    {"UntagResource", 200, 1},
    {"TestState", 1, 1},
};

/// Accounts and regions are named by callers: no more buckets than this are kept.
constexpr size_t kMostBuckets = 10'000;

const Limit *limitOf(std::string_view operation) {
  for (const Limit &limit : kLimits) {
    std::string_view name = limit.operations;
    bool isPrefix = name.ends_with('*');
    if (isPrefix ? operation.starts_with(name.substr(0, name.size() - 1)) : operation == name)
      return limit.size == 0 ? nullptr : &limit;
  }
  return nullptr;
}

} // namespace

Expected<void> Throttle::inject(std::string_view rule) {
  size_t blank = rule.find(' ');
  std::string_view operation = rule.substr(0, blank);
  std::string_view part = blank == rule.npos ? std::string_view() : rule.substr(blank + 1);
  double percent = 0;
  auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), percent);
  bool isPercent = error == std::errc() && end + 1 == part.data() + part.size() && *end == '%' &&
                   percent >= 0 && percent <= 100;
  if (!isPercent)
    return Failure{"`" + std::string(rule) +
                   "` is not an operation and a percentage, such as `StartExecution 20%`"};
  if (operation != "*" && !model::findOperation(operation))
    return Failure{"`" + std::string(operation) + "` is not an operation of the API"};
  std::lock_guard hold(lock_);
  injected_[std::string(operation)].part = percent / 100;
  return {};
}

bool Throttle::admits(const Caller &caller, std::string_view operation, Time now, bool isExpress) {
  std::lock_guard hold(lock_);
  auto found = injected_.find(operation);
  if (found == injected_.end())
    found = injected_.find("*");
  if (found != injected_.end()) {
    Injected &injected = found->second;
    injected.sum += injected.part;
    // What adds up to one is rarely exact.
    if (injected.sum > 1 - 1e-9) {
      injected.sum -= 1;
      return false;
    }
  }
  if (isExpress && operation == "StartExecution")
    operation = kExpressStart;
  return !hasLimits_ || takesToken(caller, operation, now);
}

bool Throttle::takesToken(const Caller &caller, std::string_view operation, Time now) {
  const Limit *limit = limitOf(operation);
  if (!limit)
    return true;
  if (buckets_.size() >= kMostBuckets)
    std::erase_if(buckets_, [&](const auto &each) {
      return now - each.second.filled > std::chrono::minutes(5);
    });
  auto key = std::tuple(caller.account, caller.region, std::string(operation));
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kMostBuckets)
      return false;
    found = buckets_.emplace(std::move(key), Bucket{limit->size, now}).first;
  }
  Bucket &bucket = found->second;
  double seconds = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.tokens = std::min(limit->size, bucket.tokens + seconds * limit->perSecond);
  bucket.filled = now;
  if (bucket.tokens < 1)
    return false;
  bucket.tokens -= 1;
  return true;
}

} // namespace asl::api
