// The state of a waiting execution as bytes, from which it can continue: frames, suspensions,
// deadlines, variables, event numbers. It contains no addresses and no numbers of the ABI: flows
// and states are identified by their numbers in the order of the definition.
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
  /// Whether they are those of `module`, which may be where another one was before.
  bool areOf(const asl_module &module) const;
  uint32_t of(const asl_flow &flow) const { return numbers_.at(&flow); }
  /// Null when there is no such flow.
  const asl_flow *flow(uint64_t number) const {
    return number < flows_.size() ? flows_[number] : nullptr;
  }

private:
  void add(const asl_flow &flow);
  bool follow(const asl_flow &flow, size_t &number) const;
  std::vector<const asl_flow *> flows_;
  std::unordered_map<const asl_flow *, uint32_t> numbers_;
};

/// Writes the state of one execution; suspensions write their own part with it. Values go into a
/// separate stream in reading order, so that the values which later records refer to can be read
/// without the rest.
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
  /// Set when the state is for the journal: data that other executions' rows contain is not
  /// written.
  const bool isForJournal;

private:
  const Timers &timers_;
  record::ValueWriter &values_;
};

/// Reads the bytes of a Saver. On damaged bytes `in` fails.
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
  /// Adds `suspension` to the shard's table and returns its number there. `number` is the one it
  /// had when saved. Returns 0, and `in` fails, when that is unknown.
  uint64_t suspensionNumber(Suspension &suspension, uint64_t number);
  void startTimers();

  record::ByteReader &in;
  /// Whether the state is from another process, so that work in progress of that process is lost.
  const bool isRestart;
  const Renumbering *const renumbering; ///< see SavedState
  std::vector<Frame *> frames;          ///< by number
  std::vector<uint64_t> flows;          ///< of each frame, as the state numbers it
  /// Makes `in` fail, with a message for the user.
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
  /// Set to a message when the state does not fit the module; may be null.
  std::string *problem = nullptr;
};

/// Restores the saved state into `execution`, which must have no frames. Returns false when the
/// bytes are damaged or do not fit its module.
bool load(Execution &execution, const SavedState &state, LoadSuspension loadSuspension);

/// The number of the current state of the outermost flow of a saved execution; nullopt when the
/// bytes are damaged.
std::optional<uint32_t> outermostState(std::string_view bytes);

} // namespace asl::exec
