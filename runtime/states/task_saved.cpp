// A Task that is saved and goes on: in this process when it comes back to memory, or in the next
// one.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/load_suspension.h"
#include "runtime/states/task_suspension.h"

namespace asl::states {

using namespace exec;

namespace {

/// In the byte of `submitted_`.
constexpr uint8_t kSubmitted = 1, kHasEarly = 2;

void saveAnswer(record::ByteWriter &out, const TaskAnswer &answer) {
  out.byte(answer.kind == TaskAnswer::Kind::Success);
  out.text(answer.output);
  out.optionalText(answer.error);
  out.optionalText(answer.cause);
}

TaskAnswer loadAnswer(record::ByteReader &in) {
  auto owned = [](std::optional<std::string_view> text) {
    return text ? std::optional<std::string>(*text) : std::nullopt;
  };
  TaskAnswer answer;
  answer.kind = in.byte() != 0 ? TaskAnswer::Kind::Success : TaskAnswer::Kind::Failure;
  answer.output = in.text();
  answer.error = owned(in.optionalText());
  answer.cause = owned(in.optionalText());
  return answer;
}

} // namespace

void TaskSuspension::save(Saver &saver) const {
  saver.out.number(number_);
  saver.out.byte(scheduled_);
  saver.out.byte(begun_);
  saver.out.byte(static_cast<uint8_t>((submitted_ ? kSubmitted : 0) | (early_ ? kHasEarly : 0)));
  saver.out.signedNumber(scheduling_.timeoutSeconds.value_or(0));
  saver.out.signedNumber(scheduling_.heartbeatSeconds.value_or(0));
  saver.timer(timeoutTimer_);
  saver.timer(heartbeatTimer_);
  // What is needed to send the request again.
  bool mayBeSent = execution_.isDurable() || !begun_;
  saver.value(mayBeSent ? scheduling_.input : undefined());
  saver.out.optionalText(mayBeSent ? scheduling_.roleArn : std::nullopt);
  if (early_)
    saveAnswer(saver.out, *early_);
}

namespace {

std::optional<int64_t> secondsOf(int64_t saved) {
  return saved == 0 ? std::nullopt : std::optional(saved);
}

} // namespace

TaskSuspension::TaskSuspension(Frame &frame, Loader &loader)
    : Suspension(frame), execution_(*frame.execution),
      resource_(execution_.shard.resource(frame.info().resource)), events_(frame, resource_) {
  number_ = loader.in.number();
  scheduled_ = loader.in.byte() != 0;
  begun_ = loader.in.byte() != 0;
  uint8_t flags = loader.in.byte();
  submitted_ = (flags & kSubmitted) != 0;
  scheduling_.timeoutSeconds = secondsOf(loader.in.signedNumber());
  scheduling_.heartbeatSeconds = secondsOf(loader.in.signedNumber());
  loader.timer(timeoutTimer_, timeoutTarget(false));
  loader.timer(heartbeatTimer_, timeoutTarget(true));
  scheduling_.input = loader.value();
  if (std::optional<std::string_view> role = loader.in.optionalText()) {
    roleArn_ = *role;
    scheduling_.roleArn = roleArn_;
  }
  if ((flags & kHasEarly) != 0)
    early_ = loadAnswer(loader.in);
  number_ = loader.suspensionNumber(*this, number_);
}

Suspension *loadTask(Frame &frame, Loader &loader) { return new TaskSuspension(frame, loader); }

void TaskSuspension::eachTimer(const std::function<void(TimerId &)> &each) {
  each(timeoutTimer_);
  each(heartbeatTimer_);
}

void TaskSuspension::detach() {
  execution_.shard.suspensions.find(number_)->suspension = nullptr;
  number_ = 0;
}

void TaskSuspension::addRoots(std::vector<Value *> &roots) { roots.push_back(&scheduling_.input); }

bool TaskSuspension::answer(const TaskAnswer &answer) {
  if (isOver() || early_)
    return false;
  bool isEnd = answer.kind == TaskAnswer::Kind::Success || answer.kind == TaskAnswer::Kind::Failure;
  if (isEnd && isCalling())
    early_ = answer;
  else if (isEnd)
    finish(endOf(answer));
  else if (answer.kind == TaskAnswer::Kind::Started)
    started(answer.worker);
  else
    heartbeat();
  return true;
}

bool TaskSuspension::isCalling() {
  return resource_.pattern == task::Resource::Pattern::WaitForTaskToken && !submitted_ &&
         handle() != 0;
}

TaskSuspension::End TaskSuspension::endOf(const TaskAnswer &answer) {
  if (answer.kind == TaskAnswer::Kind::Success)
    return ResultText{answer.output};
  return Failed{answer.error, answer.cause, task::FailedAt::Run};
}

/// The process that sent the request is gone. A task that somebody else ends goes on; a request
/// that may be carried out twice is sent again; any other fails, because nobody knows what became
/// of it.
bool TaskSuspension::resumed() {
  if (early_)
    finish(endOf(*early_));
  if (isOver() || (hasOtherEnd() && begun_))
    return true;
  task::TaskExecutor *executor = execution_.shard.options.executor;
  if (executor && executor->mayRepeat(request()))
    sendLater(submitted_ ? task::Request::Earlier::Submitted : task::Request::Earlier::Sent);
  else
    finish(Failed{
        "States.TaskFailed",
        "The process that carried out the task has ended. It is not known whether the task was "
        "carried out.",
        task::FailedAt::Run});
  return true;
}

} // namespace asl::states
