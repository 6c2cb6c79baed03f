// The state of one flow: of the machine, a branch of a Parallel, or an iteration of a Map.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/exec/timer.h"
#include "runtime/value/value.h"

#include <cstdint>

namespace asl::exec {

class Execution;
class Suspension;

/// The runtime's part of asl_frame. Owned by its execution, which reuses the memory when the flow
/// has ended. Variables and retry counts follow it in the same block.
struct Frame : asl_frame {
  enum class Status : uint8_t {
    Suspended, ///< suspended or running
    Succeeded, ///< `result` is the flow's output
    Failed     ///< `result` is its error
  };

  Execution *execution;
  const asl_flow *flow;
  Suspension *suspension; ///< what the state waits for, besides `timer`; owned
  asl_value item;         ///< Map: item of this iteration, or of the running ItemSelector
  asl_value itemKey;      ///< key of the item when a distributed Map iterates over an object
  asl_value token;        ///< $$.Task.Token, once requested; see taskToken
  void *memory;           ///< block of asl_frame_memory, kept for reuse; owned
  size_t memorySize;
  uint32_t *retries; ///< attempts used by each retrier during this visit

  // Ids of events. The events of a flow form a chain: each names its predecessor.
  uint32_t lastEvent;     ///< last event of the chain
  uint32_t enteredEvent;  ///< Entered event of the current state
  uint32_t beforeEntered; ///< predecessor of enteredEvent
  uint32_t tokenEntered;  ///< enteredEvent of the state that `token` belongs to

  uint32_t index;            ///< of the branch or iteration
  uint32_t sibling;          ///< index among the parent's child frames
  uint32_t retryCount;       ///< $$.State.RetryCount
  uint32_t indexInExecution; ///< in Execution::frames_
  uint16_t sizeClass;        ///< size class in FramePool
  TimerId timer;             ///< of a Wait or a retry delay
  Status status;
  bool isIteration;   ///< iteration of a Map: `item` and `index` give $$.Map.Item
  bool needsInput;    ///< the item has not been through ItemSelector yet
  bool selecting;     ///< Map: ItemSelector is running; `item` and `index` are set for it
  bool concurrent;    ///< other flows of the execution run concurrently
  bool queued;        ///< in the shard's ready queue
  bool dropped;       ///< ended while queued: freed when it leaves the queue
  bool workSucceeded; ///< the state's work has ended with success
  bool pausing;       ///< it has yielded to other frames and continues with `state`
  int64_t enteredMs; ///< when the current state was entered, ms since 1970; 0 when nothing reads it

  static Frame &of(asl_frame *frame) { return *static_cast<Frame *>(frame); }
  Frame *outer() const { return static_cast<Frame *>(parent); }
  const asl_state_info &info() const { return flow->states[state]; }
  /// See asl_frame_memory.
  void *block(size_t size);
  /// Sets where the flow continues; `point` is one of ASL_AT_...
  void resumeAt(uint32_t point) { resume = state * 4 + point; }
};

} // namespace asl::exec
