// Whoever wants to continue an execution with a damaged row meets that row.
#include "runtime/journal/sqlite/show_rest.h"

#include "runtime/journal/fold.h"
#include "runtime/journal/sqlite/projection.h"
#include "runtime/journal/sqlite/record_rows.h"
#include "runtime/journal/sqlite/sqlite_reader.h"

#include <chrono>

namespace asl::journal {
namespace {

/// What the rows before a damaged one did to its execution.
struct Before {
  uint64_t lastSeq = 0; ///< 0: it has not begun
  std::optional<int64_t> stopMs{};
  uint32_t redrives = 0;
};

Before beforeIn(Database &database, const Projection &rest, uint64_t execution) {
  Before before;
  Statement &row =
      database
          .query("SELECT coalesce(l.seq, e.last_seq), e.stop_ms, e.redrives FROM execution e "
                 "LEFT JOIN live l ON l.execution = e.id WHERE e.id = ?")
          .bind(execution);
  if (row.row())
    before = {row.number(0), row.optionalInteger(1), static_cast<uint32_t>(row.integer(2))};
  row.reset();
  if (std::optional<Execution> later = rest.find(execution)) {
    before.lastSeq = later->lastSeq;
    before.stopMs = later->stopMs;
    if (later->firstSeq != 0 || later->redriveMs)
      before.redrives = later->redrives;
  }
  return before;
}

/// An execution whose name cannot be read.
Start nameless(uint64_t seq) {
  Start start;
  start.name = "damaged-row-" + std::to_string(seq);
  return start;
}

/// Goes past a damaged row. Its execution runs, whatever the row may say of an end.
Expected<void> pass(Database &database, Projection &rest, ReadRow &read, Projection::Time now) {
  const RowHead &head = read.head;
  Before before = beforeIn(database, rest, head.execution);
  // Else it may be a row of another one, which would go on from the row before.
  if (head.execution == 0 || head.prev != before.lastSeq)
    return Failure{read.record.damage + ", and nobody can say to which execution it belongs"};
  Burst burst;
  burst.execution = head.execution;
  burst.firstEvent = read.record.firstEvent;
  burst.lastEvent = read.record.lastEvent;
  if (before.lastSeq == 0)
    burst.start = read.meta.start ? std::move(read.meta.start) : nameless(head.seq);
  if (before.stopMs) // only a redrive follows an end
    burst.redrive = Redrive{before.redrives + 1, *before.stopMs, 0, {}};
  rest.add(burst, head.seq, now);
  return {};
}

/// The rows that the tables do not show, each of which must be there.
class Rest {
public:
  /// Finds where they begin. Fails when more rows are missing at the end than were ever removed.
  Expected<void> begin(Database &database) {
    Statement &mark = database
                          .query("SELECT applied, removed, coalesce((SELECT max(seq) FROM "
                                 "journal), 0) FROM owner")
                          .bind();
    uint64_t applied = 0, removed = 0, last = 0;
    if (mark.row()) {
      applied = mark.number(0);
      removed = mark.number(1);
      last = mark.number(2);
    }
    mark.reset();
    next_ = applied + 1;
    if (applied > last && applied - last > removed)
      return Failure{"the tables show row " + std::to_string(applied) +
                     ", and the last one that is there is row " + std::to_string(last) +
                     ": nobody can say to which executions the others belong. Restore a backup"};
    return {};
  }
  uint64_t next() const { return next_; }
  Expected<void> take(uint64_t seq) {
    if (seq != next_)
      return Failure{
          "row " + std::to_string(next_) +
          " is missing, and nobody can say to which execution it belongs. Restore a backup"};
    ++next_;
    return {};
  }

private:
  uint64_t next_ = 1;
};

} // namespace

Expected<void> showRest(Database &database, const Encryption &encryption) {
  Rest numbers;
  if (Expected<void> begun = numbers.begin(database); !begun)
    return begun;
  Projection rest;
  auto now = std::chrono::steady_clock::now();
  Expected<void> taken;
  auto read = readBursts(
      database, encryption, numbers.next(),
      [&](Burst &burst, const RowHead &head) {
        taken = numbers.take(head.seq);
        if (taken)
          rest.add(burst, head.seq, now);
        return bool(taken);
      },
      [&](ReadRow &damaged) {
        taken = numbers.take(damaged.head.seq);
        return taken ? pass(database, rest, damaged, now) : taken;
      });
  if (!read || !taken)
    return read ? taken : read;
  if (!rest.empty())
    rest.write(database, encryption);
  return {};
}

} // namespace asl::journal
