// Pages of an execution's rows, forwards and backwards.
#include "runtime/journal/chain.h"

#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl::journal {
namespace {

/// Executions whose chains are kept: 25,000 rows are 200 KB.
constexpr size_t mostChains = 16;

/// Row `seq` of `execution`. It is damaged when it is a row of another one.
Expected<Record> rowOf(RowSource &rows, uint64_t execution, uint64_t seq) {
  Expected<Record> row = rows.row(seq);
  if (!row || !row->damage.empty() || row->execution == execution)
    return row;
  Record other;
  other.seq = seq;
  other.execution = execution;
  other.damage = "row " + std::to_string(seq) + " is taken for one of execution " +
                 std::to_string(execution) + " and belongs to execution " +
                 std::to_string(row->execution);
  return other;
}

/// A page while rows of one execution are added to it.
struct GrowingPage {
  const uint64_t execution;
  Page<Record> page{};
  size_t bytes = 0; ///< of its records

  bool isFull(unsigned limit) const { return page.items.size() == limit || bytes >= pageBytes; }
  Expected<void> add(RowSource &rows, uint64_t seq) {
    auto row = rowOf(rows, execution, seq);
    if (!row)
      return row.failure();
    bytes += row->record.size();
    page.items.push_back(*std::move(row));
    return {};
  }
};

Expected<Page<Record>> readForwards(RowSource &rows, KnownChains &chains,
                                    const Execution &execution, uint64_t position, unsigned limit) {
  GrowingPage page{execution.id};
  if (position == 0 && limit == 1) { // the input, which is in the first row
    if (auto added = page.add(rows, execution.firstSeq); !added)
      return added.failure();
    if (execution.firstSeq != execution.lastSeq)
      page.page.next = positionText(execution.firstSeq);
    return std::move(page.page);
  }
  auto numbers = chains.upTo(rows, execution.id, execution.lastSeq);
  if (!numbers)
    return numbers.failure();
  auto next = std::ranges::upper_bound(**numbers, position);
  for (; next != (*numbers)->end(); ++next) {
    if (page.isFull(limit)) {
      page.page.next = positionText(page.page.items.back().seq);
      break;
    }
    if (auto added = page.add(rows, *next); !added)
      return added.failure();
  }
  return std::move(page.page);
}

Expected<Page<Record>> readBackwards(RowSource &rows, uint64_t execution, uint64_t position,
                                     unsigned limit) {
  GrowingPage page{execution};
  for (uint64_t seq = position; seq != 0; seq = page.page.items.back().prev) {
    if (page.isFull(limit)) {
      page.page.next = positionText(seq);
      break;
    }
    if (auto added = page.add(rows, seq); !added)
      return added.failure();
  }
  return std::move(page.page);
}

} // namespace

Expected<KnownChains::Numbers> KnownChains::upTo(RowSource &rows, uint64_t execution,
                                                 uint64_t lastSeq) {
  Numbers before = known(execution);
  std::vector<uint64_t> added;
  uint64_t seq = lastSeq;
  while (seq != 0 && (!before || seq > before->back())) {
    added.push_back(seq);
    auto prev = rows.prevOf(seq);
    if (!prev)
      return prev.failure();
    seq = *prev;
  }
  // Rows are only ever appended, so that the walk meets what was known.
  if (before && added.empty())
    return before;
  auto numbers = std::make_shared<std::vector<uint64_t>>();
  if (before)
    *numbers = *before;
  numbers->insert(numbers->end(), added.rbegin(), added.rend());
  if (!numbers->empty())
    keep(execution, numbers);
  return Numbers(std::move(numbers));
}

KnownChains::Numbers KnownChains::known(uint64_t execution) {
  std::lock_guard lock(mutex_);
  auto found = std::ranges::find(chains_, execution, &Chain::execution);
  return found == chains_.end() ? nullptr : found->numbers;
}

void KnownChains::keep(uint64_t execution, Numbers numbers) {
  std::lock_guard lock(mutex_);
  std::erase_if(chains_, [&](const Chain &chain) { return chain.execution == execution; });
  chains_.push_back({execution, std::move(numbers)});
  if (chains_.size() > mostChains)
    chains_.pop_front();
}

Expected<Page<Record>> readPage(RowSource &rows, KnownChains &chains, const Execution &execution,
                                Direction direction, const std::string &position, unsigned limit) {
  bool forwards = direction == Direction::Forwards;
  auto from = parsePosition(position, forwards ? 0 : execution.lastSeq);
  if (!from)
    return from.failure();
  limit = std::max(limit, 1u);
  return forwards ? readForwards(rows, chains, execution, *from, limit)
                  : readBackwards(rows, execution.id, *from, limit);
}

namespace {

/// What the tables say otherwise than the execution's first row; empty: nothing.
std::string otherStart(const Execution &execution, const Record &row) {
  const Start &said = execution.start;
  if (!row.start || said.machine == 0) // else its first row could not be read
    return {};
  auto differs = [&](const std::string &what, const std::string &is, const std::string &was) {
    return "its " + what + " is " + is + " by the tables, and " + was + " by its first row";
  };
  if (said.machine != row.start->machine)
    return differs("machine", std::to_string(said.machine), std::to_string(row.start->machine));
  if (said.revision != row.start->revision && execution.redrives == 0)
    return differs("revision", std::to_string(said.revision), std::to_string(row.start->revision));
  if (said.name != row.start->name)
    return differs("name", "`" + said.name + "`", "`" + row.start->name + "`");
  return {};
}

} // namespace

Expected<Tail> readTail(RowSource &rows, const Execution &execution) {
  Tail tail;
  if (execution.lastSeq == 0)
    return Tail{{}, "its last row is not known: the table `live` lacks it"};
  for (uint64_t seq = execution.lastSeq; seq != 0; seq = tail.rows.back().prev) {
    auto row = rowOf(rows, execution.id, seq);
    if (!row)
      return row.failure();
    if (!row->damage.empty())
      return Tail{{}, row->damage};
    // What is not the last row would be continued from the middle.
    if (tail.rows.empty() && row->lastEvent != execution.lastEvent)
      return Tail{{},
                  "row " + std::to_string(seq) + " ends with event " +
                      std::to_string(row->lastEvent) + ", and the last one is event " +
                      std::to_string(execution.lastEvent)};
    if (std::string other = otherStart(execution, *row); !other.empty())
      return Tail{{}, std::move(other)};
    tail.rows.push_back(*std::move(row));
    if (tail.rows.back().standsAlone)
      break;
  }
  std::reverse(tail.rows.begin(), tail.rows.end());
  return tail;
}

Expected<std::vector<Record>> readWholeTail(RowSource &rows, const Execution &execution) {
  Expected<Tail> tail = readTail(rows, execution);
  if (!tail)
    return tail.failure();
  if (!tail->damage.empty())
    return Failure{tail->damage};
  return std::move(tail->rows);
}

std::string positionText(uint64_t number) { return std::to_string(number); }

Expected<uint64_t> parsePosition(const std::string &text, uint64_t start) {
  if (text.empty())
    return start;
  std::optional<uint64_t> number = parseNumber<uint64_t>(text);
  if (!number)
    return Failure{"`" + text + "` is not the position of a page"};
  return *number;
}

} // namespace asl::journal
