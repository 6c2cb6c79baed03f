// Waiting for the next events of executions.
#pragma once

#include "runtime/api/call.h"

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace aslc::serve {

/// Answers calls of `WatchExecution` as soon as there is something new, or after 25 seconds. All
/// members may be called from any thread.
class Watch {
public:
  /// `operations` must outlive it.
  explicit Watch(asl::api::Operations &operations);
  /// Answers the calls that wait.
  ~Watch();

  /// A call with `executionArn`, `after`, `maxResults`, and `ids` when it wants certain events:
  /// such a call, and one about an execution that has ended, is answered at once.
  void add(asl::api::Call call);

private:
  struct Waiting {
    asl::api::Call call;
    std::chrono::steady_clock::time_point deadline;
  };
  /// Answers the call if there is something new, or if it `isLast`. False: it waits on.
  bool answer(const asl::api::Call &call, bool isLast);
  void run();

  asl::api::Operations &operations_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Waiting> waiting_;
  bool isStopping_ = false;
  std::thread thread_;
};

} // namespace aslc::serve
