#include "runtime/journal/sqlite/record_rows.h"

#include <utility>

namespace asl::journal {
namespace {

std::string nameOf(uint64_t seq) { return "row " + std::to_string(seq); }

/// What is wrong with the columns of a row, whose head is `head`; empty: nothing.
std::string damageOf(Statement &row, int first, const RowHead &head, const Encryption &encryption) {
  constexpr int64_t knownCodes = standsAloneFlag | encryptedFlag | sleepsFlag | 15;
  if (checksum(head, row.bytes(first + 8), row.bytes(first + 9)) != row.integer(first + 7))
    return nameOf(head.seq) + " is damaged: it has another checksum than when written";
  if ((row.integer(first + 6) & ~knownCodes) != 0)
    return nameOf(head.seq) + " has the unknown code " + std::to_string(row.integer(first + 6)) +
           ": a newer version wrote it";
  if (encryption.isOn() != ((head.codec & encryptedFlag) != 0))
    return nameOf(head.seq) + " is damaged: it is " + (encryption.isOn() ? "not " : "") +
           "encrypted";
  return {};
}

/// Sets what `meta` and `record` say. False: they are not what was written; then both are empty.
bool decode(Statement &row, int first, const Encryption &encryption, ReadRow &read) {
  auto opened = [&](std::string_view column, int number) {
    return encryption.isOn() && !row.isNull(number)
               ? encryption.open(placeOf(column, read.head), row.bytes(number))
               : Expected<std::string>(row.text(number));
  };
  Expected<std::string> meta = opened("meta", first + 8);
  if (!meta || !decodeMeta(*meta, read.meta)) {
    read.meta = {};
    return false;
  }
  Expected<std::string> body = opened("record", first + 9);
  if (!body)
    return false;
  read.record.record = *std::move(body);
  return true;
}

} // namespace

ReadRow readRow(Statement &row, int first, const Encryption &encryption) {
  ReadRow read;
  RowHead &head = read.head;
  head.seq = row.number(first);
  head.execution = row.number(first + 1);
  head.prev = row.number(first + 2);
  head.firstEvent = static_cast<uint32_t>(row.integer(first + 3));
  head.events = static_cast<uint32_t>(row.integer(first + 4));
  head.dueMs = row.optionalInteger(first + 5);
  head.codec = static_cast<uint8_t>(row.integer(first + 6));
  Record &record = read.record;
  record.damage = damageOf(row, first, head, encryption);
  if (!decode(row, first, encryption, read) && record.damage.empty())
    record.damage = nameOf(head.seq) + " is damaged: it is not what was written";
  record.seq = head.seq;
  record.execution = head.execution;
  record.prev = head.prev < head.seq ? head.prev : 0;
  record.firstEvent = head.firstEvent;
  record.lastEvent = head.firstEvent + head.events - 1;
  if (!record.damage.empty()) {
    record.record.clear();
    return read;
  }
  record.codec = head.codec & (standsAloneFlag - 1);
  record.standsAlone = (head.codec & standsAloneFlag) != 0;
  record.end = read.meta.end;
  record.redrive = read.meta.redrive;
  return read;
}

Record recordOf(Statement &row, int first, const Encryption &encryption) {
  ReadRow read = readRow(row, first, encryption);
  if (read.record.damage.empty())
    read.record.start = std::move(read.meta.start);
  return std::move(read.record);
}

Expected<Record> Rows::row(uint64_t seq) {
  if (read_ && read_->seq == seq)
    return *std::exchange(read_, std::nullopt);
  Statement &found = database_.query("SELECT * FROM journal WHERE seq = ?").bind(seq);
  Record record;
  if (found.row()) {
    record = recordOf(found, 0, encryption_);
    found.reset();
  } else {
    record.seq = seq;
    record.damage = nameOf(seq) + " is missing";
  }
  if (database_.failed())
    return Failure{database_.error()};
  return record;
}

Expected<uint64_t> Rows::prevOf(uint64_t seq) {
  Statement &found = database_.query("SELECT prev FROM journal WHERE seq = ?").bind(seq);
  uint64_t prev = found.row() ? found.number(0) : 0;
  found.reset();
  if (database_.failed())
    return Failure{database_.error()};
  return prev < seq ? prev : 0;
}

} // namespace asl::journal
