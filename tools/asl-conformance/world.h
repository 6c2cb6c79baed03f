// The outside world of an execution case: its mocks, and what else its recording tells of them.
#pragma once

#include "tools/asl-conformance/compare.h"

#include "runtime/binding/mock.h"

namespace asl::conformance {

/// The mocks of a case, each of an activity with the name of the worker that took it (`Started`,
/// see MockExecutor): the case has that only in its history, where it is what the outside did.
Json mocksOf(const Json &body);

/// Answers the tasks of a case from its mocks. An activity that no mock speaks of does not exist.
class World : public task::TaskExecutor {
public:
  explicit World(const Json &body);
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  void cancel(uint64_t handle) override { mocks_.cancel(handle); }

private:
  Json lists_;
  binding::MockExecutor mocks_;
};

} // namespace asl::conformance
