// ASL_TASKS: handlers of programs that use the runtime's `main`.
#include "asl/host/handlers.h"

#include "runtime/task/native_tasks.h"

#include <vector>

namespace asl {
namespace {

using Bind = void (*)(HandlerRegistry &);

/// Registrations made by static objects before `main` began.
std::vector<Bind> &registered() {
  static std::vector<Bind> all;
  return all;
}

} // namespace

TaskRegistration::TaskRegistration(void (*bind)(HandlerRegistry &)) {
  registered().push_back(bind);
}

task::TaskExecutor &task::nativeTasks(TaskExecutor &others) {
  static HandlerRegistry handlers;
  for (Bind bind : registered())
    bind(handlers);
  handlers.otherwise(others);
  return handlers.executor();
}

} // namespace asl
