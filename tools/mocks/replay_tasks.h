// The executor that answers tasks as a recording has it.
#pragma once

#include "asl/engine/task_executor.h"
#include "tools/mocks/recording.h"

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::mocks {

/// Answers each call with what was recorded for it: of the same state at the same place in its
/// machine, the next one. Carries nothing out. Meant for one execution on a virtual clock, whose
/// answers take as long as they took. May be called from any thread.
class ReplayTasks final : public asl::task::TaskExecutor {
public:
  enum class Requests : uint8_t {
    Compared, ///< a call whose request or attempt is not the recorded one ends the execution
    Ignored   ///< it is answered all the same
  };
  ReplayTasks(Recording recording, Requests requests);

  uint64_t start(const asl::task::Request &request,
                 std::shared_ptr<asl::task::Reply> reply) override;
  bool mayRepeat(const asl::task::Request &) override { return true; }
  void cancel(uint64_t) override {}

  /// Why the execution was ended, if it was; then what was recorded and did not happen.
  std::string problem() const;

private:
  /// The recorded call that answers; or why there is none.
  asl::Expected<RecordedCall> next(const asl::task::Request &request);

  const std::string path_;
  const Requests requests_;
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<RecordedCall>, std::less<>> calls_; ///< not yet made
  std::map<std::string, size_t, std::less<>> made_;
  std::string problem_;
};

} // namespace aslc::mocks
