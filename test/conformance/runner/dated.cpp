// What the service changed, and when.
#include "test/conformance/runner/dated.h"

namespace asl::conformance {

namespace {

/// Recordings of 2024-06-19 show the one, those of 2024-11-14 the other.
constexpr std::string_view exitFollowsRunStarted = "2024-11-01";
/// The day on which redrive came.
constexpr std::string_view redriveCount = "2023-11-15";

/// Whether the case was recorded before `day` (`YYYY-MM-DD`). One without a date is new.
bool recordedBefore(std::string_view source, std::string_view day) {
  constexpr size_t length = 10;
  return source.size() >= length && source[source.size() - 3] == '-' &&
         source.substr(source.size() - length) < day;
}

const Json *eventWithId(const Json &history, const Json &id) {
  for (const Json &event : history)
    if (event.contains("id") && event["id"] == id)
      return &event;
  return nullptr;
}

} // namespace

void modernizeHistory(const std::string &source, Json &history) {
  if (!recordedBefore(source, exitFollowsRunStarted))
    return;
  for (Json &event : history) {
    if (event.value("type", "") != "MapStateExited")
      continue;
    const Json *before = eventWithId(history, event["previousEventId"]);
    if (before && before->value("type", "") == "MapRunSucceeded")
      event["previousEventId"] = (*before)["previousEventId"];
  }
}

bool isNewerField(const std::string &source, const Difference &difference) {
  return difference.expected == "(absent)" &&
         difference.place.ends_with("Execution.RedriveCount") &&
         recordedBefore(source, redriveCount);
}

} // namespace asl::conformance
