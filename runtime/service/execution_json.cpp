// Members in the order in which people read them.
#include "runtime/service/execution_json.h"

#include "runtime/expr/time.h"
#include "runtime/journal/status_names.h"
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

Expected<Paused> pausedOf(const journal::Reader &reader) {
  auto documents = reader.documents(journal::DocumentKind::Pause, "");
  if (!documents)
    return documents.failure();
  Paused paused;
  for (const journal::Document &one : *documents)
    paused.insert(one.name);
  return paused;
}

OrderedJson entryOf(const journal::Reader &reader, const journal::Execution &execution,
                    const Paused &paused) {
  OrderedJson entry{{"name", execution.start.name}, {"status", statusOf(execution)}};
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

Expected<OrderedJson> descriptionOf(const journal::Reader &reader,
                                    const journal::Execution &execution, const Paused &paused) {
  OrderedJson entry = entryOf(reader, execution, paused);
  auto input = inputOf(reader, execution.id);
  if (!input)
    return input.failure();
  entry["input"] = *input;
  auto outcome = outcomeOf(reader, execution);
  if (!outcome)
    return outcome.failure();
  if (!outcome->output.empty())
    entry["output"] = outcome->output;
  RedriveStatus redrive = redriveStatusOf(execution, systemMs());
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
