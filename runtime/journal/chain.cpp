// Pages of an execution's rows, forwards and backwards.
#include "runtime/journal/chain.h"

#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl::journal {
namespace {

/// Executions whose chains are kept: 25,000 rows are 200 KB.
constexpr size_t mostChains = 16;

/// A page while rows are added to it.
struct GrowingPage {
  Page<Record> page;
  size_t bytes = 0; ///< of its records

  bool isFull(unsigned limit) const { return page.items.size() == limit || bytes >= pageBytes; }
  Expected<void> add(RowSource &rows, uint64_t seq) {
    auto row = rows.row(seq);
    if (!row)
      return row.failure();
    bytes += row->record.size();
    page.items.push_back(*std::move(row));
    return {};
  }
};

Expected<Page<Record>> readForwards(RowSource &rows, KnownChains &chains,
                                    const Execution &execution, uint64_t position, unsigned limit) {
  GrowingPage page;
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

Expected<Page<Record>> readBackwards(RowSource &rows, uint64_t position, unsigned limit) {
  GrowingPage page;
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
                  : readBackwards(rows, *from, limit);
}

Expected<std::vector<Record>> readTail(RowSource &rows, uint64_t lastSeq) {
  std::vector<Record> records;
  for (uint64_t seq = lastSeq; seq != 0; seq = records.back().prev) {
    auto row = rows.row(seq);
    if (!row)
      return row.failure();
    records.push_back(*std::move(row));
    if (records.back().standsAlone)
      break;
  }
  std::reverse(records.begin(), records.end());
  return records;
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
