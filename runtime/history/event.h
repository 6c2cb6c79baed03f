// Helpers for the types of history events.
#pragma once

#include "asl/engine/history.h"

#include <cstdint>

namespace asl::history {

using Event = EventType;

/// How many types there are.
constexpr unsigned kEventTypes = 0
#define ASL_HISTORY_EVENT(name, details) +1
    ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
    ;

/// The kind of an event's details, which decides the members of its details object.
enum class DetailsKind : uint8_t {
  none,
#define ASL_HISTORY_KIND(name) name,
  ASL_HISTORY_DETAILS(ASL_HISTORY_KIND)
#undef ASL_HISTORY_KIND
};
DetailsKind detailsKind(Event event);

/// The Entered and Exited types of an asl_state_kind.
inline Event entered(uint32_t stateKind) {
  return static_cast<Event>(static_cast<uint32_t>(Event::PassStateEntered) + stateKind);
}
inline Event exited(uint32_t stateKind) {
  return static_cast<Event>(static_cast<uint32_t>(Event::PassStateExited) + stateKind);
}

} // namespace asl::history
