// Rows are read in the order in which they refer to each other.
#include "runtime/exec/stored_execution.h"

#include "runtime/exec/durable_log.h"
#include "runtime/history/writer.h"
#include "runtime/value/json.h"

namespace asl::exec {
namespace {

using Take = std::function<void(const HistoryEvent &)>;

/// Calls `take` with the events of `rows`, of which the first one stands alone. Returns the first
/// row that is not understood; null: all are.
const journal::Record *readRows(DurableReader &reader, const std::vector<journal::Record> &rows,
                                const Take &take) {
  for (const journal::Record &row : rows) {
    bool isWhole = row.damage.empty() && (&row == &rows.front() || reader.skipState());
    if (!isWhole || !reader.read(row, take))
      return &row;
  }
  return nullptr;
}

/// The same, where a row that is not understood is a Failure.
Expected<void> readEvents(const std::vector<journal::Record> &rows, const Take &take) {
  Heap heap(nullptr, 1);
  DurableReader reader(heap);
  const journal::Record *bad = readRows(reader, rows, take);
  if (!bad)
    return {};
  return Failure{bad->damage.empty()
                     ? "row " + std::to_string(bad->seq) + " of the journal is damaged"
                     : bad->damage};
}

} // namespace

Expected<std::string> storedInput(const journal::Reader &journal, uint64_t execution) {
  auto page = journal.records(execution, journal::Direction::Forwards, "", 1);
  if (!page)
    return page.failure();
  std::string input;
  Expected<void> read = readEvents(page->items, [&](const HistoryEvent &event) {
    if (event.type == EventType::ExecutionStarted)
      input = event.inputText;
  });
  if (!read)
    return read.failure();
  return input;
}

Expected<std::string> storedOutput(const journal::Reader &journal, uint64_t execution) {
  auto rows = journal.tail(execution);
  if (!rows)
    return rows.failure();
  std::string output;
  Expected<void> read = readEvents(*rows, [&](const HistoryEvent &event) {
    if (event.type == EventType::ExecutionSucceeded)
      output = json::write(event.payload);
  });
  if (!read)
    return read.failure();
  return output;
}

bool hasState(const std::vector<journal::Record> &tail) {
  Heap heap(nullptr, 1);
  DurableReader reader(heap);
  return !tail.empty() && !readRows(reader, tail, [](const HistoryEvent &) {}) && reader.hasState();
}

std::string problemOf(const std::vector<journal::Record> &rows) {
  Heap heap(nullptr, 1);
  DurableReader reader(heap);
  const journal::Record *bad = readRows(reader, rows, [](const HistoryEvent &) {});
  if (!bad)
    return {};
  return "row " + std::to_string(bad->seq) +
         " has its checksum and is not understood: a newer version may have written it";
}

journal::Burst endUnread(journal::Execution &execution, journal::End end) {
  journal::Record last;
  last.seq = execution.lastSeq;
  last.execution = execution.id;
  last.lastEvent = execution.lastEvent;
  const journal::Start &start = execution.start;
  DurableLog log(last, Origin::of(start));
  history::Writer(log).failed({uint64_t(execution.lastEvent) + 1, 0, end.stopMs},
                              EventType::ExecutionAborted, {end.error, end.cause});
  journal::Burst burst = log.lastBurst(std::move(end));
  burst.lastSeq = &execution.lastSeq;
  return burst;
}

Expected<std::optional<StoredPlace>> storedPlace(const journal::Reader &journal,
                                                 uint64_t execution) {
  auto rows = journal.tail(execution);
  if (!rows)
    return rows.failure();
  if (rows->empty() || rows->back().end)
    return std::optional<StoredPlace>();
  Heap heap(nullptr, 1);
  DurableReader reader(heap);
  // The state is written anew in each row: only its values refer to earlier ones.
  std::optional<uint32_t> state;
  if (reader.readStateOnly(rows->back()) && reader.hasState())
    state = outermostState(reader.state().bytes);
  return state ? std::optional(StoredPlace{*state}) : std::nullopt;
}

} // namespace asl::exec
