// Rows of the table `journal`, checked against their checksum, and decrypted.
#pragma once

#include "runtime/journal/chain.h"
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"
#include "runtime/journal/sqlite/row.h"

namespace asl::journal {

/// A row of `journal`: its Record, and the columns that a Record does not have. Of a damaged row
/// (Record::damage) `head` and `meta` are what the columns have, as far as they can be read.
struct ReadRow {
  RowHead head;
  Burst meta; ///< with what the column `meta` says
  Record record;
};

/// The current row of a statement. Its columns from number `first` on are those of `journal` in
/// their order.
ReadRow readRow(Statement &row, int first, const Encryption &encryption);
/// The same, without what a Record does not have.
Record recordOf(Statement &row, int first, const Encryption &encryption);

/// Finds rows by their number.
class Rows : public RowSource {
public:
  Rows(Database &database, const Encryption &encryption)
      : database_(database), encryption_(encryption) {}

  /// A row that has been read already. It is given to whoever asks for it first.
  void setRead(Record record) { read_ = std::move(record); }

  Expected<Record> row(uint64_t seq) override;
  Expected<uint64_t> prevOf(uint64_t seq) override;

private:
  Database &database_;
  const Encryption &encryption_;
  std::optional<Record> read_;
};

} // namespace asl::journal
