// Recorded executions of the service, as events.
#pragma once

#include "runtime/observe/event.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace asl::observe {

using Json = nlohmann::json;

/// The cases below a folder of the recordings; empty when there are none on this machine.
inline std::vector<Json> recordedCases(const std::string &folder) {
  std::vector<Json> cases;
  std::filesystem::path root =
      std::filesystem::path(ASLC_SHARED) / "conformance/executions" / folder;
  if (!std::filesystem::exists(root))
    return cases;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == ".json")
      cases.push_back(Json::parse(std::ifstream(entry.path())));
  return cases;
}

inline EventType typeOf(const std::string &name) {
  for (int i = 0; i <= static_cast<int>(EventType::MapRunRedriven); ++i)
    if (typeName(static_cast<EventType>(i)) == name)
      return static_cast<EventType>(i);
  throw std::runtime_error("no event is called " + name);
}

/// An event of a recorded history, with its payloads.
inline Event eventOf(const Json &recorded) {
  Event event;
  event.id = recorded.at("id");
  event.previousId = recorded.at("previousEventId");
  event.type = typeOf(recorded.at("type"));
  event.timestampMs = static_cast<int64_t>(event.id) * 1000;
  event.hasData = true;
  std::string key(detailsKey(event.type));
  if (key.empty() || !recorded.contains(key))
    return event;
  const Json &details = recorded.at(key);
  event.details = details.dump();
  event.name = details.value("name", "");
  event.resource = details.value("resource", "");
  event.resourceType = details.value("resourceType", "");
  if (details.contains("error"))
    event.error = details["error"];
  if (details.contains("cause") && details["cause"].is_string())
    event.cause = details["cause"];
  event.number = details.value("index", uint64_t(0));
  return event;
}

inline Subject subjectOf(const std::string &name = "first") {
  auto machine = std::make_shared<Machine>();
  machine->name = "order";
  machine->prefix = "arn:aws:states:us-east-1:123456789012:";
  machine->arn = machine->prefix + "stateMachine:order";
  machine->readPrefix();
  Subject subject;
  subject.arn = machine->prefix + "execution:order:" + name;
  subject.machine = machine;
  return subject;
}

} // namespace asl::observe
