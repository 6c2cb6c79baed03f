// The table of levels, and the form of a record.
#include "runtime/observe/log_record.h"

#include "runtime/dom/text.h"
#include "runtime/support/utf8.h"

#include <nlohmann/json.hpp>

#include <array>

namespace asl::observe {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::array payloads = {"input", "output", "parameters", "assignedVariables"};

bool endsWith(std::string_view name, std::string_view end) { return name.ends_with(end); }

LogLevel leastLevelOf(EventType type) {
  switch (type) {
  case EventType::ExecutionFailed:
  case EventType::ExecutionTimedOut:
  case EventType::ExecutionAborted:
    return LogLevel::Fatal;
  case EventType::FailStateEntered:
    return LogLevel::Error;
  default:
    break;
  }
  std::string_view name = typeName(type);
  bool isError =
      endsWith(name, "Failed") || endsWith(name, "TimedOut") || endsWith(name, "Aborted");
  return isError ? LogLevel::Error : LogLevel::All;
}

Json textOf(const Json &value) { return value.is_string() ? value : Json(asl::dom::write(value)); }

void removeData(Json &details) {
  for (const char *key : payloads) {
    details.erase(key);
    details.erase(std::string(key) + "Details");
  }
}

/// Cuts a text to at most so many bytes, between characters.
void cut(std::string &text, size_t most) { text.resize(utf8::boundaryBefore(text, most)); }

/// Makes the record small enough: the longest payload loses what is too much.
void truncate(Json &record, size_t size) {
  Json &details = record["details"];
  for (const char *key : payloads) {
    auto found = details.find(key);
    if (size <= mostRecordBytes || found == details.end())
      continue;
    std::string text = textOf(*found).get<std::string>();
    // An escaped character has several bytes in the record: what is cut counts at least once.
    size_t excess = size - mostRecordBytes;
    cut(text, text.size() > excess ? text.size() - excess : 0);
    *found = std::move(text);
    details[std::string(key) + "Details"] = {{"truncated", true}};
    size = asl::dom::write(record).size();
  }
}

} // namespace

bool isLogged(EventType type, LogLevel level) {
  return level != LogLevel::Off && level >= leastLevelOf(type);
}

std::string logRecord(const Subject &subject, const Event &event, uint64_t redrives,
                      bool withData) {
  Json details = Json::object();
  if (!event.details.empty())
    details = asl::dom::parseOrdered(event.details);
  if (!withData || !event.hasData)
    removeData(details);
  Json record{{"id", std::to_string(event.id)},
              {"type", typeName(event.type)},
              {"details", std::move(details)},
              {"previous_event_id", std::to_string(event.previousId)},
              {"event_timestamp", std::to_string(event.timestampMs)},
              {"execution_arn", subject.arn}};
  if (!subject.mapRunArn.empty())
    record["map_run_arn"] = subject.mapRunArn;
  record["redrive_count"] = std::to_string(redrives);
  auto dump = [&] { return asl::dom::write(record); };
  std::string text = dump();
  if (text.size() > mostRecordBytes) {
    truncate(record, text.size());
    text = dump();
  }
  return text;
}

} // namespace asl::observe
