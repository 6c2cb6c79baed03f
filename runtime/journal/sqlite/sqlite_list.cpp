// Describing and listing executions, and what is needed to go on with many of them.
#include "runtime/journal/chain.h"
#include "runtime/journal/fold.h"
#include "runtime/journal/sqlite/record_rows.h"
#include "runtime/journal/sqlite/sqlite_reader.h"

#include <algorithm>

namespace asl::journal {
namespace {

#define EXECUTION_COLUMNS                                                                          \
  "e.id, e.machine, e.revision, e.version, e.alias, e.parent, e.map_run, e.map_index, "            \
  "e.name, e.input_hash, iif(l.seq IS NULL, e.status, 0), e.start_ms, e.stop_ms, e.error, "        \
  "e.cause, e.redrives, e.redrive_ms, e.first_seq, "                                               \
  "coalesce(l.seq, iif(e.status = 0, 0, e.last_seq)), coalesce(l.last_event, e.last_event), "      \
  "l.due_ms, e.trace, l.seq IS NOT NULL AND e.status <> 0"
constexpr int disagreeColumn = 22; ///< the execution is among the live ones, and has ended
constexpr int executionColumns = 23;

#define SELECT_EXECUTIONS                                                                          \
  "SELECT " EXECUTION_COLUMNS " FROM execution e LEFT JOIN live l ON l.execution = e.id WHERE "

// Conditions that no index answers: all that were asked for, and the id as position.
#define OTHER_CONDITIONS                                                                           \
  " AND (?3 IS NULL OR e.machine = ?3) AND (?4 IS NULL OR e.version = ?4) "                        \
  "AND (?5 IS NULL OR e.alias = ?5) AND (?6 IS NULL OR e.start_ms >= ?6) "                         \
  "AND (?7 IS NULL OR e.start_ms < ?7) AND e.id < ?8 ORDER BY e.id DESC LIMIT ?9"

std::optional<uint32_t> small(std::optional<uint64_t> number) {
  return number ? std::optional(static_cast<uint32_t>(*number)) : std::nullopt;
}

/// What has a status that this version does not know has not ended, as far as is known.
Status statusIn(Statement &row, int column) {
  int64_t number = row.integer(column);
  return number >= 0 && number < statusCount ? static_cast<Status>(number) : Status::Running;
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
  start.indexInParent = small(row.optionalNumber(7));
  start.name = row.text(8);
  start.inputHash = row.text(9);
  execution.status = statusIn(row, 10);
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

/// Decrypts `value`. If it cannot be decrypted, it becomes the text of the error.
void openColumn(const Encryption &encryption, std::string_view column, uint64_t id,
                std::optional<std::string> &value) {
  if (!value)
    return;
  auto opened = encryption.openText(placeOf(column, id), *value);
  value = opened ? *std::move(opened) : opened.error();
}

/// The current row.
Execution executionOf(Statement &row, const Encryption &encryption) {
  Execution execution = storedExecution(row);
  if (!encryption.isOn())
    return execution;
  auto hash =
      encryption.open(placeOf("execution.input_hash", execution.id), execution.start.inputHash);
  execution.start.inputHash = hash ? *std::move(hash) : ""; // which is that of no input
  openColumn(encryption, "execution.error", execution.id, execution.error);
  openColumn(encryption, "execution.cause", execution.id, execution.cause);
  return execution;
}

/// Adds executions of one status, or of all where an index has them in order of id.
void select(Database &database, const Encryption &encryption, const ListFilter &filter,
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
  while (rows.row())
    to.push_back(executionOf(rows, encryption));
}

/// What is known of an execution from the tables, and from what they do not show yet.
std::optional<Execution> together(std::optional<Execution> shown, std::optional<Execution> later) {
  if (later && later->firstSeq != 0)
    return later;
  if (shown && later)
    merge(*shown, *later);
  return shown;
}

#define FOUR "(?), (?), (?), (?), "
#define SIXTEEN FOUR FOUR FOUR FOUR
constexpr size_t mostTogether = 64;
/// In the order of the numbers. NULL finds nothing.
constexpr const char *selectTogether =
    "SELECT " EXECUTION_COLUMNS ", j.* FROM (VALUES " SIXTEEN SIXTEEN SIXTEEN FOUR FOUR FOUR
    "(?), (?), (?), (?)) AS wanted CROSS JOIN execution e ON e.id = wanted.column1 "
    "LEFT JOIN live l ON l.execution = e.id "
    "LEFT JOIN journal j ON j.seq = coalesce(l.seq, e.last_seq)";

/// What is needed to continue an execution that has not ended. `row` is its row of
/// `selectTogether`; null: it has none. `later` is what the tables do not show.
Expected<std::optional<Continuation>> continuationOf(Database &database,
                                                     const Encryption &encryption, Statement *row,
                                                     std::optional<Execution> later) {
  std::optional<Execution> shown;
  if (row)
    shown = executionOf(*row, encryption);
  std::optional<Execution> execution = together(std::move(shown), std::move(later));
  if (!execution || execution->status != Status::Running)
    return std::optional<Continuation>();
  Rows rows(database, encryption);
  if (row && row->number(executionColumns) == execution->lastSeq)
    rows.setRead(recordOf(*row, executionColumns, encryption));
  auto tail = readTail(rows, *execution);
  if (!tail)
    return tail.failure();
  if (row && row->integer(disagreeColumn) != 0)
    *tail = {{}, "it is in the table `live`, and has ended by the table `execution`"};
  return std::optional(
      Continuation{*std::move(execution), std::move(tail->rows), std::move(tail->damage)});
}

/// Adds what is needed to continue these executions, at most `mostTogether`, each with what the
/// tables did not show of it before `database` was read.
Expected<void> continueTogether(Database &database, const Encryption &encryption,
                                std::span<const uint64_t> executions,
                                std::span<std::optional<Execution>> later,
                                std::vector<Continuation> &found) {
  Statement &row = database.query(selectTogether).bindEach(executions);
  bool isThere = row.row();
  for (size_t i = 0; i < executions.size(); ++i) {
    bool isThis = isThere && row.number(0) == executions[i];
    auto one = continuationOf(database, encryption, isThis ? &row : nullptr, std::move(later[i]));
    if (!one) {
      row.reset();
      return one.failure();
    }
    if (*one)
      found.push_back(**std::move(one));
    if (isThis)
      isThere = row.row();
  }
  row.reset();
  if (database.failed())
    return Failure{database.error()};
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
    found = executionOf(row, encryption_);
    row.reset();
  }
  if (database.failed())
    return Failure{database.error()};
  return together(std::move(found), std::move(later));
}

Expected<std::vector<Continuation>>
SqliteReader::continuations(std::span<const uint64_t> executions) const {
  std::vector<std::optional<Execution>> later; // as in `describe`, before the transaction begins
  later.reserve(executions.size());
  for (uint64_t each : executions)
    later.push_back(notYetShown(each));
  auto database = connections_.take();
  ReadTransaction unchanged(*database);
  std::vector<Continuation> found;
  found.reserve(executions.size());
  for (size_t from = 0; from < executions.size(); from += mostTogether) {
    size_t size = std::min(mostTogether, executions.size() - from);
    auto read = continueTogether(*database, encryption_, executions.subspan(from, size),
                                 std::span(later).subspan(from, size), found);
    if (!read)
      return read.failure();
  }
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
  if (filter.status || (!filter.machine && !filter.mapRun)) {
    select(*database, encryption_, filter, filter.status, *before, limit + 1, page.items);
  } else {
    ReadTransaction unchanged(*database);
    for (unsigned status = 0; status < statusCount; ++status)
      select(*database, encryption_, filter, static_cast<Status>(status), *before, limit + 1,
             page.items);
    std::ranges::sort(page.items, std::greater(), &Execution::id);
  }
  if (database->failed())
    return Failure{database->error()};
  if (page.items.size() > limit) {
    page.items.resize(limit);
    page.next = positionText(page.items.back().id);
  }
  return page;
}

} // namespace asl::journal
