// The events of an execution as values, recorded or just made.
#pragma once

#include "asl/engine/sinks.h"
#include "compiler/report/run/history.h"
#include "tools/mocks/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::replay {

using mocks::Json;

struct Event {
  int64_t id = 0;       ///< counted from 1
  int64_t previous = 0; ///< id of the event that led to it; 0: the start of the execution
  int64_t timeMs = 0;   ///< since 1970
  std::string type;
  Json details = Json::object(); ///< with the JSON of its texts as values
  /// The input or output as JSON text, in which numbers keep their digits; none: it has none.
  std::optional<std::string> payload{};

  bool is(std::string_view name) const { return type == name; }
  bool isStateEntered() const { return type.ends_with("StateEntered"); }
  bool isStateExited() const { return type.ends_with("StateExited"); }
  /// A text of the details; empty when it is not there.
  std::string text(const char *member) const;
  /// The state that the details name; empty: none.
  std::string stateName() const;
};

/// The events of a history that was read.
std::vector<Event> eventsOf(const report::run::History &history);

/// Keeps the events of an execution, and passes them on.
class EventSink final : public asl::HistorySink {
public:
  /// `next` may be null.
  explicit EventSink(asl::HistorySink *next) : next_(next) {}
  void append(const asl::HistoryEvent &event) override;
  void valuesMoved() override;
  const std::vector<Event> &events() const { return events_; }

private:
  asl::HistorySink *next_;
  std::vector<Event> events_;
};

} // namespace aslc::replay
