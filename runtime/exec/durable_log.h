// Makes the journal records of one execution: its events and its state.
#pragma once

#include "asl/engine/history.h"
#include "runtime/exec/saved_state.h"
#include "runtime/journal/types.h"
#include "runtime/record/events.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::exec {

/// What children of an execution have in common with it.
struct Origin {
  uint64_t machine = 0, revision = 0; ///< see journal::Start
  uint64_t version = 0, alias = 0;    ///< 0: none

  static Origin of(const journal::Start &start) {
    return {start.machine, start.revision, start.version.value_or(0), start.alias.value_or(0)};
  }
};

/// What a DurableLog writes to. Logs of one thread use them in turn.
struct LogBuffers {
  record::ByteWriter body; ///< events, then the values of the state
  record::ValueWriter values{body};
  record::EventWriter events{body, values};

  static std::unique_ptr<LogBuffers> take();
  static void giveBack(std::unique_ptr<LogBuffers> buffers);
};

/// Collects what an execution does between two points where it waits, and makes a burst of it. A
/// record is: the sizes of its parts, the events, the values of the state, the state (see
/// saved_state.h). Values that were written in an earlier record are referred to, until
/// many bytes have been written; then a record stands alone again. Shard thread only.
class DurableLog final : public HistorySink {
public:
  /// For a new execution. `start` is written with the first burst.
  DurableLog(uint64_t execution, journal::Start start)
      : execution_(execution), origin_(Origin::of(start)),
        start_(std::make_unique<journal::Start>(std::move(start))) {}
  /// For an execution that continues after `last`, its last row.
  DurableLog(const journal::Record &last, const Origin &origin);

  ~DurableLog() override { rest(); }

  /// The next record may refer to the values of `rows`, the last rows of the execution from one
  /// that stands alone on: `reader` has read all of them, and the values are still where it has
  /// made them. Does so where that is worth it. To be called before the first event.
  void referTo(const std::vector<journal::Record> &rows, const record::ValueReader &reader);

  void append(const HistoryEvent &event) override;
  void valuesMoved() override {
    if (buffers_)
      buffers_->values.forget();
  }

  /// The burst since the last one, with the state in which the execution waits now.
  journal::Burst burst(Execution &execution);
  /// The last burst. Takes the state too when the execution did not succeed, so that it can go on
  /// from there.
  journal::Burst lastBurst(Execution &execution, journal::End end);
  /// The last burst of an execution whose rows cannot be read: its events stand alone.
  journal::Burst lastBurst(journal::End end);

  /// Gives its buffers to other logs, until something happens again. The next record then stands
  /// alone. Only when all events are in a burst.
  void rest();

  /// The next burst is the first one after an end.
  void redrive(const journal::Redrive &redrive) {
    redrive_ = std::make_unique<journal::Redrive>(redrive);
  }
  /// A second sink for the events; may be null.
  HistorySink *also = nullptr;
  uint64_t execution() const { return execution_; }
  /// Whether all events are in a burst.
  bool isWritten() const { return newEvent_ == lastEvent_; }
  /// True until the first record is written.
  bool isNew() const { return start_ != nullptr; }
  const Origin &origin() const { return origin_; }
  /// For an execution without a history: only its first and last events are kept, and no state.
  bool withoutHistory = false;

private:
  bool standsAlone_ = true; ///< nothing in the body refers to an earlier record

  bool mustStandAlone() const;
  /// `stateOf` is null: without the state.
  journal::Burst make(Execution *stateOf);
  LogBuffers &buffers();

  const uint64_t execution_;
  const Origin origin_;
  std::unique_ptr<journal::Start> start_;     ///< not written yet
  std::unique_ptr<journal::Redrive> redrive_; ///< likewise
  std::unique_ptr<LogBuffers> buffers_;       ///< null: nothing has happened since `rest`
  uint64_t lastSeq_ = 0;
  uint32_t lastEvent_ = 0;   ///< id of the last event that is in a burst
  uint32_t newEvent_ = 0;    ///< id of the last event
  size_t keyBytes_ = 0;      ///< of the last record that stands alone
  size_t bytesSinceKey_ = 0; ///< of those since
};

/// Reads the records of one execution in order, from one that stands alone on. Values go to `heap`.
class DurableReader {
public:
  explicit DurableReader(Heap &heap) : values_(heap) {}

  /// Reads a record; `take` gets each of its events. Returns false when it is damaged. Between two
  /// records: `skipState`.
  bool read(const journal::Record &row, const std::function<void(const HistoryEvent &)> &take);
  /// Reads a record without its events and values: `state().bytes` only. Returns false when it is
  /// damaged.
  bool readStateOnly(const journal::Record &row);
  /// Reads over the values of the state: later records refer to them. Returns false when they are
  /// damaged.
  bool skipState();
  /// The state of the last record; empty: it has none.
  SavedState state() { return {state_, stateValues_, values_, /*isRestart=*/true}; }
  bool hasState() const { return !state_.empty(); }
  const record::ValueReader &values() const { return values_; }

private:
  /// Finds the parts of a record; nullopt when it is damaged.
  std::optional<record::ByteReader> open(const journal::Record &row);

  record::ValueReader values_;
  std::string record_; ///< the last one
  std::string_view state_, stateValues_;
};

} // namespace asl::exec
