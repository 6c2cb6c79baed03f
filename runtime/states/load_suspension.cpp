// Which suspension a state has.
#include "runtime/states/load_suspension.h"

namespace asl::states {

Suspension *loadSuspension(Frame &frame, Loader &loader) {
  const asl_state_info &info = frame.info();
  switch (info.kind) {
  case ASL_TASK:
    return loadTask(frame, loader);
  case ASL_PARALLEL:
    return loadParallel(frame, loader);
  case ASL_MAP:
    return info.map->distributed ? loadMapRun(frame, loader) : loadMap(frame, loader);
  default:
    loader.in.fail();
    return nullptr;
  }
}

} // namespace asl::states
