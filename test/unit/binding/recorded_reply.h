// A reply that remembers what it was told and can be waited for; and requests to start tasks with.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/value/json.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

namespace asl::binding {

class RecordedReply : public Reply {
public:
  void started(std::optional<std::string> worker) override {
    tell("started " + worker.value_or("-"));
  }
  void submitted(std::string json) override { tell("submitted " + json); }
  void heartbeat() override { tell("heartbeat"); }
  void succeeded(std::string json) override { tell("succeeded " + json, true); }
  void succeededWith(asl_value value) override { tell("succeeded " + json::write(value), true); }
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              FailedAt at) override {
    const char *places[] = {"", " at schedule", " at start", " at submit"};
    tell("failed " + error.value_or("-") + ": " + cause.value_or("-") +
             places[static_cast<int>(at)],
         true);
  }
  void unbound(std::string message) override { tell("unbound " + message, true); }
  void after(int64_t delayMs, std::function<void()> action) override {
    tell("after " + std::to_string(delayMs));
    action();
  }

  /// All that was told, one line each, when the task has ended (or `seconds` have passed).
  std::string wait(double seconds = 20) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return ended_; });
    return told_;
  }

private:
  void tell(std::string line, bool end = false) {
    std::lock_guard lock(mutex_);
    told_ += (told_.empty() ? "" : "\n") + line;
    ended_ |= end;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string told_;
  bool ended_ = false;
};

/// A heap with a request in it.
struct RequestOf {
  Heap heap{nullptr, 1};
  Request request;
  RequestOf(std::string_view resource, std::string_view parameters,
            std::string_view state = "Work") {
    request.resource = parseResource(resource);
    request.stateName = state;
    request.executionArn = "arn:aws:states:us-east-1:123456789012:execution:M:e";
    request.heap = &heap;
    request.parameters = json::read(heap, parameters);
    if (request.resource.pattern != Resource::Pattern::RequestResponse)
      request.taskToken = "token-1";
  }
};

/// Starts a task with `executor` and gives what its reply was told.
inline std::string run(TaskExecutor &executor, std::string_view resource,
                       std::string_view parameters, std::string_view state = "Work") {
  RequestOf of(resource, parameters, state);
  auto reply = std::make_shared<RecordedReply>();
  executor.start(of.request, reply);
  return reply->wait();
}

} // namespace asl::binding
