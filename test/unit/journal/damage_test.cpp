// Rows that cannot be read: what concerns one execution leaves the others alone.
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/row.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/unit/journal/sql.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace asl::journal {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DamagedJournal : public testing::Test {
protected:
  /// Three executions: rows 1 to 3 start them, 4 is of the first, 5 of the second, 6 ends the
  /// third.
  static void write(Journal &journal) {
    Writing writing(journal);
    for (const char *name : {"a", "b", "c"})
      writing.start(name);
    writing.commit(writing.burst(1));
    writing.commit(writing.burst(2));
    writing.commit(writing.ended(3));
  }
  /// With all rows in the tables.
  void fill() { write(**openSqliteJournal(path)); }
  /// As after a crash: the tables show none of the rows.
  void fillAndCrash() {
    SqliteOptions options;
    options.thread = false;
    auto journal = *openSqliteJournal(folder / "before.db", options);
    write(*journal);
    ASSERT_TRUE(journal->backup(path));
    ASSERT_EQ(value("SELECT count(*) FROM execution"), "0");
  }
  void execute(const std::string &sql) { executeSql(path, sql); }
  std::string value(const std::string &sql) { return valueOfSql(path, sql); }
  std::unique_ptr<Journal> open() {
    auto journal = openSqliteJournal(path);
    EXPECT_TRUE(journal) << journal.error();
    return journal ? *std::move(journal) : nullptr;
  }
  /// The damage of each execution that runs.
  static std::map<uint64_t, std::string> damage(const Reader &journal) {
    std::map<uint64_t, std::string> damage;
    auto found = journal.continuations(std::array<uint64_t, 3>{1, 2, 3});
    EXPECT_TRUE(found) << found.error();
    for (const Continuation &each : *found)
      damage[each.execution.id] = each.damage;
    return damage;
  }

  TemporaryFolder folder;
  std::string path = folder / "j.db";
  const std::string changed = "row 4 is damaged: it has another checksum than when written";
};

TEST_F(DamagedJournal, ARowIsToldAndTheOthersAreRead) {
  fill();
  execute("UPDATE journal SET record = X'00' WHERE seq = 4");
  auto journal = open();
  EXPECT_THAT(damage(*journal), ElementsAre(std::pair(1, changed), std::pair(2, "")));
  auto page = *journal->records(1, Direction::Forwards, "", 10);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].damage, "");
  EXPECT_EQ(page.items[1].damage, changed);
  EXPECT_EQ(page.items[1].record, "");
  EXPECT_EQ(journal->records(1, Direction::Backwards, "", 10)->items.size(), 2u);
  auto stream = *journal->stream(3, 10);
  ASSERT_EQ(stream.size(), 4u);
  EXPECT_EQ(stream[1].damage, changed);
  EXPECT_EQ(stream[2].damage, "");
}

TEST_F(DamagedJournal, ARowThatIsMissingIsDamage) {
  fill();
  execute("DELETE FROM journal WHERE seq = 1");
  auto journal = open();
  EXPECT_THAT(damage(*journal), ElementsAre(std::pair(1, "row 1 is missing"), std::pair(2, "")));
  EXPECT_EQ(journal->records(1, Direction::Forwards, "", 10)->items.size(), 2u);
}

TEST_F(DamagedJournal, ARowWithACodeOfANewerVersionIsSaidToBeOne) {
  fill();
  RowHead head{4, 1, 1, 3, 2, std::nullopt, 128};
  execute("UPDATE journal SET codec = 128, crc = " + std::to_string(checksum(head, "", "record")) +
          " WHERE seq = 4");
  EXPECT_EQ(damage(*open()).at(1), "row 4 has the unknown code 128: a newer version wrote it");
}

TEST_F(DamagedJournal, ALiveRowThatNamesAnotherRowIsDamage) {
  fill();
  execute(
      "UPDATE live SET seq = 5 WHERE execution = 1; UPDATE live SET seq = 2 WHERE execution = 2");
  EXPECT_THAT(damage(*open()),
              ElementsAre(std::pair(1, "row 5 is taken for one of execution 1 and belongs to "
                                       "execution 2"),
                          std::pair(2, "row 2 ends with event 2, and the last one is event 4")));
}

TEST_F(DamagedJournal, ALiveRowThatIsMissingIsDamage) {
  fill();
  execute("DELETE FROM live WHERE execution = 1");
  auto journal = open();
  std::vector<uint64_t> live;
  ASSERT_TRUE(journal->live([&](const Live &each) { live.push_back(each.execution); }));
  EXPECT_THAT(live, ElementsAre(2, 1));
  EXPECT_THAT(damage(*journal),
              ElementsAre(std::pair(1, "its last row is not known: the table `live` lacks it"),
                          std::pair(2, "")));
}

