// Tasks of activities on their way to workers.
#include "runtime/service/activity_tasks.h"

#include "runtime/value/value.h"

namespace asl::service {

using task::Request;
using task::Resource;

namespace {

/// The lowest bit of a handle says who works on the task.
constexpr uint64_t kQueued = 1;

} // namespace

void ActivityTasks::add(const asl_module &module) { add(*module.flow); }

void ActivityTasks::add(const asl_flow &flow) {
  for (uint32_t i = 0; i < flow.state_count; ++i) {
    const asl_state_info &state = flow.states[i];
    if (state.kind == ASL_TASK)
      if (Resource resource = task::parseResource(text(state.resource));
          resource.kind == Resource::Kind::Activity)
        activities_.emplace(resource.text);
    for (uint32_t branch = 0; branch < state.branch_count; ++branch)
      add(*state.branches[branch]);
    if (state.map)
      add(*state.map->processor);
  }
}

void ActivityTasks::stop() {
  if (queue_)
    queue_->stop();
}

Expected<void> ActivityTasks::poll(const std::string &activity, ActivityQueue::Worker worker) {
  if (!activities_.contains(activity))
    return Failure{
        "ActivityDoesNotExist: no state of the program that runs here has the activity `" +
        activity + "`"};
  if (!queue_->poll(activity, std::move(worker)))
    return Failure{"ActivityWorkerLimitExceeded: too many workers wait for the activity"};
  return {};
}

void ActivityTasks::dropGone() {
  if (queue_)
    queue_->dropGone();
}

bool ActivityTasks::isOurs(const Request &request) {
  return request.resource.kind == Resource::Kind::Activity &&
         (others_ == nullptr || others_->unbound(request));
}

uint64_t ActivityTasks::start(const Request &request, std::shared_ptr<task::Reply> reply) {
  if (isOurs(request)) {
    ActivityWork work{std::string(request.taskToken), request.parametersJson()};
    return queue_->add(std::string(request.resource.text), std::move(work)) << 1 | kQueued;
  }
  if (others_ == nullptr) {
    reply->unbound("Nothing is bound to the Resource `" + std::string(request.resource.text) +
                   "`.");
    return 0;
  }
  return others_->start(request, std::move(reply)) << 1;
}

std::optional<std::string> ActivityTasks::unbound(const Request &request) {
  return others_ == nullptr || isOurs(request) ? std::nullopt : others_->unbound(request);
}

/// A task that no worker has taken waits again.
bool ActivityTasks::mayRepeat(const Request &request) {
  return isOurs(request) || (others_ != nullptr && others_->mayRepeat(request));
}

void ActivityTasks::cancel(uint64_t handle) {
  if (handle & kQueued)
    queue_->remove(handle >> 1);
  else
    others_->cancel(handle >> 1);
}

void ActivityTasks::leave(uint64_t handle) {
  if (handle & kQueued)
    queue_->remove(handle >> 1);
  else
    others_->leave(handle >> 1);
}

} // namespace asl::service
