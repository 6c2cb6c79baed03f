// The state of a waiting execution as bytes, from which it goes on: its frames, what they wait for,
// deadlines, variables, numbers of events. No address and no number of the ABI is in it: flows and
// states are named by their numbers in the order of the definition.
#pragma once

#include "runtime/exec/frame.h"
#include "runtime/exec/numbering.h"
#include "runtime/exec/timer.h"
#include "runtime/record/values.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace asl::exec {

class Execution;
class Shard;
struct SavedState;

/// The flows of a module, numbered in the order of the definition: the machine is 0; the flows of a
/// state come before those of the states after it.
class FlowNumbers {
public:
  explicit FlowNumbers(const asl_module &module);
  uint32_t of(const asl_flow &flow) const { return numbers_.at(&flow); }
  /// Null when there is no such flow.
  const asl_flow *flow(uint64_t number) const {
    return number < flows_.size() ? flows_[number] : nullptr;
  }

private:
  void add(const asl_flow &flow);
  std::vector<const asl_flow *> flows_;
  std::unordered_map<const asl_flow *, uint32_t> numbers_;
};

/// Writes the state of one execution; suspensions write their own part with it. Values go into a
/// stream of their own, in the order in which they are read: so they can be read without the rest,
/// by whoever needs what later records refer to.
class Saver {
public:
  Saver(const Timers &timers, record::ByteWriter &writer, record::ValueWriter &values,
        bool forJournal)
      : out(writer), isForJournal(forJournal), timers_(timers), values_(values) {}

  void value(Value value) { values_.value(value); }
  void values(const std::vector<Value> &list);
  void timer(TimerId timer);
  void frame(const Frame *frame) {
    out.number(frame == nullptr ? 0 : uint64_t(frame->indexInExecution) + 1);
  }
  record::ByteWriter &out;
  /// What other executions of the journal say need not be written.
  const bool isForJournal;

private:
  const Timers &timers_;
  record::ValueWriter &values_;
};

/// Reads what a Saver wrote. Damaged bytes make `in` fail.
class Loader {
public:
  Loader(Execution &execution, record::ByteReader &reader, record::ByteReader &valueBytes,
         const SavedState &state);

  Value value() { return values_.value(valueBytes_); }
  std::vector<Value> values();
  /// Starts the timer, if one ran, when everything has been read: in the order in which the timers
  /// were started first. `id` must stay where it is.
  void timer(TimerId &id, TimerTarget target);
  /// One of the execution's frames; null when none was written.
  Frame *frame();
  /// The number of `suspension` in the shard's table, in which it is put. `number` is that which it
  /// had. 0, and `in` fails, when it is not known.
  uint64_t suspensionNumber(Suspension &suspension, uint64_t number);
  void startTimers();

  record::ByteReader &in;
  /// The state is that of another process: nothing is left of what that one did for the execution.
  const bool isRestart;
  const Renumbering *const renumbering; ///< see SavedState
  std::vector<Frame *> frames;          ///< by number
  std::vector<uint64_t> flows;          ///< of each frame, as the state numbers it
  /// Sets `in` to failed, with a sentence for people.
  void refuse(std::string why);

private:
  struct Timer {
    uint64_t sequence;
    int64_t deadlineMs;
    TimerId *id;
    TimerTarget target;
  };
  Execution &execution_;
  record::ByteReader &valueBytes_;
  record::ValueReader &values_;
  std::string *problem_;
  std::vector<Timer> timers_;
};

/// Makes the suspension of `frame` from what Suspension::save wrote. Implemented by `states`.
using LoadSuspension = Suspension *(*)(Frame &frame, Loader &loader);

/// Writes the state of `execution`, none of whose frames may be ready.
void save(Execution &execution, record::ByteWriter &out, record::ValueWriter &values,
          bool isForJournal);

/// A saved state, and where its values are read.
struct SavedState {
  std::string_view bytes, values;
  record::ValueReader &reader; ///< has read what the values refer to
  bool isRestart = false;
  bool isRedrive = false; ///< the execution has ended: its timers do not start again
  /// The state was saved under another definition. Null: under that of the module.
  const Renumbering *renumbering = nullptr;
  /// Why the state does not fit the module, where there is a sentence for it; may be null.
  std::string *problem = nullptr;
};
/// The opposite: gives `execution`, which must have no frames, the state that was saved. False when
/// the bytes are damaged or do not fit its module.
bool load(Execution &execution, const SavedState &state, LoadSuspension loadSuspension);

/// The number of the state in which the outermost flow of a saved execution is. Nothing when the
/// bytes are damaged.
std::optional<uint32_t> outermostState(std::string_view bytes);

} // namespace asl::exec
