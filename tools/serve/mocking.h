// Mocks of a server's executions: test cases of a MockConfigFile.json, chosen by the ARN with which
// an execution is started, as Step Functions Local and LocalStack do it
// (`...:stateMachine:Orders#HappyPath`), and files in aslc's own form, which need no case.
#pragma once

#include "runtime/api/call.h"
#include "runtime/journal/journal.h"
#include "tools/mocks/mock_file.h"
#include "tools/mocks/mock_tasks.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace aslc::serve {

/// Knows the executions that have mocks, and keeps in the journal which case they have and how many
/// calls were answered, so that they go on with their mocks in another process. Any thread.
class Mocking final : public asl::api::Operations {
public:
  /// `path` is that of the mock file, which is read at each start of an execution; empty: there are
  /// no mocks, and `#` in an ARN is what it always was.
  explicit Mocking(std::string path) : path_(std::move(path)) {}

  /// Reads the mock file, and from `journal`, which must outlive the tasks, what executions have.
  /// To be called before executions go on. Fails with lines for people.
  asl::Expected<void> open(asl::journal::Journal &journal);
  /// Where calls go; must outlive the calls.
  void setOperations(asl::api::Operations &operations) { operations_ = &operations; }
  /// Takes the test case off the ARN of a start, and refuses one that is not in the file.
  void call(asl::api::Call call) override;

  /// An executor that answers the tasks of those executions and gives all others to `others`. This
  /// must outlive it.
  std::shared_ptr<asl::task::TaskExecutor>
  inFrontOf(std::shared_ptr<asl::task::TaskExecutor> others);

  struct Found {
    std::shared_ptr<mocks::MockTasks> tasks; ///< they have mocks for the state; null: nobody has
    std::string problem; ///< why the mocks of this execution cannot be used; empty: they can
  };
  /// The mocks for a task.
  Found find(const asl::task::Request &request);

private:
  struct Entry {
    std::string testCase;
    mocks::CountsByState counts;             ///< at the start of this process
    std::shared_ptr<mocks::MockTasks> tasks; ///< null until they are needed
    std::string problem;
  };

  asl::Expected<std::shared_ptr<const mocks::MockFile>> readFile() const;
  bool isConfig(const asl::Expected<std::shared_ptr<const mocks::MockFile>> &file);
  void remember(const std::string &execution, const std::string &testCase, bool isKept);
  std::string ownerOf(const std::string &key);
  void prepare(Entry &entry, const std::string &execution, bool isKept);
  void keep(const std::string &execution, std::optional<std::string> body);

  const std::string path_;
  asl::api::Operations *operations_ = nullptr;
  asl::journal::Journal *journal_ = nullptr;
  std::mutex mutex_;
  std::shared_ptr<const mocks::MockFile> file_; ///< as it was read the last time
  /// By `machine:execution` with what stands before it in the ARN of the machine.
  std::unordered_map<std::string, Entry> executions_;
  std::deque<std::string> order_; ///< oldest first: only so many are kept
  /// The executions that children of distributed Maps belong to, by the keys of both.
  std::unordered_map<std::string, std::string> owners_;
};

} // namespace aslc::serve
