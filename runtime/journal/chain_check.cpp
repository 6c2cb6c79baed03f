// The invariants of a journal.
#include "runtime/journal/chain_check.h"

namespace asl::journal {
namespace {

constexpr size_t maxFaults = 100;

std::string text(uint64_t number) { return std::to_string(number); }

} // namespace

void ChainCheck::fault(std::string text) {
  if (report_.faults.size() < maxFaults)
    report_.faults.push_back(std::move(text));
}

void ChainCheck::row(const Record &row, bool folded) {
  ++report_.rows;
  std::string name = "row " + text(row.seq);
  if (row.seq <= lastSeq_)
    fault(name + " comes after row " + text(lastSeq_));
  lastSeq_ = row.seq;
  Last &last = last_[row.execution];
  if (row.prev != last.seq)
    fault(name + " of execution " + text(row.execution) + " is chained to row " + text(row.prev) +
          " instead of " + text(last.seq));
  if (row.firstEvent != last.event + 1)
    fault(name + " of execution " + text(row.execution) + " begins with event " +
          text(row.firstEvent) + " after event " + text(last.event));
  if (row.lastEvent + 1 < row.firstEvent)
    fault(name + " has a negative number of events");
  if (last.firstSeq == 0)
    last.firstSeq = row.seq;
  last.seq = row.seq;
  last.event = row.lastEvent;
  last.folded = folded;
}

void ChainCheck::execution(const Execution &execution, const std::optional<Live> &live) {
  ++report_.executions;
  report_.live += live ? 1 : 0;
  std::string name = "execution " + text(execution.id);
  auto found = last_.find(execution.id);
  if (found == last_.end())
    return fault(name + " has no rows");
  Last &last = found->second;
  last.seen = true;
  if (!last.folded)
    return;
  if (last.firstSeq != execution.firstSeq)
    fault(name + " begins with row " + text(last.firstSeq) + " instead of " +
          text(execution.firstSeq));
  bool running = execution.status == Status::Running;
  if (running != live.has_value())
    return fault(name + (running ? " runs and is not among the live ones"
                                 : " has ended and is among the live ones"));
  uint64_t seq = live ? live->lastSeq : execution.lastSeq;
  uint32_t event = live ? live->lastEvent : execution.lastEvent;
  if (last.seq != seq || last.event != event)
    fault(name + " ends with row " + text(last.seq) + " and event " + text(last.event) +
          " instead of " + text(seq) + " and " + text(event));
}

void ChainCheck::end(uint64_t removed, uint64_t lastSeq) {
  if (report_.rows + removed != lastSeq)
    fault("of the rows up to number " + text(lastSeq) + " there are " + text(report_.rows) +
          ", and " + text(removed) + " were removed");
  for (const auto &[id, last] : last_)
    if (!last.seen && last.folded)
      fault("execution " + text(id) + " has rows and is not among the executions");
}

} // namespace asl::journal
