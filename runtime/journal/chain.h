// Reading the rows of one execution, which know their predecessors only.
#pragma once

#include "runtime/journal/journal.h"

#include <deque>
#include <memory>
#include <mutex>

namespace asl::journal {

/// Rows by number. A Failure is about the storage: a row that is missing is a damaged one.
class RowSource {
public:
  virtual ~RowSource() = default;
  virtual Expected<Record> row(uint64_t seq) = 0;
  /// Record::prev of a row, without reading the rest of it: always less than `seq`.
  virtual Expected<uint64_t> prevOf(uint64_t seq) = 0;
};

/// Caches the row numbers of executions whose histories were read recently. Rows link only to their
/// predecessors, so forward reading must walk back from the last row; with the cache it does so
/// once per execution. All members may be called from any thread.
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

/// The rows that are needed to continue an execution, or why they cannot be read.
struct Tail {
  std::vector<Record> rows;
  std::string damage;
};
Expected<Tail> readTail(RowSource &rows, const Execution &execution);
/// The same for Reader::tail: damage is a Failure.
Expected<std::vector<Record>> readWholeTail(RowSource &rows, const Execution &execution);

/// The size of a page of records in bytes, approximately.
inline constexpr size_t pageBytes = 1 << 20;

/// Converts positions of pages, which are numbers, to text and back. An empty text means `start`.
std::string positionText(uint64_t number);
Expected<uint64_t> parsePosition(const std::string &text, uint64_t start);

} // namespace asl::journal
