// Outcomes from the last event.
#include "runtime/service/outcome.h"

#include "runtime/engine/stored_history.h"
#include "runtime/value/json.h"

namespace asl::service {

Expected<Outcome> outcomeOf(const journal::Reader &journal, const journal::Execution &execution,
                            std::string *damage) {
  Outcome outcome;
  // A redriven execution runs again.
  if (execution.status == journal::Status::PendingRedrive)
    return outcome;
  outcome.status = static_cast<Status>(execution.status);
  outcome.error = execution.error;
  outcome.cause = execution.cause;
  if (outcome.status != Status::Succeeded)
    return outcome;
  auto take = [&](const HistoryEvent &event) {
    if (event.type == EventType::ExecutionSucceeded)
      outcome.output = json::write(event.payload);
  };
  Expected<void> read = readHistory(journal, execution.id, take, damage);
  if (!read)
    return read.failure();
  return outcome;
}

Expected<std::string> inputOf(const journal::Reader &journal, uint64_t execution,
                              std::string *damage) {
  std::string input;
  auto take = [&](const HistoryEvent &event) {
    if (event.type == EventType::ExecutionStarted)
      input = event.inputText;
  };
  Expected<void> read = readHistory(journal, execution, take, damage);
  if (!read)
    return read.failure();
  return input;
}

} // namespace asl::service
