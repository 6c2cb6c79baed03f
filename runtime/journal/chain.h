// Reading the rows of one execution, which know their predecessors only.
#pragma once

#include "runtime/journal/journal.h"

#include <deque>
#include <memory>
#include <mutex>

namespace asl::journal {

/// Rows by number.
class RowSource {
public:
  virtual ~RowSource() = default;
  virtual Expected<Record> row(uint64_t seq) = 0;
  /// Record::prev of a row, without reading the rest of it.
  virtual Expected<uint64_t> prevOf(uint64_t seq) = 0;
};

/// The numbers of the rows of executions whose histories were read lately. Whoever reads forwards,
/// page by page, has to walk back from the last row to find the next one: that is done once. Any
/// thread.
class KnownChains {
public:
  using Numbers = std::shared_ptr<const std::vector<uint64_t>>;
  /// The numbers of the rows of `execution`, whose last one is `lastSeq`, the oldest first.
  Expected<Numbers> upTo(RowSource &rows, uint64_t execution, uint64_t lastSeq);

private:
  Numbers known(uint64_t execution);
  void keep(uint64_t execution, Numbers numbers);
  struct Chain {
    uint64_t execution = 0;
    Numbers numbers;
  };
  std::mutex mutex_;
  std::deque<Chain> chains_; ///< the one that was used last is at the end
};

/// Reader::records for `execution`.
Expected<Page<Record>> readPage(RowSource &rows, KnownChains &chains, const Execution &execution,
                                Direction direction, const std::string &position, unsigned limit);

/// Reader::tail for the execution whose last row is `lastSeq`.
Expected<std::vector<Record>> readTail(RowSource &rows, uint64_t lastSeq);

/// About how many bytes of records a page holds.
inline constexpr size_t pageBytes = 1 << 20;

/// Positions of pages are numbers as text. `start` is what an empty text stands for.
std::string positionText(uint64_t number);
Expected<uint64_t> parsePosition(const std::string &text, uint64_t start);

} // namespace asl::journal
