// The Reply by which an executor answers a task.
#pragma once

#include "asl/engine/task_executor.h"

#include <cstdint>
#include <memory>

namespace asl::exec {
class Shard;
}

namespace asl::states {

/// The Reply for the task with this number in the table of suspensions of `shard`. It is usable
/// from any thread, and refers to the task by number, so that calls after its end have no effect.
std::shared_ptr<task::Reply> makeReply(exec::Shard &shard, uint64_t number);

} // namespace asl::states
