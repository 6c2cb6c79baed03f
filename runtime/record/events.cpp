// History events in binary form: the type, what the event has, its number and time relative to the
// event before, and its members.
#include "runtime/record/events.h"

#include "runtime/history/event.h"

namespace asl::record {
namespace {

using Text = std::optional<std::string_view>;

/// The members that an event has beside its payload.
enum Has : uint32_t {
  kName = 1,
  kResource = 2,
  kService = 4, ///< resourceType, and region
  kFailure = 8,
  kLimits = 16,
  kRole = 32,
  kNumber = 64,
  kAssigned = 128,
  kRest = 256,    ///< inputText, mapRunArn, location, workerName
  kOtherId = 512, ///< the id does not follow that of the event before
  kPayload = 1024
};

uint32_t membersOf(const HistoryEvent &event) {
  uint32_t has = 0;
  has |= event.name.empty() ? 0 : kName;
  has |= event.resource.empty() ? 0 : kResource;
  has |= event.resourceType.empty() && event.region.empty() ? 0 : kService;
  has |= event.error || event.cause ? kFailure : 0;
  has |= event.timeoutSeconds || event.heartbeatSeconds ? kLimits : 0;
  has |= event.roleArn ? kRole : 0;
  has |= event.number != 0 ? kNumber : 0;
  has |= event.assigned.empty() ? 0 : kAssigned;
  has |= !event.inputText.empty() || !event.mapRunArn.empty() || event.location || event.workerName
             ? kRest
             : 0;
  has |= isUndefined(event.payload) ? 0 : kPayload;
  return has;
}

void writeSeconds(ByteWriter &out, const std::optional<int64_t> &seconds) {
  out.number(seconds ? static_cast<uint64_t>(*seconds) + 1 : 0);
}

std::optional<int64_t> readSeconds(ByteReader &in) {
  uint64_t secondsAndOne = in.number();
  return secondsAndOne == 0 ? std::nullopt : std::optional(static_cast<int64_t>(secondsAndOne - 1));
}

} // namespace

void EventWriter::event(const HistoryEvent &event) {
  uint32_t has = membersOf(event);
  if (event.id != lastId_ + 1)
    has |= kOtherId;
  out_.byte(static_cast<uint8_t>(event.type));
  out_.number(has);
  if (has & kOtherId)
    out_.number(event.id);
  // Most events follow the one before.
  out_.number(event.previousId == 0 ? 0 : event.id - event.previousId);
  out_.signedNumber(event.timestampMs - lastMs_);
  lastId_ = event.id;
  lastMs_ = event.timestampMs;
  if (has & kName)
    values_.constant(event.name);
  if (has & kService) {
    values_.constant(event.resourceType);
    values_.constant(event.region);
  }
  if (has & kResource)
    values_.constant(event.resource);
  if (has & kPayload)
    values_.value(event.payload);
  if (has & kFailure) {
    out_.optionalText(event.error);
    out_.optionalText(event.cause);
  }
  if (has & kLimits) {
    writeSeconds(out_, event.timeoutSeconds);
    writeSeconds(out_, event.heartbeatSeconds);
  }
  if (has & kRole)
    out_.text(*event.roleArn);
  if (has & kNumber)
    out_.number(event.number);
  if (has & kAssigned) {
    out_.number(event.assigned.size());
    for (const AssignedVariable &variable : event.assigned) {
      values_.constant(variable.name);
      values_.value(variable.value);
    }
  }
  if (has & kRest) {
    out_.text(event.inputText);
    out_.text(event.mapRunArn);
    out_.optionalText(event.location);
    out_.optionalText(event.workerName);
  }
}

HistoryEvent EventReader::event(ByteReader &in) {
  HistoryEvent event;
  auto type = in.byte();
  if (type >= history::kEventTypes)
    in.fail();
  else
    event.type = static_cast<EventType>(type);
  uint64_t has = in.number();
  event.id = has & kOtherId ? in.number() : lastId_ + 1;
  uint64_t distance = in.number();
  event.previousId = distance == 0 ? 0 : event.id - distance;
  event.timestampMs = lastMs_ + in.signedNumber();
  lastId_ = event.id;
  lastMs_ = event.timestampMs;
  if (has & kName)
    event.name = values_.constant(in);
  if (has & kService) {
    event.resourceType = values_.constant(in);
    event.region = values_.constant(in);
  }
  if (has & kResource)
    event.resource = values_.constant(in);
  if (has & kPayload)
    event.payload = values_.value(in);
  if (has & kFailure) {
    event.error = in.optionalText();
    event.cause = in.optionalText();
  }
  if (has & kLimits) {
    event.timeoutSeconds = readSeconds(in);
    event.heartbeatSeconds = readSeconds(in);
  }
  if (has & kRole)
    event.roleArn = in.text();
  if (has & kNumber)
    event.number = in.number();
  assigned_.clear();
  if (has & kAssigned)
    for (uint32_t left = in.count(); left > 0 && !in.failed(); --left) {
      std::string_view name = values_.constant(in);
      assigned_.push_back({name, values_.value(in)});
    }
  event.assigned = assigned_;
  if (has & kRest) {
    event.inputText = in.text();
    event.mapRunArn = in.text();
    event.location = in.optionalText();
    event.workerName = in.optionalText();
  }
  return event;
}

// ---- A history kept in memory ----

void EventRecorder::append(const HistoryEvent &event) {
  events_.event(event);
  ++count_;
}

void EventRecorder::clear() {
  out_.clear();
  values_.nodes().restart(0);
  events_.restart();
  count_ = 0;
}

bool readEvents(std::string_view bytes, const std::function<void(const HistoryEvent &)> &take) {
  Heap heap(nullptr, 1);
  ByteReader in(bytes);
  ValueReader values(heap);
  EventReader events(values);
  while (!in.atEnd()) {
    HistoryEvent event = events.event(in);
    if (in.failed())
      return false;
    take(event);
  }
  return !in.failed();
}

} // namespace asl::record
