// Members in the order in which people read them.
#include "runtime/service/execution_json.h"

#include "runtime/expr/time.h"
#include "runtime/journal/status_names.h"
#include "runtime/service/damage.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"
#include "runtime/support/system_time.h"

namespace asl::service {

std::string_view statusOf(const journal::Execution &execution) {
  return journal::statusName(execution.status);
}

std::string timeOf(const std::optional<int64_t> &ms) {
  return ms ? formatTimestamp(*ms) : std::string();
}

std::string machineNameOf(const journal::Reader &reader, const journal::Execution &execution) {
  auto machine = reader.document(execution.start.machine);
  return machine && *machine ? (*machine)->name : std::string();
}

Expected<Notes> notesOf(const journal::Reader &reader) {
  Notes notes;
  auto paused = reader.documents(journal::DocumentKind::Pause, "");
  if (!paused)
    return paused.failure();
  for (const journal::Document &one : *paused)
    notes.paused.insert(one.name);
  auto damaged = reader.documents(journal::DocumentKind::Damage, "");
  if (!damaged)
    return damaged.failure();
  for (const journal::Document &one : *damaged)
    notes.damage.emplace(one.name, damageIn(one));
  return notes;
}

OrderedJson entryOf(const journal::Reader &reader, const journal::Execution &execution,
                    const Notes &notes) {
  OrderedJson entry{{"name", execution.start.name}, {"status", statusOf(execution)}};
  std::string number = std::to_string(execution.id);
  if (notes.paused.contains(number))
    entry["paused"] = true;
  if (auto damage = notes.damage.find(number); damage != notes.damage.end())
    entry["damage"] = damage->second;
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

Expected<OrderedJson> descriptionOf(const journal::Reader &reader,
                                    const journal::Execution &execution, const Notes &notes) {
  OrderedJson entry = entryOf(reader, execution, notes);
  std::string damage;
  auto input = inputOf(reader, execution.id, &damage);
  if (!input)
    return input.failure();
  if (!damage.empty() && !entry.contains("damage"))
    entry["damage"] = damage;
  if (!input->empty())
    entry["input"] = *input;
  auto outcome = outcomeOf(reader, execution, &damage);
  if (!outcome)
    return outcome.failure();
  if (!outcome->output.empty())
    entry["output"] = outcome->output;
  RedriveStatus redrive = redriveStatusOf(reader, execution, systemMs());
  entry["redriveStatus"] = redriveStatusName(redrive.kind);
  if (!redrive.reason.empty())
    entry["redriveStatusReason"] = redrive.reason;
  if (execution.error)
    entry["error"] = *execution.error;
  if (execution.cause)
    entry["cause"] = *execution.cause;
  return entry;
}

} // namespace asl::service
