// The condition is evaluated over a single row that is bound.
#include "tools/aslc/executions/condition.h"

#include "runtime/service/outcome.h"
#include "tools/aslc/executions/entry.h"

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;
using asl::Failure;

Condition::Condition(const journal::Reader &reader, const std::string &sql)
    : reader_(reader),
      query_("WITH execution(name, machine, status, started, stopped, events, redrives, error, "
             "cause, input, output) AS (SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
             "SELECT 1 FROM execution WHERE (" +
             sql + "\n)"),
      needsData_(sql.find("put") != std::string::npos),
      database_(journal::Database::open(":memory:", journal::Database::Access::Create, nullptr)) {}

Expected<bool> Condition::holds(const journal::Execution &execution) {
  std::optional<std::string> input, output, stopped;
  if (needsData_) {
    auto text = asl::service::inputOf(reader_, execution.id);
    if (!text)
      return text.failure();
    input = *text;
    auto outcome = asl::service::outcomeOf(reader_, execution);
    if (!outcome)
      return outcome.failure();
    if (outcome->status == asl::Status::Succeeded)
      output = outcome->output;
  }
  std::string machine = machineNameOf(reader_, execution);
  std::string started = timeOf(execution.start.startMs);
  if (execution.stopMs)
    stopped = timeOf(execution.stopMs);
  journal::Statement &row = database_->query(query_.c_str());
  row.bind(execution.start.name, machine, statusOf(execution), started, stopped,
           uint64_t(execution.lastEvent), uint64_t(execution.redrives), execution.error,
           execution.cause, input, output);
  bool holds = row.row();
  row.reset();
  if (database_->failed())
    return Failure{"the condition cannot be evaluated: " + database_->error()};
  return holds;
}

} // namespace aslc::tool
