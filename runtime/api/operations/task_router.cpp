// Handles of tasks say which part works on them.
#include "runtime/api/operations/task_router.h"

#include "runtime/task/function_name.h"

namespace asl::api {
namespace {

using task::Request;
using task::Resource;

/// The lowest bits of a handle.
enum Part : uint64_t { kBindings = 0, kActivities = 1, kNested = 2, kParts = 4 };
/// Of kBindings: how many binding files there may be before numbers of generations repeat.
constexpr uint64_t kGenerations = 1 << 16;

bool isNested(const Resource &resource) {
  return resource.kind == Resource::Kind::Service && resource.service == "states" &&
         resource.action.starts_with("startExecution");
}

/// Fails a task that nothing is bound to as AWS fails one whose service cannot be reached, so that
/// retriers and catchers see it. The cause says what to do.
void failAsUnreachable(const Request &request, task::Reply &reply) {
  std::string resource(request.resource.text);
  std::string help = " Nothing is bound to it on this server: name a command, a URL or a result "
                     "for it in the file of --tasks.";
  bool isLambda = request.resource.kind == Resource::Kind::LambdaFunction ||
                  request.resource.service == "lambda";
  if (isLambda)
    return reply.failed("Lambda.ResourceNotFoundException",
                        "Function not found: " + task::functionName(request).value_or(resource) +
                            "." + help);
  std::string service(request.resource.service);
  if (service.starts_with("aws-sdk:"))
    service.erase(0, 8);
  if (!service.empty())
    service[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(service[0])));
  reply.failed(service.empty() ? "States.TaskFailed" : service + ".SdkClientException",
               "Unable to execute the request of " + resource + "." + help);
}

} // namespace

void TaskRouter::setBindings(std::shared_ptr<task::TaskExecutor> bindings) {
  std::lock_guard lock(mutex_);
  bindings_.push_back(std::move(bindings));
}

void TaskRouter::setState(State *state, Operations *operations) {
  nested_.reset();
  sdk_.reset();
  state_ = state;
  if (state == nullptr)
    return;
  nested_ = std::make_unique<NestedExecutions>(*state);
  sdk_ = std::make_unique<SdkTasks>(*operations, state->background);
}

task::TaskExecutor *TaskRouter::bindings(uint64_t &generation) const {
  std::lock_guard lock(mutex_);
  generation = bindings_.size() - 1;
  return bindings_.empty() ? nullptr : bindings_.back().get();
}

uint64_t TaskRouter::start(const Request &request, std::shared_ptr<task::Reply> reply) {
  uint64_t generation = 0;
  task::TaskExecutor *bound = bindings(generation);
  if (bound != nullptr && !bound->unbound(request)) {
    uint64_t handle = bound->start(request, std::move(reply));
    return handle == 0 ? 0 : (handle * kGenerations + generation % kGenerations) * kParts;
  }
  if (request.resource.kind == Resource::Kind::Activity) {
    uint64_t number =
        state_->activities.add(std::string(request.resource.text),
                               {std::string(request.taskToken), request.parametersJson()});
    return number * kParts + kActivities;
  }
  if (isNested(request.resource))
    return nested_->start(request, std::move(reply)) * kParts + kNested;
  if (SdkTasks::isFor(request.resource)) {
    sdk_->start(request, std::move(reply));
    return 0;
  }
  // Whoever reads the token in the history can answer it.
  if (request.resource.pattern != Resource::Pattern::WaitForTaskToken)
    failAsUnreachable(request, *reply);
  return 0;
}

/// Only an activity that does not exist: what has no binding fails when it starts.
std::optional<std::string> TaskRouter::unbound(const Request &request) {
  uint64_t generation = 0;
  task::TaskExecutor *bound = bindings(generation);
  bool isKnown = request.resource.kind != Resource::Kind::Activity ||
                 (bound != nullptr && !bound->unbound(request)) ||
                 state_->registry.activity(std::string(request.resource.text));
  if (isKnown)
    return std::nullopt;
  return "The activity " + std::string(request.resource.text) + " does not exist.";
}

bool TaskRouter::mayRepeat(const Request &request) {
  uint64_t generation = 0;
  task::TaskExecutor *bound = bindings(generation);
  if (bound != nullptr && !bound->unbound(request))
    return bound->mayRepeat(request);
  // A task that no worker has taken waits again; a nested execution is found by its name.
  return request.resource.kind == Resource::Kind::Activity || isNested(request.resource);
}

/// Those that carry out the task with this handle.
std::shared_ptr<task::TaskExecutor> TaskRouter::bindingsOf(uint64_t inner) const {
  std::shared_ptr<task::TaskExecutor> bound;
  std::lock_guard lock(mutex_);
  for (size_t i = inner % kGenerations; i < bindings_.size(); i += kGenerations)
    bound = bindings_[i];
  return bound;
}

void TaskRouter::cancel(uint64_t handle) {
  uint64_t inner = handle / kParts;
  switch (handle % kParts) {
  case kActivities:
    return state_->activities.remove(inner);
  case kNested:
    return nested_->cancel(inner);
  default:
    if (std::shared_ptr<task::TaskExecutor> bound = bindingsOf(inner))
      bound->cancel(inner / kGenerations);
  }
}

void TaskRouter::leave(uint64_t handle) {
  uint64_t inner = handle / kParts;
  switch (handle % kParts) {
  case kActivities:
    return state_->activities.remove(inner);
  case kNested:
    return nested_->leave(inner);
  default:
    if (std::shared_ptr<task::TaskExecutor> bound = bindingsOf(inner))
      bound->leave(inner / kGenerations);
  }
}

} // namespace asl::api
