// Answers the tasks of an execution case from its mocks.
#pragma once

#include "test/conformance/runner/compare.h"

#include "runtime/binding/mock.h"

#include <atomic>

namespace asl::conformance {

/// The mocks of a case, each of an activity with the name of the worker that took it (`Started`,
/// see MockExecutor): the case has that only in its history, where it is what the outside did.
Json mocksOf(const Json &body);

/// Answers the tasks of a case from its mocks. An activity without a mock does not exist.
class CaseExecutor : public task::TaskExecutor {
public:
  explicit CaseExecutor(const Json &body);
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  std::optional<std::string> unbound(const task::Request &request) override;
  bool mayRepeat(const task::Request &) override { return true; }
  void cancel(uint64_t handle) override { mocks_.cancel(handle); }
  /// How many requests it got.
  size_t requests() const { return requests_; }

private:
  Json lists_;
  std::atomic<size_t> requests_ = 0;
  binding::MockExecutor mocks_;
};

} // namespace asl::conformance
