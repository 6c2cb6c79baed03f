// Checksums of rows, and the column that says how executions begin and end.
#include "runtime/journal/crc32c.h"
#include "runtime/journal/sqlite/row.h"

#include <gtest/gtest.h>

#include <random>

namespace asl::journal {
namespace {

TEST(Crc32c, HasTheKnownValues) {
  EXPECT_EQ(crc32c(0, ""), 0u);
  EXPECT_EQ(crc32c(0, "123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(crc32c(0, "1234"), "56789"), 0xe3069283u);
}

Burst fullBurst() {
  Burst burst;
  burst.execution = 5;
  burst.start = Start{1, 2, "name", -3, std::string("\0h", 2), 4, 5, 6, 7, 8, "Root=1"};
  burst.end = End{Status::Failed, 9, "error", ""};
  burst.redrive = Redrive{10, 11};
  return burst;
}

TEST(Meta, IsReadAsItWasWritten) {
  EXPECT_EQ(encodeMeta(Burst{}), "");
  std::string meta = encodeMeta(fullBurst());
  Burst read;
  ASSERT_TRUE(decodeMeta(meta, read));
  EXPECT_EQ(read.start->machine, 1u);
  EXPECT_EQ(read.start->revision, 2u);
  EXPECT_EQ(read.start->name, "name");
  EXPECT_EQ(read.start->startMs, -3);
  EXPECT_EQ(read.start->inputHash, std::string("\0h", 2));
  EXPECT_EQ(read.start->version, 4u);
  EXPECT_EQ(read.start->alias, 5u);
  EXPECT_EQ(read.start->parent, 6u);
  EXPECT_EQ(read.start->mapRun, 7u);
  EXPECT_EQ(read.start->indexInParent, 8u);
  EXPECT_EQ(read.start->trace, "Root=1");
  EXPECT_EQ(read.end->status, Status::Failed);
  EXPECT_EQ(read.end->stopMs, 9);
  EXPECT_EQ(read.end->error, "error");
  EXPECT_EQ(read.end->cause, "");
  EXPECT_EQ(read.redrive->count, 10u);
  EXPECT_EQ(read.redrive->atMs, 11);

  Burst sparse;
  sparse.end = End{Status::Succeeded, 1, {}, {}};
  Burst again;
  ASSERT_TRUE(decodeMeta(encodeMeta(sparse), again));
  EXPECT_FALSE(again.start);
  EXPECT_EQ(again.end->error, std::nullopt);
}

TEST(Meta, RefusesWhatItDidNotWrite) {
  std::string meta = encodeMeta(fullBurst());
  for (size_t length = 1; length < meta.size(); ++length) {
    Burst read;
    EXPECT_FALSE(decodeMeta(std::string_view(meta).substr(0, length), read)) << length;
  }
  Burst read;
  EXPECT_FALSE(decodeMeta(meta + "x", read));
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string changed = meta;
    for (int k = 0; k < 3; ++k)
      changed[random() % changed.size()] = static_cast<char>(random());
    Burst any;
    decodeMeta(changed, any);
  }
}

TEST(Checksum, CoversEveryColumn) {
  RowHead head;
  head.seq = 1;
  const int32_t whole = checksum(head, "meta", "record");
  auto differs = [&](auto change) {
    RowHead other = head;
    change(other);
    return checksum(other, "meta", "record") != whole;
  };
  EXPECT_TRUE(differs([](RowHead &row) { row.seq = 2; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.execution = 2; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.prev = 2; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.firstEvent = 2; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.events = 2; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.dueMs = 0; }));
  EXPECT_TRUE(differs([](RowHead &row) { row.codec = 2; }));
  EXPECT_NE(checksum(head, "metar", "ecord"), whole);
  EXPECT_NE(checksum(head, "meta", "recorD"), whole);
}

} // namespace
} // namespace asl::journal
