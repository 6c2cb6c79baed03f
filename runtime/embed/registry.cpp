// Finds the handler of a task and starts it.
#include "runtime/embed/registry.h"

#include "runtime/embed/json_value.h"
#include "runtime/task/binding.h"
#include "runtime/task/pattern.h"

#include <stdexcept>
#include <utility>

namespace asl {
namespace embed {
namespace {

/// Handles of `otherwise` are even, our own are odd.
constexpr uint64_t ownHandle(uint64_t handle) { return handle * 2 + 1; }
constexpr uint64_t otherHandle(uint64_t handle) { return handle * 2; }

std::string unboundMessage(const tasks::Request &request) {
  std::string resource(request.resource.text);
  std::string message = "Nothing is bound to the Resource `" + resource + "` of the state `" +
                        std::string(request.stateName) + "`. Add it to the program's tasks: ";
  if (std::optional<std::string> function = tasks::functionName(request))
    return message + "tasks.function(\"" + *function + "\", ...)";
  return message + "tasks.add(\"" + resource + "\", ...)";
}

size_t checkedStackBytes(size_t bytes) {
  if (bytes < StackPool::kSmallest || bytes > StackPool::kLargest)
    throw std::invalid_argument("TasksOptions::stackBytes is " + std::to_string(bytes) +
                                ", which is not from 16384 (16 KiB) to 1073741824 (1 GiB)");
  return bytes;
}

} // namespace

Registry::Registry(const TasksOptions &options)
    : queue_(
          std::make_shared<CallQueue>(checkedStackBytes(options.stackBytes), options.maxHandlers)),
      pool_(options.blockingThreads) {}

void Registry::add(std::string pattern, bool function, Call::Body body) {
  bindings_.push_back({std::move(pattern), function, std::move(body)});
}

const Registry::Binding *Registry::find(const tasks::Request &request) const {
  std::optional<std::string> function = tasks::functionName(request);
  for (const Binding &binding : bindings_)
    if (binding.function ? function && tasks::matchesPattern(binding.pattern, *function)
                         : tasks::matchesResource(binding.pattern, request.resource))
      return &binding;
  return nullptr;
}

uint64_t Registry::start(const tasks::Request &request, std::shared_ptr<tasks::Reply> reply) {
  const Binding *binding = find(request);
  if (!binding && otherwise_) {
    uint64_t handle = otherwise_->start(request, std::move(reply));
    return handle == 0 ? 0 : otherHandle(handle);
  }
  if (!binding) {
    reply->unbound(unboundMessage(request));
    return 0;
  }
  auto call =
      std::make_shared<Call>(request, std::move(reply), false, CallHome{queue_, open_, &pool_});
  return ownHandle(call->start(binding->body));
}

void Registry::cancel(uint64_t handle) {
  if (handle % 2 == 0) {
    if (handle != 0)
      otherwise_->cancel(handle / 2);
  } else if (std::shared_ptr<Call> call = open_->take(handle / 2)) {
    call->cancel();
  }
}

} // namespace embed

Tasks::Tasks(TasksOptions options) : registry_(std::make_shared<embed::Registry>(options)) {}

Tasks &Tasks::otherwise(tasks::Carrier &carrier) {
  registry_->otherwise(carrier);
  return *this;
}

tasks::Carrier &Tasks::carrier() const { return *registry_; }

Tasks &Tasks::bind(std::string pattern, bool function, detail::Handler handler) {
  registry_->add(std::move(pattern), function,
                 [handler = std::move(handler)](embed::Call &call) -> std::optional<Value> {
                   Context context = call.context();
                   return handler(context, embed::parseJson(call.input));
                 });
  return *this;
}

detail::Handler Tasks::onThread(detail::Handler handler) {
  return [handler = std::move(handler)](Context &context, Value value) {
    return this_task::blocking([&] { return handler(context, std::move(value)); });
  };
}

} // namespace asl
