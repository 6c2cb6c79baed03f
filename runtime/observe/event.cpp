// Copies of events.
#include "runtime/observe/event.h"

#include "runtime/value/value.h"

namespace asl::observe {

LogLevel logLevelOf(std::string_view name) {
  return name == "ALL"     ? LogLevel::All
         : name == "ERROR" ? LogLevel::Error
         : name == "FATAL" ? LogLevel::Fatal
                           : LogLevel::Off;
}

void Machine::readPrefix() {
  size_t region_ = prefix.find(":states:") + 8;
  size_t account_ = prefix.find(':', region_) + 1;
  region = prefix.substr(region_, account_ - region_ - 1);
  account = prefix.substr(account_, prefix.size() - account_ - 1);
}

Event copyOf(const HistoryEvent &event, Wanted wanted) {
  Event copy;
  copy.id = event.id;
  copy.previousId = event.previousId;
  copy.timestampMs = event.timestampMs;
  copy.type = event.type;
  copy.name = event.name;
  copy.resource = event.resource;
  copy.resourceType = event.resourceType;
  copy.error = event.error;
  copy.cause = event.cause;
  copy.timeoutSeconds = event.timeoutSeconds;
  copy.heartbeatSeconds = event.heartbeatSeconds;
  copy.number = event.number;
  if (wanted == Wanted::Data) {
    copy.details = event.detailsJson();
    copy.hasData = true;
  } else if (wanted == Wanted::Details) {
    // Payloads would be removed: they need not be written.
    HistoryEvent bare = event;
    if (!isUndefined(bare.payload))
      bare.payload = null();
    bare.inputText = {};
    bare.assigned = {};
    copy.details = bare.detailsJson();
  }
  return copy;
}

bool isEnd(EventType type) {
  return type == EventType::ExecutionSucceeded || type == EventType::ExecutionFailed ||
         type == EventType::ExecutionTimedOut || type == EventType::ExecutionAborted;
}

} // namespace asl::observe
