#include "runtime/journal/sqlite/record_rows.h"

#include <utility>

namespace asl::journal {
namespace {

Failure damaged(uint64_t seq) {
  return {"row " + std::to_string(seq) + " is damaged: it has another checksum than when written"};
}

/// Sets what `meta` and `record` say. False: they are not what was written.
bool decrypt(Statement &row, int first, const Encryption &encryption, ReadRow &read) {
  Expected<std::string> meta = std::string();
  if (!row.isNull(first + 8))
    meta = encryption.open(placeOf("meta", read.head), row.bytes(first + 8));
  Expected<std::string> body = encryption.open(placeOf("record", read.head), row.bytes(first + 9));
  if (!meta || !body || !decodeMeta(*meta, read.meta))
    return false;
  read.record.record = *std::move(body);
  return true;
}

} // namespace

Expected<ReadRow> readRow(Statement &row, int first, const Encryption &encryption) {
  ReadRow read;
  RowHead &head = read.head;
  const uint64_t seq = head.seq = row.number(first);
  head.execution = row.number(first + 1);
  head.prev = row.number(first + 2);
  head.firstEvent = static_cast<uint32_t>(row.integer(first + 3));
  head.events = static_cast<uint32_t>(row.integer(first + 4));
  head.dueMs = row.optionalInteger(first + 5);
  head.codec = static_cast<uint8_t>(row.integer(first + 6));
  if (checksum(head, row.bytes(first + 8), row.bytes(first + 9)) != row.integer(first + 7))
    return damaged(seq);
  if (encryption.isOn() != ((head.codec & encryptedFlag) != 0))
    return damaged(seq);
  Record &record = read.record;
  record.seq = seq;
  record.execution = head.execution;
  record.prev = head.prev;
  record.firstEvent = head.firstEvent;
  record.lastEvent = head.firstEvent + head.events - 1;
  record.codec = head.codec & (standsAloneFlag - 1);
  record.standsAlone = (head.codec & standsAloneFlag) != 0;
  if (!encryption.isOn()) {
    if (!decodeMeta(row.bytes(first + 8), read.meta))
      return damaged(seq);
    record.record = row.bytes(first + 9);
  } else if (!decrypt(row, first, encryption, read)) {
    return damaged(seq);
  }
  record.end = read.meta.end;
  record.redrive = read.meta.redrive;
  return read;
}

Expected<Record> recordOf(Statement &row, int first, const Encryption &encryption) {
  Expected<ReadRow> read = readRow(row, first, encryption);
  return read ? Expected<Record>(std::move(read->record)) : read.failure();
}

Expected<Record> Rows::row(uint64_t seq) {
  if (read_ && read_->seq == seq)
    return *std::exchange(read_, std::nullopt);
  Statement &found = database_.query("SELECT * FROM journal WHERE seq = ?").bind(seq);
  if (!found.row())
    return missing(seq);
  auto record = recordOf(found, 0, encryption_);
  found.reset();
  return record;
}

Expected<uint64_t> Rows::prevOf(uint64_t seq) {
  Statement &found = database_.query("SELECT prev FROM journal WHERE seq = ?").bind(seq);
  if (!found.row())
    return missing(seq);
  uint64_t prev = found.number(0);
  found.reset();
  return prev;
}

Failure Rows::missing(uint64_t seq) {
  return {database_.failed() ? database_.error() : "row " + std::to_string(seq) + " is missing"};
}

} // namespace asl::journal
