#include "tools/aslc/replay/history_calls.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace aslc::replay {

namespace {

using asl::Failure;
using asl::task::FailedAt;
using mocks::Answer;
using mocks::RecordedCall;

bool isTaskEvent(const Event &event) {
  return (event.type.starts_with("Task") && !event.type.starts_with("TaskState")) ||
         event.type.starts_with("LambdaFunction") || event.type.starts_with("Activity");
}

bool endsWith(const Event &event, std::string_view ending) { return event.type.ends_with(ending); }

/// Collects the calls of one flow.
class Calls {
public:
  Calls(const Flow &flow, const std::string &path) : flow_(flow), path_(path) {}

  asl::Expected<std::vector<std::pair<int64_t, RecordedCall>>> read() {
    for (const Event *event : flow_.events) {
      if (event->isStateEntered()) {
        close();
        state_ = event->stateName();
        attempt_ = 0;
      }
      if (isTaskEvent(*event))
        take(*event);
    }
    close();
    if (!problem_.empty())
      return Failure{problem_};
    return std::move(calls_);
  }

private:
  std::string sourceOf(const Event &event) const {
    return path_ + ": event " + std::to_string(event.id);
  }
  double secondsTo(const Event &event) const {
    return static_cast<double>(std::max<int64_t>(event.timeMs - startMs_, 0)) / 1000;
  }

  void take(const Event &event) {
    if (endsWith(event, "Scheduled"))
      return schedule(event);
    if (!open_)
      return;
    if (event.is("ActivityStarted") && event.details.contains("workerName"))
      open_->workerName = event.text("workerName");
    if (event.is("TaskSubmitted")) {
      open_->answer.submitted = payloadOf(event);
      open_->submittedSeconds = secondsTo(event);
    }
    if (endsWith(event, "Succeeded")) {
      open_->answer.kind = Answer::Kind::Return;
      open_->answer.json = payloadOf(event);
      end(event);
    } else if (endsWith(event, "Failed")) {
      fail(event);
    } else if (endsWith(event, "TimedOut")) {
      close(); // a limit of the state ends it again
    }
  }

  void schedule(const Event &event) {
    close();
    open_.emplace();
    open_->state = state_;
    open_->where = flow_.where + state_;
    open_->attempt = attempt_++;
    open_->source = sourceOf(event);
    const char *field = event.is("TaskScheduled") ? "parameters" : "input";
    if (auto request = event.details.find(field); request != event.details.end())
      open_->request = *request;
    startMs_ = event.timeMs;
    id_ = event.id;
  }

  void fail(const Event &event) {
    Answer &answer = open_->answer;
    answer.kind = Answer::Kind::Throw;
    for (auto [name, member] : {std::pair{"error", &answer.error}, {"cause", &answer.cause}})
      if (event.details.contains(name))
        *member = event.text(name);
    answer.failedAt = endsWith(event, "ScheduleFailed") ? FailedAt::Schedule
                      : endsWith(event, "StartFailed")  ? FailedAt::Start
                      : endsWith(event, "SubmitFailed") ? FailedAt::Submit
                                                        : FailedAt::Run;
    end(event);
  }

  void end(const Event &event) {
    open_->answer.delaySeconds = secondsTo(event);
    close();
  }

  void close() {
    if (open_)
      calls_.emplace_back(id_, *std::exchange(open_, std::nullopt));
  }

  /// The output of the event as JSON text.
  std::string payloadOf(const Event &event) {
    if (event.payload)
      return *event.payload;
    if (problem_.empty())
      problem_ = sourceOf(event) + " (" + event.type + " of `" + state_ +
                 "`) has no output, so that it cannot be replayed; get the history with its data "
                 "(--include-execution-data)";
    return "null";
  }

  const Flow &flow_;
  const std::string &path_;
  std::string state_, problem_;
  uint64_t attempt_ = 0;
  int64_t startMs_ = 0, id_ = 0;
  std::optional<RecordedCall> open_;
  std::vector<std::pair<int64_t, RecordedCall>> calls_;
};

} // namespace

asl::Expected<mocks::Recording> recordingOf(const std::vector<Event> &events,
                                            const std::map<std::string, Flow> &flows,
                                            const std::string &path) {
  std::vector<std::pair<int64_t, RecordedCall>> calls;
  for (const auto &[key, flow] : flows) {
    auto found = Calls(flow, path).read();
    if (!found)
      return found.failure();
    calls.insert(calls.end(), found->begin(), found->end());
  }
  std::sort(calls.begin(), calls.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  mocks::Recording recording;
  recording.path = path;
  for (auto &[id, call] : calls)
    recording.calls.push_back(std::move(call));
  if (events.empty() || !events.front().is("ExecutionStarted"))
    return Failure{path + ": the history does not begin with ExecutionStarted"};
  const Event &start = events.front();
  recording.startMs = start.timeMs;
  recording.roleArn = start.text("roleArn");
  recording.input = start.payload;
  for (const Event &event : events)
    if (recording.region.empty())
      recording.region = event.text("region");
  return recording;
}

} // namespace aslc::replay
