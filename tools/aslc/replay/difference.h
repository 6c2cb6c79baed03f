// The first difference of two executions, and whether a definition allows a history.
#pragma once

#include "tools/aslc/replay/flows.h"

#include <map>
#include <optional>
#include <string>

namespace aslc::replay {

/// A recorded event, and the event that occurred instead.
struct EventDifference {
  int64_t id = 0;   ///< of the recorded event; of what came too much, that of the last one before
  std::string text; ///< lines for people
};

/// The first recorded event that the other execution does not have as it was; nothing when it has
/// all of them. `isWhole`: the recorded history holds the end, so that nothing may follow.
std::optional<EventDifference> firstDifference(const std::map<std::string, Flow> &recorded,
                                               const std::map<std::string, Flow> &actual,
                                               bool isWhole);

/// Why no execution of the definition can have this history: the first event that enters a state
/// which is not there, or to which no way leads from the state before. Nothing when it may.
std::optional<EventDifference> impossibleEvent(const std::map<std::string, Flow> &recorded);

} // namespace aslc::replay
