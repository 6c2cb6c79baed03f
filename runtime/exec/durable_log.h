// What the journal gets of one execution: its events and its state.
#pragma once

#include "asl/engine/history.h"
#include "runtime/exec/saved_state.h"
#include "runtime/journal/types.h"
#include "runtime/record/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::exec {

/// Collects what an execution does between two points where it waits, and makes a burst of it. A
/// record is: the sizes of its parts, the events, the values of the state, the state (see
/// saved_state.h). Values that were written in an earlier record are referred to, until
/// `kMostBytes` have been written; then a record stands alone again. Shard thread only.
class DurableLog final : public HistorySink {
public:
  /// `start` is written with the first burst; absent for an execution that goes on.
  DurableLog(uint64_t execution, std::optional<journal::Start> start)
      : execution_(execution), start_(std::move(start)) {}

  void append(const HistoryEvent &event) override;
  void valuesMoved() override { values_.forget(); }

  /// The burst since the last one, with the state in which the execution waits now.
  journal::Burst burst(Execution &execution);
  /// The last burst. Takes the state too when the execution did not succeed, so that it can go on
  /// from there.
  journal::Burst lastBurst(Execution &execution, journal::End end);

  /// Gets the events as well; may be null.
  HistorySink *also = nullptr;
  uint64_t execution() const { return execution_; }
  uint64_t *lastSeq() { return &lastSeq_; }
  /// Continues after rows that were read: the number of the last one, and of its last event.
  void resume(uint64_t lastSeq, uint32_t lastEvent);

private:
  journal::Burst make(Execution &execution, bool withState);

  const uint64_t execution_;
  std::optional<journal::Start> start_;
  record::ByteWriter body_; ///< events, then the values of the state
  record::ByteWriter state_;
  record::ValueWriter values_{body_};
  record::EventWriter events_{body_, values_};
  uint64_t lastSeq_ = 0;
  uint32_t lastEvent_ = 0; ///< id of the last event that is in a burst
  uint32_t newEvent_ = 0;  ///< id of the last event
  size_t bytesSinceKey_ = 0;
  bool standsAlone_ = true; ///< nothing in the body refers to an earlier record
};

/// Reads the records of one execution in order, from one that stands alone on. Values go to `heap`.
class DurableReader {
public:
  explicit DurableReader(Heap &heap) : values_(heap) {}

  /// Reads a record, which must stay where it is as long as its state is of interest; `take` gets
  /// each of its events. Returns false when it is damaged. Between two records: `skipState`.
  bool read(const journal::Record &row, const std::function<void(const HistoryEvent &)> &take);
  /// Reads over the values of the state: later records refer to them. Returns false when they are
  /// damaged.
  bool skipState();
  /// The state of the last record; empty: it has none.
  SavedState state() { return {state_, stateValues_, values_, /*isRestart=*/true}; }
  bool hasState() const { return !state_.empty(); }

private:
  record::ValueReader values_;
  std::string_view state_, stateValues_;
};

} // namespace asl::exec
