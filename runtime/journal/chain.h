// Reading the rows of one execution, which know their predecessors only.
#pragma once

#include "runtime/journal/journal.h"

namespace asl::journal {

/// Rows by number.
class RowSource {
public:
  virtual ~RowSource() = default;
  virtual Expected<Record> row(uint64_t seq) = 0;
  /// Record::prev of a row, without reading the rest of it.
  virtual Expected<uint64_t> prevOf(uint64_t seq) = 0;
};

/// Reader::records for the execution whose last row is `lastSeq`. A forward page first walks back
/// to its position.
Expected<Page<Record>> readPage(RowSource &rows, uint64_t lastSeq, Direction direction,
                                const std::string &position, unsigned limit);

/// Reader::tail for the execution whose last row is `lastSeq`.
Expected<std::vector<Record>> readTail(RowSource &rows, uint64_t lastSeq);

/// About how many bytes of records a page holds.
inline constexpr size_t pageBytes = 1 << 20;

/// Positions of pages are numbers as text. `start` is what an empty text stands for.
std::string positionText(uint64_t number);
Expected<uint64_t> parsePosition(const std::string &text, uint64_t start);

} // namespace asl::journal
