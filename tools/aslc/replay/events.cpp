#include "tools/aslc/replay/events.h"
#include "runtime/dom/text.h"

namespace aslc::replay {

namespace {

/// Puts its value in place of a text that holds JSON. Returns whether it held any.
bool parseText(Json &value) {
  if (!value.is_string())
    return false;
  Json parsed = asl::dom::parseOrdered(value.get<std::string>());
  if (parsed.is_discarded())
    return false;
  value = std::move(parsed);
  return true;
}

/// Payloads are texts of JSON in the API.
void parseTexts(Event &event) {
  Json &details = event.details;
  for (const char *name : {"input", "output", "parameters"})
    if (auto found = details.find(name); found != details.end()) {
      std::string text = found->is_string() ? found->get<std::string>() : "";
      bool holdsJson = parseText(*found);
      event.payload =
          holdsJson ? std::move(text) : found->dump(-1, ' ', false, Json::error_handler_t::replace);
    }
  if (auto variables = details.find("assignedVariables"); variables != details.end())
    for (Json &value : *variables)
      parseText(value);
}

} // namespace

std::string Event::text(const char *member) const {
  auto found = details.find(member);
  return found != details.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string Event::stateName() const {
  return is("EvaluationFailed")                                                    ? text("state")
         : isStateEntered() || isStateExited() || type.starts_with("MapIteration") ? text("name")
                                                                                   : "";
}

std::vector<Event> eventsOf(const report::run::History &history) {
  std::vector<Event> events;
  for (const report::run::Event &each : history.events) {
    Event event{each.id, each.previous, each.timeMs, std::string(each.type)};
    if (each.details)
      event.details = asl::dom::parseOrdered(toJson(*each.details));
    parseTexts(event);
    events.push_back(std::move(event));
  }
  return events;
}

void EventSink::append(const asl::HistoryEvent &event) {
  if (next_)
    next_->append(event);
  Event kept{static_cast<int64_t>(event.id), static_cast<int64_t>(event.previousId),
             event.timestampMs, std::string(asl::typeName(event.type))};
  if (std::string details = event.detailsJson(); !details.empty())
    kept.details = asl::dom::parseOrdered(details);
  parseTexts(kept);
  events_.push_back(std::move(kept));
}

void EventSink::valuesMoved() {
  if (next_)
    next_->valuesMoved();
}

} // namespace aslc::replay