TEST_F(DamagedJournal, AnExecutionThatBeganOtherwiseThanTheTablesSayIsDamage) {
  fill();
  execute("UPDATE execution SET revision = 2 WHERE id = 1;"
          "UPDATE execution SET machine = 3 WHERE id = 2");
  EXPECT_THAT(damage(*open()),
              ElementsAre(std::pair(1, "its revision is 2 by the tables, and 1 by its first row"),
                          std::pair(2, "its machine is 3 by the tables, and 1 by its first row")));
  execute("UPDATE execution SET revision = 1, name = 'x' WHERE id = 1");
  EXPECT_EQ(damage(*open()).at(1), "its name is `x` by the tables, and `a` by its first row");
}

TEST_F(DamagedJournal, ANameOfAnotherExecutionIsNotFound) {
  fill();
  execute("UPDATE name SET execution = 3 WHERE name = 'a'");
  auto journal = open();
  const std::string why =
      "the table `name` gives the name `a` to execution 3, which has another one";
  EXPECT_EQ(journal->claim(1, "a", "hash").error(), why);
  EXPECT_EQ(journal->find(1, "a").error(), why);
  EXPECT_EQ(*journal->find(1, "b"), 2u);
}

TEST_F(DamagedJournal, VerifyGoesOnAfterADamagedRow) {
  fill();
  execute("UPDATE journal SET record = X'00' WHERE seq IN (2, 4)");
  auto faults = open()->verify()->faults;
  EXPECT_THAT(faults, ElementsAre(HasSubstr("row 2 is damaged"), HasSubstr("row 4 is damaged")));
}

TEST_F(DamagedJournal, DocumentsThatAreNoJsonAreReportedAndTheRestIsDone) {
  fill();
  auto journal = open();
  ASSERT_TRUE(journal->putDocument(DocumentKind::Damage, "1", "no JSON"));
  ASSERT_TRUE(journal->putDocument(DocumentKind::MapRun, "run", "{"));
  ASSERT_TRUE(journal->putDocument(DocumentKind::Damage, "2", R"({"why":"row 5 is odd"})"));
  auto report = journal->verify();
  ASSERT_TRUE(report) << report.error();
  EXPECT_THAT(report->faults,
              testing::UnorderedElementsAre(
                  "the document `1` of the kind damage is damaged: it is no JSON",
                  "the document `run` of the kind map run is damaged: it is no JSON",
                  "execution 2 does not go on: row 5 is odd"));
  EXPECT_EQ(*journal->removeEnded(INT64_MAX, 10), 1u);
  EXPECT_FALSE(*journal->describe(3));
}

TEST_F(DamagedJournal, NothingIsRemovedOfAnotherExecution) {
  for (const char *change : {"UPDATE execution SET last_seq = 5 WHERE id = 3",
                             "UPDATE journal SET prev = 5 WHERE seq = 6"}) {
    std::filesystem::remove(path);
    fill();
    execute(change);
    EXPECT_EQ(*open()->removeEnded(INT64_MAX, 10), 1u);
    EXPECT_EQ(value("SELECT count(*) FROM journal WHERE execution <> 3"), "4") << change;
    EXPECT_THAT(open()->verify()->faults,
                Contains("execution 3 has rows and is not among the executions"));
  }
}

TEST_F(DamagedJournal, WhatIsAmongTheLiveOnesIsNotRemoved) {
  for (const char *change : {"status = 1, stop_ms = 1", "stop_ms = 1"}) {
    std::filesystem::remove(path);
    fill();
    execute(std::string("UPDATE execution SET ") + change + " WHERE id = 1");
    EXPECT_EQ(*open()->removeEnded(INT64_MAX, 10), 1u);
    EXPECT_EQ(value("SELECT count(*) FROM journal WHERE execution = 1"), "2") << change;
    EXPECT_EQ(value("SELECT count(*) FROM execution WHERE id = 1"), "1");
  }
}

TEST_F(DamagedJournal, RemovingLeavesTheNameOfAnotherExecution) {
  fill();
  execute("UPDATE execution SET name = 'a' WHERE id = 3");
  EXPECT_EQ(*open()->removeEnded(INT64_MAX, 10), 1u);
  EXPECT_EQ(value("SELECT execution FROM name WHERE name = 'a'"), "1");
}

TEST_F(DamagedJournal, ANameWithoutAnExecutionStaysTaken) {
  fill();
  execute("DELETE FROM execution WHERE id = 1");
  EXPECT_EQ(open()->claim(1, "a", "hash").error(),
            "the name `a` belongs to execution 1, which the table `execution` lacks: restore a "
            "backup");
}

TEST_F(DamagedJournal, AnExecutionWithoutANameKeepsIt) {
  fill();
  execute("DELETE FROM name WHERE name = 'a'");
  {
    auto journal = open();
    auto claim = *journal->claim(1, "a", "hash");
    EXPECT_EQ(claim.kind, Claim::Kind::Same);
    EXPECT_EQ(claim.execution, 1u);
    Writing(*journal).start("d");
  }
  EXPECT_EQ(value("SELECT execution FROM name WHERE name = 'a'"), "1");
}

