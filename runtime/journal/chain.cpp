// Pages of an execution's rows, forwards and backwards.
#include "runtime/journal/chain.h"

#include <algorithm>
#include <charconv>

namespace asl::journal {
namespace {

/// The numbers of the rows after row `position`, oldest first.
Expected<std::vector<uint64_t>> rowsAfter(RowSource &rows, uint64_t lastSeq, uint64_t position) {
  std::vector<uint64_t> numbers;
  for (uint64_t seq = lastSeq; seq > position;) {
    numbers.push_back(seq);
    auto prev = rows.prevOf(seq);
    if (!prev)
      return prev.failure();
    seq = *prev;
  }
  std::reverse(numbers.begin(), numbers.end());
  return numbers;
}

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

Expected<Page<Record>> readForwards(RowSource &rows, uint64_t lastSeq, uint64_t position,
                                    unsigned limit) {
  auto numbers = rowsAfter(rows, lastSeq, position);
  if (!numbers)
    return numbers.failure();
  GrowingPage page;
  for (uint64_t seq : *numbers) {
    if (page.isFull(limit)) {
      page.page.next = positionText(page.page.items.back().seq);
      break;
    }
    if (auto added = page.add(rows, seq); !added)
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

Expected<Page<Record>> readPage(RowSource &rows, uint64_t lastSeq, Direction direction,
                                const std::string &position, unsigned limit) {
  bool forwards = direction == Direction::Forwards;
  auto from = parsePosition(position, forwards ? 0 : lastSeq);
  if (!from)
    return from.failure();
  limit = std::max(limit, 1u);
  return forwards ? readForwards(rows, lastSeq, *from, limit) : readBackwards(rows, *from, limit);
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
  uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return Failure{"`" + text + "` is not the position of a page"};
  return number;
}

} // namespace asl::journal
