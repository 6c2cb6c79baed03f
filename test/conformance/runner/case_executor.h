// Answers the tasks of an execution case from its mocks.
#pragma once

#include "test/conformance/runner/compare.h"

#include "runtime/task/mock.h"

namespace asl::conformance {

/// The mocks of a case, each of an activity with the name of the worker that took it (`Started`,
/// see MockCarrier): the case has that only in its history, where it is what the outside did.
Json mocksOf(const Json &body);

/// Answers the tasks of a case from its mocks. An activity without a mock does not exist.
class CaseExecutor : public tasks::Carrier {
public:
  explicit CaseExecutor(const Json &body);
  uint64_t start(const tasks::Request &request, std::shared_ptr<tasks::Reply> reply) override;
  void cancel(uint64_t handle) override { mocks_.cancel(handle); }

private:
  Json lists_;
  tasks::MockCarrier mocks_;
};

} // namespace asl::conformance
