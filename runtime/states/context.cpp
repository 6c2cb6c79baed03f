// The context object (`$$`). Each part is built when an expression reads it. See
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html.
#include "runtime/states/context.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/exec/suspension.h"
#include "runtime/exec/task_token.h"
#include "runtime/expr/time.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

using namespace asl;
using namespace asl::states;

namespace {

/// Makes an object of the members that have a value.
Value makeObject(Heap &heap, std::initializer_list<std::pair<std::string_view, Value>> members) {
  const asl_string *keys[8];
  Value values[8];
  size_t count = 0;
  for (const auto &[name, value] : members) {
    if (isUndefined(value))
      continue;
    keys[count] = heap.key(name);
    values[count++] = value;
  }
  return heap.object({keys, count}, {values, count});
}

/// Texts that do not change during the execution, each built once.
enum class Kept : uint8_t { Arn, Name, Role, StartTime };
constexpr size_t kKept = 4;

class Context {
public:
  explicit Context(Frame &frame)
      : frame_(frame), execution_(*frame.execution), heap_(Heap::of(frame.heap)) {}

  Value id() {
    return kept(Kept::Arn, [&] { return execution_.arn(); });
  }
  Value name() {
    return kept(Kept::Name, [&] { return execution_.name(); });
  }
  Value roleArn() {
    return kept(Kept::Role, [&] { return execution_.roleArn(); });
  }
  Value startTime() {
    return kept(Kept::StartTime, [&] { return formatTimestamp(execution_.startMs); });
  }
  /// Executions started by StartSyncExecution have no RedriveCount.
  Value redriveCount() {
    bool none = execution_.options.express && execution_.options.synchronous;
    return none ? undefined() : integer(execution_.redriveCount);
  }
  Value redriveTime() {
    bool none = execution_.redriveCount == 0;
    return none ? undefined() : heap_.string(formatTimestamp(execution_.redriveMs));
  }
  Value execution() {
    return makeObject(heap_, {{"Id", id()},
                              {"Input", execution_.input},
                              {"StartTime", startTime()},
                              {"Name", name()},
                              {"RoleArn", roleArn()},
                              {"RedriveCount", redriveCount()},
                              {"RedriveTime", redriveTime()}});
  }
  Value stateMachine() {
    return makeObject(heap_, {{"Id", heap_.string(execution_.machineArn())},
                              {"Name", heap_.string(execution_.machineName())}});
  }

  Value stateName() { return string(frame_.info().name); }
  Value enteredTime() {
    int64_t ms = frame_.enteredMs != 0 ? frame_.enteredMs : execution_.shard.nowMs();
    return heap_.string(formatTimestamp(ms));
  }
  Value retryCount() {
    uint32_t kind = frame_.info().kind;
    bool has = kind == ASL_TASK || kind == ASL_PARALLEL || kind == ASL_MAP;
    return has ? integer(frame_.retryCount) : undefined();
  }
  Value state() {
    return makeObject(
        heap_,
        {{"Name", stateName()}, {"EnteredTime", enteredTime()}, {"RetryCount", retryCount()}});
  }

  Value token() { return hasToken(frame_) ? taskToken(frame_) : undefined(); }
  Value task() {
    Value value = token();
    return isUndefined(value) ? value : makeObject(heap_, {{"Token", value}});
  }

  Value itemIndex() {
    const Frame *frame = iteration();
    return frame ? integer(frame->index) : undefined();
  }
  Value itemValue() {
    const Frame *frame = iteration();
    return frame ? frame->item : undefined();
  }
  Value item() {
    const Frame *frame = iteration();
    if (!frame)
      return undefined();
    return makeObject(heap_, {{"Index", integer(frame->index)},
                              {"Key", frame->itemKey},
                              {"Value", frame->item},
                              {"Source", itemSource(*frame)}});
  }
  Value map() {
    Value value = item();
    return isUndefined(value) ? value : makeObject(heap_, {{"Item", value}});
  }

