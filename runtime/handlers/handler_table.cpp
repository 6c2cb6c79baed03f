// Finds and starts the handler of a task.
#include "runtime/handlers/handler_table.h"

#include "runtime/handlers/json_text.h"
#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"

#include <stdexcept>
#include <utility>

namespace asl {
namespace handlers {
namespace {

/// Handles of `otherwise` are even, those of calls are odd.
constexpr uint64_t ownHandle(uint64_t handle) { return handle * 2 + 1; }
constexpr uint64_t otherHandle(uint64_t handle) { return handle * 2; }

std::string unboundMessage(const task::Request &request) {
  std::string resource(request.resource.text);
  std::string message = "Nothing is bound to the Resource `" + resource + "` of the state `" +
                        std::string(request.stateName) + "`. Add it to the program's tasks: ";
  if (std::optional<std::string> function = task::functionName(request))
    return message + "tasks.function(\"" + *function + "\", ...)";
  return message + "tasks.add(\"" + resource + "\", ...)";
}

size_t checkedStackBytes(size_t bytes) {
  if (bytes < StackPool::kSmallest || bytes > StackPool::kLargest)
    throw std::invalid_argument("HandlerOptions::stackBytes is " + std::to_string(bytes) +
                                ", but must be from 16384 (16 KiB) to 1073741824 (1 GiB)");
  return bytes;
}

} // namespace

HandlerTable::HandlerTable(const HandlerOptions &options)
    : queue_(
          std::make_shared<CallQueue>(checkedStackBytes(options.stackBytes), options.maxHandlers)),
      pool_(options.blockingThreads) {}

void HandlerTable::add(std::string pattern, bool function, Call::Body body) {
  bindings_.push_back({std::move(pattern), function, std::move(body)});
}

const HandlerTable::Binding *HandlerTable::find(const task::Request &request) const {
  std::optional<std::string> function = task::functionName(request);
  for (const Binding &binding : bindings_)
    if (binding.function ? function && task::matchesPattern(binding.pattern, *function)
                         : task::matchesResource(binding.pattern, request.resource))
      return &binding;
  return nullptr;
}

uint64_t HandlerTable::start(const task::Request &request, std::shared_ptr<task::Reply> reply) {
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

std::optional<std::string> HandlerTable::unbound(const task::Request &request) {
  if (find(request))
    return std::nullopt;
  return otherwise_ ? otherwise_->unbound(request) : unboundMessage(request);
}

bool HandlerTable::mayRepeat(const task::Request &request) {
  return !find(request) && otherwise_ && otherwise_->mayRepeat(request);
}

void HandlerTable::cancel(uint64_t handle) {
  if (handle % 2 == 0) {
    if (handle != 0)
      otherwise_->cancel(handle / 2);
  } else if (std::shared_ptr<Call> call = open_->take(handle / 2)) {
    call->cancel();
  }
}

void HandlerTable::leave(uint64_t handle) {
  if (handle != 0 && handle % 2 == 0)
    otherwise_->leave(handle / 2);
  else
    cancel(handle);
}

} // namespace handlers

HandlerRegistry::HandlerRegistry(HandlerOptions options)
    : registry_(std::make_shared<handlers::HandlerTable>(options)) {}

HandlerRegistry &HandlerRegistry::otherwise(task::TaskExecutor &executor) {
  registry_->otherwise(executor);
  return *this;
}

task::TaskExecutor &HandlerRegistry::executor() const { return *registry_; }

HandlerRegistry &HandlerRegistry::bind(std::string pattern, bool function,
                                       detail::Handler handler) {
  registry_->add(std::move(pattern), function,
                 [handler = std::move(handler)](handlers::Call &call) -> std::optional<Json> {
                   Context context = call.context();
                   return handler(context, handlers::parseJson(call.input));
                 });
  return *this;
}

detail::Handler HandlerRegistry::onThread(detail::Handler handler) {
  return [handler = std::move(handler)](Context &context, Json value) {
    return this_task::blocking([&] { return handler(context, std::move(value)); });
  };
}

} // namespace asl
