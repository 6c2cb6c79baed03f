// The condition is evaluated over a single row that is bound.
#include "tools/aslc/executions/condition.h"

#include "runtime/service/outcome.h"
#include "tools/aslc/executions/entry.h"

#include <algorithm>
#include <cctype>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;
using asl::Failure;

namespace {

/// The index behind a text, name or comment that begins at `at`; `at`: none does. One that does not
/// end reaches to the end.
size_t skipQuoted(std::string_view sql, size_t at) {
  std::string_view rest = sql.substr(at);
  auto behind = [&](std::string_view end, size_t from) {
    size_t found = sql.find(end, at + from);
    return found == sql.npos ? sql.size() : found + end.size();
  };
  if (rest.starts_with("--"))
    return behind("\n", 2);
  if (rest.starts_with("/*"))
    return behind("*/", 2);
  if (rest.front() == '[')
    return behind("]", 1);
  if (rest.front() == '\'' || rest.front() == '"' || rest.front() == '`')
    return behind(rest.substr(0, 1), 1); // one that is doubled begins the next text
  return at;
}

/// Whether `input` or `output` may be named, in any case of letters.
bool namesData(std::string_view sql) {
  constexpr std::string_view part = "put";
  auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(sql.begin(), sql.end(), part.begin(), part.end(), same) != sql.end();
}

} // namespace

Expected<void> checkCondition(const std::string &sql) {
  const Failure several{"`" + sql + "` is not one expression of SQL"};
  size_t depth = 0;
  for (size_t at = 0; at < sql.size();) {
    if (size_t behind = skipQuoted(sql, at); behind != at) {
      at = behind;
      continue;
    }
    char c = sql[at++];
    if (std::string_view("?:@$").find(c) != std::string_view::npos)
      return Failure{"`" + sql + "` has a parameter, and nothing gives it a value"};
    if (c == ';' || (c == ')' && depth == 0))
      return several;
    depth += c == '(' ? 1 : 0;
    depth -= c == ')' ? 1 : 0;
  }
  return depth == 0 ? Expected<void>() : several;
}

Condition::Condition(const journal::Reader &reader, const std::string &sql)
    : reader_(reader),
      query_("WITH execution(name, machine, status, started, stopped, events, redrives, error, "
             "cause, input, output) AS (SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
             "SELECT 1 FROM execution WHERE (" +
             sql + "\n)"),
      needsData_(namesData(sql)),
      database_(journal::Database::open(":memory:", journal::Database::Access::Create, nullptr)) {}

Expected<bool> Condition::holds(const journal::Execution &execution) {
  std::optional<std::string> input, output, stopped;
  if (needsData_) {
    std::string damage; // what cannot be read is NULL
    auto text = asl::service::inputOf(reader_, execution.id, &damage);
    if (!text)
      return text.failure();
    if (!text->empty())
      input = *text;
    auto outcome = asl::service::outcomeOf(reader_, execution, &damage);
    if (!outcome)
      return outcome.failure();
    if (!outcome->output.empty())
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