  Value all() {
    return makeObject(heap_, {{"Execution", execution()},
                              {"StateMachine", stateMachine()},
                              {"State", state()},
                              {"Task", task()},
                              {"Map", map()}});
  }

private:
  /// The innermost iteration that contains this frame, or the Map whose ItemSelector is running.
  const Frame *iteration() const {
    for (const Frame *frame = &frame_; frame; frame = frame->outer())
      if (frame->isIteration || frame->selecting)
        return frame;
    return nullptr;
  }
  /// Only distributed Maps have $$.Map.Item.Source.
  Value kept(Kept which, auto &&makeText) {
    if (isUndefined(execution_.contextTexts)) {
      asl_array *texts = heap_.rawArray(kKept);
      std::fill_n(texts->items, kKept, undefined());
      execution_.contextTexts = heap_.finish(texts);
    }
    Value &slot = const_cast<asl_array *>(execution_.contextTexts.array)->items[size_t(which)];
    if (isUndefined(slot))
      slot = heap_.string(makeText());
    return slot;
  }
  Value itemSource(const Frame &frame) {
    if (frame.selecting) {
      if (!frame.info().map->distributed)
        return undefined();
      // A state that is tested alone has no map run.
      return heap_.string(frame.suspension ? frame.suspension->itemSource() : kStateData);
    }
    return frame.parent == nullptr ? heap_.string(execution_.itemSource()) : undefined();
  }

  Frame &frame_;
  Execution &execution_;
  Heap &heap_;
};

} // namespace

namespace asl::states {

using namespace exec;

bool hasToken(const Frame &frame) {
  const asl_state_info &info = frame.info();
  return info.kind == ASL_TASK && frame.execution->shard.resource(info.resource).pattern !=
                                      task::Resource::Pattern::RequestResponse;
}

Value taskToken(Frame &frame) {
  if (isString(frame.token) && frame.tokenEntered == frame.enteredEvent)
    return frame.token;
  frame.tokenEntered = frame.enteredEvent;
  DurableLog *log = frame.execution->log();
  return frame.token =
             makeTaskToken(Heap::of(frame.heap), log ? log->execution() : 0, frame.enteredEvent);
}

} // namespace asl::states

asl_value asl_context(asl_frame *raw, uint32_t part) {
  Context context(Frame::of(raw));
  switch (part) {
  case ASL_CONTEXT_ALL:
    return context.all();
  case ASL_CONTEXT_EXECUTION:
    return context.execution();
  case ASL_CONTEXT_EXECUTION_ID:
    return context.id();
  case ASL_CONTEXT_EXECUTION_INPUT:
    return Frame::of(raw).execution->input;
  case ASL_CONTEXT_EXECUTION_NAME:
    return context.name();
  case ASL_CONTEXT_EXECUTION_ROLE_ARN:
    return context.roleArn();
  case ASL_CONTEXT_EXECUTION_START_TIME:
    return context.startTime();
  case ASL_CONTEXT_STATE_MACHINE:
    return context.stateMachine();
  case ASL_CONTEXT_STATE:
    return context.state();
  case ASL_CONTEXT_STATE_NAME:
    return context.stateName();
  case ASL_CONTEXT_STATE_ENTERED_TIME:
    return context.enteredTime();
  case ASL_CONTEXT_STATE_RETRY_COUNT:
    return context.retryCount();
  case ASL_CONTEXT_TASK:
    return context.task();
  case ASL_CONTEXT_TASK_TOKEN:
    return context.token();
  case ASL_CONTEXT_MAP:
    return context.map();
  case ASL_CONTEXT_MAP_ITEM:
    return context.item();
  case ASL_CONTEXT_MAP_ITEM_INDEX:
    return context.itemIndex();
  case ASL_CONTEXT_MAP_ITEM_VALUE:
    return context.itemValue();
  default:
    return undefined();
  }
}
