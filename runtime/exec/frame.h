// One flow in progress: the machine, a branch of a Parallel, an iteration of a Map.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/exec/timer.h"
#include "runtime/value/value.h"

#include <cstdint>

namespace asl::exec {

class Execution;
class Suspension;

/// asl_frame as the runtime sees it. It belongs to its execution, which keeps it for reuse when its
/// flow has ended. Its variables and retry counts follow it in memory.
struct Frame : asl_frame {
  enum class Status : uint8_t {
    Suspended, ///< or running just now
    Succeeded, ///< `result` is the flow's output
    Failed     ///< `result` is its error
  };

  Execution *execution;
  const asl_flow *flow;
  Suspension *suspension; ///< what the state waits for, beside `timer`; owned
  asl_value item;    ///< Map: the item of this iteration, or of the selector that runs just now
  asl_value itemKey; ///< of a distributed Map over an object: the item's name
  asl_value token;   ///< $$.Task.Token, once asked for; see taskToken
  void *memory;      ///< of asl_frame_memory, kept when the frame is used again; owned
  size_t memorySize;
  uint32_t *retries; ///< of the current visit, for each retrier

  // Ids of events (history rules, 3). A flow's events form a chain.
  uint32_t lastEvent;     ///< the chain's last
  uint32_t enteredEvent;  ///< Entered of the current state
  uint32_t beforeEntered; ///< what that one points at
  uint32_t tokenEntered;  ///< enteredEvent of the state that `token` belongs to

  uint32_t index;      ///< of the branch or iteration
  uint32_t sibling;    ///< place among the children of the outer frame's work
  uint32_t retryCount; ///< $$.State.RetryCount
  uint32_t place;      ///< in Execution::frames_
  uint16_t sizeClass;  ///< FramePool's
  TimerId timer;       ///< of a Wait or a Retry
  Status status;
  bool isIteration;   ///< of a Map: `item` and `index` are what $$.Map says
  bool needsInput;    ///< the iteration's item has not been through ItemSelector yet
  bool selecting;     ///< Map: ItemSelector runs, `item` and `index` are the item's
  bool concurrent;    ///< other flows of the execution make progress at the same time
  bool queued;        ///< in the shard's ready queue
  bool dropped;       ///< ended while queued: to be freed when its turn comes
  bool workSucceeded; ///< the state's work is over and went well
  int64_t enteredMs;  ///< when the current state was entered; kept only where it is asked for

  static Frame &of(asl_frame *frame) { return *static_cast<Frame *>(frame); }
  Frame *outer() const { return static_cast<Frame *>(parent); }
  const asl_state_info &info() const { return flow->states[state]; }
  /// See asl_frame_memory.
  void *block(size_t size);
  /// Where the flow goes on: `point` is ASL_AT_...
  void resumeAt(uint32_t point) { resume = state * 4 + point; }
};

} // namespace asl::exec
