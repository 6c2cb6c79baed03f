// Test cases of a MockConfigFile.json, chosen by the ARN with which an execution is started, as
// Step Functions Local and LocalStack do it: `...:stateMachine:Orders#HappyPath`.
#pragma once

#include "runtime/api/call.h"
#include "tools/mocks/mock_tasks.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace aslc::serve {

/// Knows the executions that were started with a test case. Any thread. In memory: an execution
/// that goes on in another process has no mocks there.
class Mocking final : public asl::api::Operations {
public:
  /// `path` is that of the mock file, which is read at each start; empty: there are no test cases,
  /// and `#` in an ARN is what it always was.
  explicit Mocking(std::string path) : path_(std::move(path)) {}

  /// Where calls go; must outlive the calls.
  void setOperations(asl::api::Operations &operations) { operations_ = &operations; }
  /// Takes the test case off the ARN of a start, and refuses one that is not in the file.
  void call(asl::api::Call call) override;

  /// An executor that answers the tasks of those executions and gives all others to `others`. This
  /// must outlive it.
  std::shared_ptr<asl::task::TaskExecutor>
  inFrontOf(std::shared_ptr<asl::task::TaskExecutor> others);

  /// The tasks of an execution that has mocks for this state; null for others.
  std::shared_ptr<mocks::MockTasks> find(const asl::task::Request &request) const;

private:
  void remember(std::string execution, mocks::Plan plan);

  const std::string path_;
  asl::api::Operations *operations_ = nullptr;
  mutable std::mutex mutex_;
  /// By `machine:execution` with what stands before it in the ARN of the machine.
  std::unordered_map<std::string, std::shared_ptr<mocks::MockTasks>> executions_;
  std::deque<std::string> order_; ///< oldest first: only so many are kept
};

} // namespace aslc::serve
