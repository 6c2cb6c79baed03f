#include "tools/mocks/replay_tasks.h"

#include "runtime/dom/text.h"
#include "tools/mocks/compare.h"
#include "tools/mocks/place.h"
#include "tools/mocks/same.h"

#include <cmath>

namespace aslc::mocks {

using asl::task::Reply;
using asl::task::Request;

namespace {

/// Longer than an execution may take: what is not answered until then never is.
constexpr int64_t neverMs = int64_t(400) * 24 * 3600 * 1000;

int64_t msOf(double seconds) { return std::llround(seconds * 1000); }

/// What the recorded call is filed under.
const std::string &keyOf(const RecordedCall &call) {
  return call.where.empty() ? call.state : call.where;
}

void finish(Reply &reply, const Answer &answer) {
  if (answer.kind == Answer::Kind::Throw)
    reply.failed(answer.error, answer.cause, answer.failedAt);
  else
    reply.succeeded(answer.json);
}

/// Calls `action` at once when no time is to pass.
void later(const std::shared_ptr<Reply> &reply, int64_t delayMs, std::function<void()> action) {
  if (delayMs > 0)
    reply->after(delayMs, std::move(action));
  else
    action();
}

/// Heartbeats until the answer: those of the recorded worker are not known, but that they came.
void keepAlive(const std::shared_ptr<Reply> &reply, int64_t leftMs) {
  constexpr int64_t leastMs = 500, mostBeats = 100'000;
  int64_t stepMs = std::max(leastMs, leftMs / mostBeats);
  if (leftMs <= stepMs)
    return;
  reply->after(stepMs, [reply, leftMs, stepMs] {
    reply->heartbeat();
    keepAlive(reply, leftMs - stepMs);
  });
}

void deliver(const std::shared_ptr<Reply> &reply, const RecordedCall &call, bool isActivity) {
  const Answer &answer = call.answer;
  bool isOver = answer.kind != Answer::Kind::Hang;
  bool isRefused =
      answer.kind == Answer::Kind::Throw && answer.failedAt != asl::task::FailedAt::Run;
  if (isActivity && !isRefused)
    reply->started(call.workerName);
  if (answer.submitted)
    later(reply, msOf(call.submittedSeconds),
          [reply, json = *answer.submitted] { reply->submitted(json); });
  if (isOver) {
    int64_t delayMs = msOf(answer.delaySeconds);
    keepAlive(reply, delayMs);
    later(reply, delayMs, [reply, answer] { finish(*reply, answer); });
    return;
  }
  std::string message = "The task of the state `" + call.state + "` was never answered in " +
                        call.source + ", and nothing limits its time";
  reply->after(neverMs, [reply, message] { reply->unbound(message); });
}

} // namespace

ReplayTasks::ReplayTasks(Recording recording, Requests requests)
    : path_(recording.path), requests_(requests) {
  for (RecordedCall &call : recording.calls)
    calls_[keyOf(call)].push_back(std::move(call));
}

asl::Expected<RecordedCall> ReplayTasks::next(const Request &request) {
  std::string state(request.stateName), where = currentPlace();
  Json asked = withoutToken(asl::dom::parseOrdered(request.parametersJson()), request.taskToken);
  auto found = calls_.find(where);
  if (where.empty() || found == calls_.end())
    found = calls_.find(state); // the recording does not tell places
  std::string place = where.empty() ? state : where;
  std::string name = "call " + std::to_string(made_[place]++) + " of `" + place + "` (attempt " +
                     std::to_string(request.attempt) + ")";
  if (found == calls_.end() || found->second.empty())
    return asl::Failure{"The " + name + ", with the request " + asl::dom::write(asked) +
                        ", is not in " + path_ + ", which has " + std::to_string(made_[place] - 1) +
                        " calls of it"};
  RecordedCall call = std::move(found->second.front());
  found->second.pop_front();
  if (requests_ == Requests::Ignored)
    return call;
  if (call.attempt != request.attempt)
    return asl::Failure{"The " + name + " is not the recorded one, which was attempt " +
                        std::to_string(call.attempt) + " (" + call.source + ")"};
  if (!call.request)
    return call;
  std::vector<Difference> differences;
  compare(*call.request, withRecordedTexts(asked, *call.request), /*partly=*/false, "request",
          differences);
  if (differences.empty())
    return call;
  const Difference &first = differences.front();
  return asl::Failure{"The " + name + " has another request than the recorded one (" + call.source +
                      "): " + first.place + " was " + first.expected + " and is " + first.got +
                      "; recorded " + asl::dom::write(*call.request) + ", now " +
                      asl::dom::write(asked)};
}

uint64_t ReplayTasks::start(const Request &request, std::shared_ptr<Reply> reply) {
  std::unique_lock lock(mutex_);
  asl::Expected<RecordedCall> call = next(request);
  if (!call && problem_.empty())
    problem_ = call.error();
  lock.unlock();
  bool isActivity = request.resource.kind == asl::task::Resource::Kind::Activity;
  if (!call) {
    // A history has no event of a task for an activity that was deleted.
    bool isDeleted = isActivity && requests_ == Requests::Ignored;
    reply->unbound(isDeleted
                       ? "The activity " + std::string(request.resource.text) + " does not exist."
                       : call.error());
    return 0;
  }
  deliver(reply, *call, isActivity);
  return 0;
}

std::string ReplayTasks::problem() const {
  std::lock_guard lock(mutex_);
  if (!problem_.empty())
    return problem_;
  for (const auto &[place, calls] : calls_)
    if (!calls.empty())
      return std::to_string(calls.size()) +
             (calls.size() == 1 ? " recorded call" : " recorded calls") + " of `" + place +
             "` did not happen: the first is at " + calls.front().source;
  return "";
}

} // namespace aslc::mocks
