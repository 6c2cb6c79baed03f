// History events in binary form.
#pragma once

#include "asl/engine/history.h"
#include "runtime/record/values.h"

#include <functional>

namespace asl::record {

/// Writes the events of one execution, in order of id.
class EventWriter {
public:
  EventWriter(ByteWriter &out, ValueWriter &values) : out_(out), values_(values) {}

  void event(const HistoryEvent &event);
  /// The next event is written with its own id and time, not relative to the event before.
  void restart() { lastId_ = 0, lastMs_ = 0; }

private:
  ByteWriter &out_;
  ValueWriter &values_;
  uint64_t lastId_ = 0;
  int64_t lastMs_ = 0;
};

/// Reads the bytes of an EventWriter.
class EventReader {
public:
  explicit EventReader(ValueReader &values) : values_(values) {}

  /// The next event. What it refers to lives in the heap of the ValueReader and in the bytes, but
  /// `assigned`, which is valid until the next call. Damaged bytes make `in` fail.
  HistoryEvent event(ByteReader &in);
  void restart() { lastId_ = 0, lastMs_ = 0; }

private:
  ValueReader &values_;
  std::vector<AssignedVariable> assigned_;
  uint64_t lastId_ = 0;
  int64_t lastMs_ = 0;
};

/// Keeps the events of one execution in binary form. Shard thread only.
class EventRecorder final : public HistorySink {
public:
  void append(const HistoryEvent &event) override;
  void valuesMoved() override { values_.forget(); }
  /// The events so far; for readEvents.
  std::string_view bytes() const { return out_.bytes(); }
  uint64_t count() const { return count_; }
  void clear();

private:
  ByteWriter out_;
  ValueWriter values_{out_};
  EventWriter events_{out_, values_};
  uint64_t count_ = 0;
};

/// Calls `take` with each event that an EventRecorder kept. Returns false when the bytes are
/// damaged.
bool readEvents(std::string_view bytes, const std::function<void(const HistoryEvent &)> &take);

} // namespace asl::record
