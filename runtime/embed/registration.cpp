// ASL_TASKS: native tasks of the programs that the runtime's own `main` runs.
#include "asl/host/handlers.h"

#include "runtime/program/native_tasks.h"

#include <vector>

namespace asl {
namespace {

using Bind = void (*)(Tasks &);

std::vector<Bind> &registered() {
  static std::vector<Bind> all;
  return all;
}

tasks::Carrier &carrierOver(tasks::Carrier &others) {
  static Tasks tasks;
  for (Bind bind : registered())
    bind(tasks);
  tasks.otherwise(others);
  return tasks.carrier();
}

} // namespace

TaskRegistration::TaskRegistration(void (*bind)(Tasks &)) {
  registered().push_back(bind);
  program::nativeTasks = carrierOver;
}

} // namespace asl
