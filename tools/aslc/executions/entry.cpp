// Members in the order in which people read them.
#include "tools/aslc/executions/entry.h"

#include "runtime/expr/time.h"
#include "runtime/journal/status_names.h"

#include <cstdio>

namespace aslc::tool {

namespace journal = asl::journal;

std::string_view statusOf(const journal::Execution &execution) {
  return journal::statusName(execution.status);
}

std::string timeOf(const std::optional<int64_t> &ms) {
  return ms ? asl::formatTimestamp(*ms) : std::string();
}

std::string machineNameOf(const journal::Reader &reader, const journal::Execution &execution) {
  auto machine = reader.document(execution.start.machine);
  return machine && *machine ? (*machine)->name : std::string();
}

asl::Expected<Paused> pausedOf(const journal::Reader &reader) {
  auto documents = reader.documents(journal::DocumentKind::Pause, "");
  if (!documents)
    return documents.failure();
  Paused paused;
  for (const journal::Document &one : *documents)
    paused.insert(one.name);
  return paused;
}

Json entryOf(const journal::Reader &reader, const journal::Execution &execution,
             const Paused &paused) {
  Json entry{{"name", execution.start.name}, {"status", statusOf(execution)}};
  if (paused.contains(std::to_string(execution.id)))
    entry["paused"] = true;
  if (std::string machine = machineNameOf(reader, execution); !machine.empty())
    entry["stateMachine"] = machine;
  entry["startDate"] = timeOf(execution.start.startMs);
  if (execution.stopMs)
    entry["stopDate"] = timeOf(execution.stopMs);
  entry["events"] = execution.lastEvent;
  entry["redriveCount"] = execution.redrives;
  if (execution.redriveMs)
    entry["redriveDate"] = timeOf(execution.redriveMs);
  if (execution.dueMs)
    entry["due"] = timeOf(execution.dueMs);
  return entry;
}

std::string textOf(const Json &value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void printLine(const Json &entry) {
  auto column = [&](const char *key, int width) {
    std::printf("%-*s  ", width, entry.contains(key) ? textOf(entry[key]).c_str() : "-");
  };
  if (entry.contains("paused"))
    std::printf("%-9s  ", "PAUSED");
  else
    column("status", 9);
  column("startDate", 24);
  column("stopDate", 24);
  column("events", 6);
  column("stateMachine", 16);
  std::printf("%s\n", textOf(entry["name"]).c_str());
}

} // namespace aslc::tool
