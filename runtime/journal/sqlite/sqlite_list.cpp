// Describing and listing executions.
#include "runtime/journal/chain.h"
#include "runtime/journal/fold.h"
#include "runtime/journal/sqlite/sqlite_reader.h"

#include <algorithm>

namespace asl::journal {
namespace {

#define SELECT_EXECUTIONS                                                                          \
  "SELECT e.id, e.machine, e.revision, e.version, e.alias, e.parent, e.map_run, e.map_index, "     \
  "e.name, e.input_hash, e.status, e.start_ms, e.stop_ms, e.error, e.cause, e.redrives, "          \
  "e.redrive_ms, e.first_seq, coalesce(l.seq, e.last_seq), coalesce(l.last_event, e.last_event), " \
  "l.due_ms, e.trace FROM execution e LEFT JOIN live l ON l.execution = e.id WHERE "

// Conditions that no index answers: all that were asked for, and the id as position.
#define OTHER_CONDITIONS                                                                           \
  " AND (?3 IS NULL OR e.machine = ?3) AND (?4 IS NULL OR e.version = ?4) "                        \
  "AND (?5 IS NULL OR e.alias = ?5) AND (?6 IS NULL OR e.start_ms >= ?6) "                         \
  "AND (?7 IS NULL OR e.start_ms < ?7) AND e.id < ?8 ORDER BY e.id DESC LIMIT ?9"

std::optional<uint32_t> small(std::optional<uint64_t> number) {
  return number ? std::optional(static_cast<uint32_t>(*number)) : std::nullopt;
}

/// The current row, with its encrypted columns as they are stored.
Execution storedExecution(Statement &row) {
  Execution execution;
  execution.id = row.number(0);
  Start &start = execution.start;
  start.machine = row.number(1);
  start.revision = row.number(2);
  start.version = row.optionalNumber(3);
  start.alias = row.optionalNumber(4);
  start.parent = row.optionalNumber(5);
  start.mapRun = row.optionalNumber(6);
  start.mapIndex = small(row.optionalNumber(7));
  start.name = row.text(8);
  start.inputHash = row.text(9);
  execution.status = static_cast<Status>(row.integer(10));
  start.startMs = row.integer(11);
  execution.stopMs = row.optionalInteger(12);
  execution.error = row.optionalText(13);
  execution.cause = row.optionalText(14);
  execution.redrives = static_cast<uint32_t>(row.integer(15));
  execution.redriveMs = row.optionalInteger(16);
  execution.firstSeq = row.number(17);
  execution.lastSeq = row.number(18);
  execution.lastEvent = static_cast<uint32_t>(row.integer(19));
  execution.dueMs = row.optionalInteger(20);
  start.trace = row.optionalText(21).value_or("");
  return execution;
}

Expected<void> openColumn(const Encryption &encryption, std::string_view column, uint64_t id,
                          std::optional<std::string> &value) {
  if (!value)
    return {};
  auto opened = encryption.openText(placeOf(column, id), *value);
  if (!opened)
    return opened.failure();
  value = *std::move(opened);
  return {};
}

/// The current row.
Expected<Execution> executionOf(Statement &row, const Encryption &encryption) {
  Execution execution = storedExecution(row);
  if (!encryption.isOn())
    return execution;
  auto hash =
      encryption.open(placeOf("execution.input_hash", execution.id), execution.start.inputHash);
  if (!hash)
    return hash.failure();
  execution.start.inputHash = *std::move(hash);
  if (auto opened = openColumn(encryption, "execution.error", execution.id, execution.error);
      !opened)
    return opened.failure();
  if (auto opened = openColumn(encryption, "execution.cause", execution.id, execution.cause);
      !opened)
    return opened.failure();
  return execution;
}

/// Adds executions of one status, or of all where an index has them in order of id.
Expected<void> select(Database &database, const Encryption &encryption, const ListFilter &filter,
                      std::optional<Status> status, uint64_t before, unsigned limit,
                      std::vector<Execution> &to) {
  const char *sql = SELECT_EXECUTIONS
      "e.map_run IS NULL AND ?1 IS NULL AND (?2 IS NULL OR e.status = ?2)" OTHER_CONDITIONS;
  std::optional<uint64_t> key, machine = filter.machine;
  if (filter.mapRun) {
    sql = SELECT_EXECUTIONS "e.map_run = ?1 AND e.status = ?2" OTHER_CONDITIONS;
    key = filter.mapRun;
  } else if (filter.machine) {
    sql =
        SELECT_EXECUTIONS "e.map_run IS NULL AND e.machine = ?1 AND e.status = ?2" OTHER_CONDITIONS;
    key = filter.machine;
    machine.reset();
  }
  std::optional<int> wanted;
  if (status)
    wanted = static_cast<int>(*status);
  Statement &rows =
      database.query(sql).bind(key, wanted, machine, filter.version, filter.alias,
                               filter.startedFromMs, filter.startedToMs, before, limit);
  while (rows.row()) {
    auto execution = executionOf(rows, encryption);
    if (!execution) {
      rows.reset();
      return execution.failure();
    }
    to.push_back(*std::move(execution));
  }
  return {};
}

} // namespace

Expected<std::optional<Execution>> SqliteReader::describe(uint64_t execution) const {
  // First what the tables do not show: it may be moved there meanwhile.
  std::optional<Execution> later = notYetShown(execution);
  auto database = connections_.take();
  return describe(*database, execution, std::move(later));
}

/// `later` is what the tables did not show before `database` was read.
Expected<std::optional<Execution>> SqliteReader::describe(Database &database, uint64_t execution,
                                                          std::optional<Execution> later) const {
  if (later && later->firstSeq != 0)
    return later;
  Statement &row = database.query(SELECT_EXECUTIONS "e.id = ?").bind(execution);
  std::optional<Execution> found;
  if (row.row()) {
    auto shown = executionOf(row, encryption_);
    row.reset();
    if (!shown)
      return shown.failure();
    found = *std::move(shown);
  }
  if (database.failed())
    return Failure{database.error()};
  if (found && later)
    merge(*found, *later);
  return found;
}

Expected<StatusCounts> SqliteReader::counts(std::optional<uint64_t> machine) const {
  if (auto shown = showAll(); !shown)
    return shown.failure();
  auto database = connections_.take();
  Statement &rows = database->query("SELECT status, count(*) FROM execution WHERE map_run IS NULL "
                                    "AND (?1 IS NULL OR machine = ?1) GROUP BY status");
  rows.bind(machine);
  StatusCounts counts{};
  while (rows.row())
    if (auto status = rows.number(0); status < statusCount)
      counts[status] = rows.number(1);
  if (database->failed())
    return Failure{database->error()};
  return counts;
}

Expected<Page<Execution>> SqliteReader::list(const ListFilter &filter, const std::string &position,
                                             unsigned limit) const {
  auto before = parsePosition(position, INT64_MAX);
  if (!before)
    return before.failure();
  if (auto shown = showAll(); !shown)
    return shown.failure();
  limit = std::max(limit, 1u);
  Page<Execution> page;
  auto database = connections_.take();
  Expected<void> selected;
  if (filter.status || (!filter.machine && !filter.mapRun)) {
    selected =
        select(*database, encryption_, filter, filter.status, *before, limit + 1, page.items);
  } else {
    ReadTransaction unchanged(*database);
    for (unsigned status = 0; status < statusCount && selected; ++status)
      selected = select(*database, encryption_, filter, static_cast<Status>(status), *before,
                        limit + 1, page.items);
    std::ranges::sort(page.items, std::greater(), &Execution::id);
  }
  if (!selected)
    return selected.failure();
  if (database->failed())
    return Failure{database->error()};
  if (page.items.size() > limit) {
    page.items.resize(limit);
    page.next = positionText(page.items.back().id);
  }
  return page;
}

} // namespace asl::journal