TEST_F(DamagedJournal, DoesNotOpenWhenARowAboveTheTablesIsMissing) {
  for (const char *row : {"1", "4"}) {
    std::filesystem::remove(path);
    std::filesystem::remove(folder / "before.db");
    fillAndCrash();
    execute(std::string("DELETE FROM journal WHERE seq = ") + row);
    EXPECT_EQ(
        openSqliteJournal(path).error(),
        std::string("row ") + row +
            " is missing, and nobody can say to which execution it belongs. Restore a backup");
  }
}

TEST_F(DamagedJournal, DoesNotOpenWhenTheTablesShowMoreThanThereIs) {
  fill();
  execute("UPDATE owner SET applied = 9");
  EXPECT_EQ(openSqliteJournal(path).error(),
            "the tables show row 9, and the last one that is there is row 6: nobody can say "
            "to which executions the others belong. Restore a backup");
}

TEST_F(DamagedJournal, OpensWhenTheLastRowsWereRemoved) {
  fill();
  EXPECT_EQ(*open()->removeEnded(INT64_MAX, 10), 1u);
  EXPECT_EQ(*open()->lastSeq(), 6u);
}

TEST_F(DamagedJournal, ANumberIsNotGivenTwice) {
  fill();
  execute("UPDATE owner SET last_execution = 0; DELETE FROM sqlite_sequence");
  EXPECT_EQ(open()->newExecution(), 4u);
}

TEST_F(DamagedJournal, VerifyTellsWhatWasNoted) {
  fill();
  auto journal = open();
  ASSERT_TRUE(journal->putDocument(DocumentKind::Damage, "1", R"({"why":"row 4 is odd"})"));
  EXPECT_THAT(journal->verify()->faults, ElementsAre("execution 1 does not go on: row 4 is odd"));
}

TEST_F(DamagedJournal, ARowAboveTheTablesIsGonePast) {
  for (const char *change : {"record = X'00'", "crc = crc + 1", "events = 7", "due_ms = 1"}) {
    std::filesystem::remove(path);
    std::filesystem::remove(folder / "before.db");
    fillAndCrash();
    execute(std::string("UPDATE journal SET ") + change + " WHERE seq = 4");
    auto journal = open();
    ASSERT_TRUE(journal) << change;
    EXPECT_THAT(damage(*journal), ElementsAre(std::pair(1, changed), std::pair(2, "")));
    EXPECT_EQ((*journal->describe(3))->status, Status::Succeeded);
    EXPECT_EQ(value("SELECT applied FROM owner"), "6");
    EXPECT_EQ(value("SELECT count(*) FROM journal"), "6");
  }
}

TEST_F(DamagedJournal, AStartAboveTheTablesKeepsItsName) {
  fillAndCrash();
  execute("UPDATE journal SET record = X'00' WHERE seq = 1");
  auto journal = open();
  EXPECT_THAT(damage(*journal).at(1), HasSubstr("row 1 is damaged"));
  auto claim = *journal->claim(1, "a", "hash");
  EXPECT_EQ(claim.kind, Claim::Kind::Same);
  EXPECT_EQ(claim.execution, 1u);
  EXPECT_EQ(journal->claim(1, "a", "other")->kind, Claim::Kind::Different);
  EXPECT_EQ(journal->claim(1, "d", "hash")->kind, Claim::Kind::New);
}

TEST_F(DamagedJournal, AnEndAboveTheTablesIsNotBelieved) {
  fillAndCrash();
  execute("UPDATE journal SET record = X'00' WHERE seq = 6");
  auto journal = open();
  EXPECT_THAT(damage(*journal).at(3), HasSubstr("row 6 is damaged"));
  EXPECT_EQ((*journal->describe(3))->status, Status::Running);
}

/// It could be any: none may start until somebody has said that it is not this one.
TEST_F(DamagedJournal, WithoutANameNoneIsFree) {
  fillAndCrash();
  execute("UPDATE journal SET meta = X'00' WHERE seq = 1");
  auto journal = open();
  EXPECT_THAT(damage(*journal).at(1), HasSubstr("row 1 is damaged"));
  EXPECT_EQ(journal->claim(1, "b", "hash")->kind, Claim::Kind::Same);
  EXPECT_EQ(journal->claim(1, "d", "hash").error(),
            "the name of execution 1 cannot be read, so that it may be this one: stop "
            "`damaged-row-1` before others are started");
  Writing writing(*journal);
  uint64_t last = 4;
  Burst end = writing.ended(1, Status::Aborted);
  end.lastSeq = &last;
  writing.commit(std::move(end));
  EXPECT_EQ(journal->claim(1, "d", "hash")->kind, Claim::Kind::New);
}

/// An execution might go on without that row.
TEST_F(DamagedJournal, DoesNotOpenWhenItCannotBeToldWhoseRowItIs) {
  for (const char *change : {"execution = 2", "execution = 9", "prev = 3"}) {
    std::filesystem::remove(path);
    std::filesystem::remove(folder / "before.db");
    fillAndCrash();
    execute(std::string("UPDATE journal SET ") + change + " WHERE seq = 4");
    EXPECT_EQ(openSqliteJournal(path).error(),
              changed + ", and nobody can say to which execution it belongs");
  }
}

} // namespace
} // namespace asl::journal
