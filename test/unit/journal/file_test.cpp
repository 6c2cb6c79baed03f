// The journal's file: who may open it, what is found in it again, and what is wrong with it.
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/unit/journal/sql.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

extern "C" long long sqlite3_memory_used(void);

namespace asl::journal {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class JournalFile : public testing::Test {
protected:
  std::unique_ptr<Journal> open(SqliteOptions options = {}) {
    auto journal = openSqliteJournal(path, std::move(options));
    EXPECT_TRUE(journal) << journal.error();
    return journal ? *std::move(journal) : nullptr;
  }
  /// Changes the file by other means.
  void execute(const std::string &sql) { executeSql(path, sql); }
  std::string value(const std::string &sql) { return valueOfSql(path, sql); }
  std::vector<std::string> faults() {
    auto report = open()->verify();
    EXPECT_TRUE(report) << report.error();
    return report->faults;
  }
  /// A journal with three executions, one of which runs.
  void fill() {
    auto journal = open();
    Writing writing(*journal);
    for (const char *name : {"a", "b", "c"})
      writing.start(name);
    writing.commit(writing.burst(1));
    writing.commit(writing.ended(1));
    writing.commit(writing.ended(2, Status::Failed));
  }

  TemporaryFolder folder;
  std::string path = folder / "j.db";
};

TEST_F(JournalFile, SqliteDoesNotCountItsMemory) {
  auto journal = open();
  EXPECT_EQ(sqlite3_memory_used(), 0);
}

TEST_F(JournalFile, GoesOnWhereItEnded) {
  fill();
  auto journal = open();
  Writing writing(*journal);
  EXPECT_EQ(*journal->lastSeq(), 6u);
  EXPECT_EQ((*journal->describe(2))->status, Status::Failed);
  EXPECT_EQ(journal->claim(1, "c", "hash")->execution, 3u);
  EXPECT_EQ(journal->newExecution(), 4u);
  EXPECT_EQ(writing.commit(writing.started(4, "d")).firstSeq, 7u);
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, NumbersAreNotUsedAgainAfterTheLastExecutionIsRemoved) {
  {
    auto journal = open();
    Writing writing(*journal);
    writing.start("a");
    writing.commit(writing.ended(1));
    EXPECT_EQ(*journal->removeEnded(INT64_MAX), 1u);
  }
  auto journal = open();
  EXPECT_EQ(journal->newExecution(), 2u);
  Writing writing(*journal);
  EXPECT_EQ(writing.commit(writing.started(2, "b")).firstSeq, 3u);
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, HasTheSettingsThatItsPageSays) {
  fill();
  EXPECT_EQ(value("PRAGMA page_size"), "8192");
  EXPECT_EQ(value("PRAGMA auto_vacuum"), "2");
  EXPECT_EQ(value("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(value("PRAGMA application_id"), std::to_string(0x41534C4A));
  EXPECT_EQ(value("PRAGMA user_version"), "6");
  EXPECT_EQ(value("SELECT status || ' ' || started FROM executions WHERE name = 'b'"),
            "FAILED 2023-11-14T22:13:20.002Z");
}

TEST_F(JournalFile, OfTheFirstVersionIsBroughtUpToDate) {
  fill();
  execute("ALTER TABLE execution DROP COLUMN trace; ALTER TABLE live DROP COLUMN sleeps; "
          "ALTER TABLE owner DROP COLUMN unnamed; "
          "DROP TABLE encryption; DROP INDEX execution_ended; DROP INDEX map_run_owner; "
          "CREATE INDEX execution_stop ON execution (stop_ms) WHERE stop_ms IS NOT NULL; "
          "DELETE FROM migration WHERE version > 1; "
          "PRAGMA user_version = 1");
  EXPECT_THAT(openSqliteReader(path).error(), HasSubstr("must be opened by its owner first"));
  auto journal = open();
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
  EXPECT_EQ((*journal->describe(1))->start.trace, "");
  Writing writing(*journal);
  Burst first = writing.started(journal->newExecution(), "traced");
  first.start->trace = "Root=1";
  uint64_t id = first.execution;
  writing.commit(std::move(first));
  ASSERT_TRUE(journal->list({}, "", 10)); // moves it to the table
  EXPECT_EQ((*journal->describe(id))->start.trace, "Root=1");
  EXPECT_EQ(value("PRAGMA user_version"), "6");
}

/// Starts executions 1 to `count`, with names in no order, in large transactions: the journal keeps
/// such names for later.
void startMany(Writing &writing, uint64_t count) {
  for (uint64_t first = 1; first <= count; first += 100) {
    Batch batch;
    for (uint64_t id = first; id < first + 100; ++id)
      batch.bursts.push_back(
          writing.started(writing.journal.newExecution(), "n" + std::to_string(id * 7919 % count)));
    ASSERT_EQ(writing.commit(std::move(batch)).status, CommitStatus::Durable);
  }
}

TEST_F(JournalFile, NamesAreTakenBeforeTheirTableHasThem) {
  constexpr uint64_t count = 1800;
  auto checkNames = [&](Journal &journal) {
    for (uint64_t id = 1; id <= count; ++id) {
      std::string name = "n" + std::to_string(id * 7919 % count);
      EXPECT_EQ(*journal.find(1, name), id);
      auto same = journal.claim(1, name, "hash"), other = journal.claim(1, name, "other");
      ASSERT_TRUE(same && other);
      EXPECT_TRUE(same->kind == Claim::Kind::Same && same->execution == id) << name;
      EXPECT_TRUE(other->kind == Claim::Kind::Different && other->execution == id) << name;
    }
    EXPECT_EQ(journal.find(1, "n" + std::to_string(count)).operator*(), std::nullopt);
    EXPECT_THAT(journal.verify()->faults, IsEmpty());
  };
  auto journal = open({.thread = false});
  Writing writing(*journal);
  startMany(writing, count);
  std::string lacking = "SELECT (SELECT count(*) FROM execution) - (SELECT count(*) FROM name)";
  EXPECT_GT(std::stoi(value(lacking)), 500);

  // What a crash leaves.
  std::string copy = folder / "copy.db";
  for (const char *suffix : {"", "-wal"})
    std::filesystem::copy_file(path + suffix, copy + suffix);

  auto reader = openSqliteReader(path);
  ASSERT_TRUE(reader);
  EXPECT_EQ(*(*reader)->find(1, "n" + std::to_string(7919 % count)), 1u);
  EXPECT_EQ(*(*reader)->find(1, "n7919"), std::nullopt);
  EXPECT_THAT((*reader)->verify()->faults, IsEmpty());
  checkNames(*journal); // `verify` puts them there
  EXPECT_EQ(value(lacking), "0");

  EXPECT_GT(std::stoi(Database::open(copy, Database::Access::ReadWrite, nullptr)->value(lacking)),
            500);
  checkNames(**openSqliteJournal(copy));

  journal.reset();
  EXPECT_EQ(value(lacking), "0");
  EXPECT_EQ(value("SELECT unnamed IS NULL FROM owner"), "1");
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(JournalFile, ANameIsFreeWhenItsExecutionIsRemovedBeforeTheTableHasIt) {
  auto journal = open({.thread = false});
  Writing writing(*journal);
  startMany(writing, 1200);
  for (uint64_t id : {1, 700})
    writing.commit(writing.ended(id));
  ASSERT_EQ(*journal->removeEnded(INT64_MAX), 2u);
  for (uint64_t id : {1, 700}) {
    std::string name = "n" + std::to_string(id * 7919 % 1200);
    auto claim = journal->claim(1, name, "hash");
    EXPECT_EQ(claim->kind, Claim::Kind::New);
    writing.commit(writing.started(claim->execution, name));
    EXPECT_EQ(*journal->find(1, name), claim->execution);
  }
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
  journal.reset();
  EXPECT_EQ(value("SELECT count(*) FROM name"), "1200");
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(JournalFile, IsRefusedWhenItIsNoneOrTooNew) {
  fill();
  execute("PRAGMA user_version = 99");
  EXPECT_EQ(openSqliteJournal(path).error(),
            "this journal has version 99, which a newer program wrote; this one reads up to "
            "version 6");
  EXPECT_THAT(openSqliteReader(path).error(), HasSubstr("version 99"));
  execute("PRAGMA user_version = 6; PRAGMA application_id = 5");
  EXPECT_EQ(openSqliteJournal(path).error(), "this file is not a journal");
  std::ofstream(folder / "text") << std::string(10000, 'x');
  EXPECT_EQ(openSqliteJournal(folder / "text").error(), "file is not a database");
  EXPECT_EQ(openSqliteJournal(folder / "no/such/folder").error(),
            "cannot open " + (folder / "no/such/folder") + "-owner: No such file or directory");
  EXPECT_FALSE(openSqliteReader(folder / "absent"));
}

TEST_F(JournalFile, HasOneOwner) {
  auto first = open();
  Writing writing(*first);
  writing.start("a");
  EXPECT_EQ(openSqliteJournal(path).error(), "another process owns this journal");
  EXPECT_TRUE(first->owner()->alive);

  auto second = open({.takeOver = true});
  EXPECT_EQ(second->owner()->epoch, 2u);
  CommitResult lost = writing.commit(writing.burst(1));
  EXPECT_EQ(lost.status, CommitStatus::OwnerLost);
  EXPECT_EQ(lost.message, "another process has taken the journal over");
  EXPECT_EQ(writing.commit(writing.burst(1)).status, CommitStatus::OwnerLost);
  EXPECT_EQ(first->putDocument(DocumentKind::Machine, "m", "{}").error(), lost.message);

  Writing other(*second);
  uint64_t id = other.start("b");
  EXPECT_EQ(id, 2u);
  first.reset();
  EXPECT_EQ(openSqliteJournal(path).error(), "another process owns this journal");
  EXPECT_EQ(other.commit(other.burst(id)).status, CommitStatus::Durable);
  EXPECT_THAT(second->verify()->faults, IsEmpty());
  second.reset();
  EXPECT_NE(open(), nullptr);
}

TEST_F(JournalFile, IsReadByOtherProcessesAndTakesTheirCommands) {
  auto journal = open();
  Writing writing(*journal);
  auto reader = openSqliteReader(path);
  ASSERT_TRUE(reader) << reader.error();
  writing.start("a");
  // Rows at once, lists soon.
  EXPECT_EQ((*reader)->stream(1, 10)->size(), 1u);
  while ((*reader)->list({}, "", 10)->items.empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ((*reader)->find(1, "a").operator*(), 1u);
  EXPECT_TRUE((*reader)->owner()->alive);

  uint64_t command = *(*reader)->send(7, "stop");
  EXPECT_EQ(journal->commands(0, 10)->at(0).kind, 7u);
  Batch batch;
  batch.bursts.push_back(writing.ended(1, Status::Aborted));
  batch.answers = {{command, "stopped"}};
  writing.commit(std::move(batch));
  EXPECT_EQ(*(*reader)->answer(command), "stopped");
  journal.reset();
  EXPECT_FALSE((*reader)->owner()->alive);
  EXPECT_THAT((*reader)->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, IsCopiedWhileItIsWritten) {
  auto journal = open();
  std::atomic<bool> stop = false;
  std::thread load([&] {
    Writing writing(*journal);
    for (int i = 0; !stop; ++i) {
      uint64_t id = writing.start("n" + std::to_string(i));
      writing.commit(writing.ended(id));
    }
  });
  while (*journal->lastSeq() < 50)
    std::this_thread::yield();
  std::string copy = folder / "copy.db";
  auto done = journal->backup(copy);
  EXPECT_TRUE(done) << done.error();
  EXPECT_EQ(journal->backup(copy).error(), copy + " exists already");
  stop = true;
  load.join();

  auto copied = openSqliteJournal(copy);
  ASSERT_TRUE(copied) << copied.error();
  EXPECT_GE(*(*copied)->lastSeq(), 50u);
  EXPECT_THAT((*copied)->verify()->faults, IsEmpty());
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, GivesSpaceBack) {
  auto journal = open();
  Writing writing(*journal);
  for (int i = 0; i < 20; ++i) {
    uint64_t id = writing.start("n" + std::to_string(i));
    writing.commit(writing.burst(id, 1, std::string(200'000, 'x')));
    writing.commit(writing.ended(id));
  }
  ASSERT_EQ(*journal->removeEnded(INT64_MAX), 20u);
  uint64_t most = *journal->compact(1);
  EXPECT_LT(*journal->compact(100), most);
  while (*journal->compact(100) > 0) {
  }
  EXPECT_LT(std::stoi(value("PRAGMA page_count")), 60);
}

TEST_F(JournalFile, LargeBatchesAreWrittenWhole) {
  auto journal = open();
  Writing writing(*journal);
  writing.start("a");
  for (size_t size : {size_t(131072), size_t(1) << 20, size_t(20) << 20}) {
    Batch batch;
    batch.bursts.push_back(writing.burst(1, 1, std::string(size, 'x')));
    batch.bursts.push_back(writing.burst(1, 1, std::string(size / 3, 'y')));
    EXPECT_EQ(writing.commit(std::move(batch)).status, CommitStatus::Durable);
  }
  EXPECT_EQ(journal->stream(6, 1)->at(0).record.size(), size_t(20) << 20);
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, CanBeWrittenWithoutGathering) {
  auto journal = open({.gatherWrites = false});
  Writing writing(*journal);
  writing.start("a");
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(JournalFile, ACommitWaitsForTheLockOfAnother) {
  std::atomic<int> stalls = 0, resumed = 0;
  SqliteOptions options;
  options.retryDelay = std::chrono::milliseconds(1);
  options.busyMs = 1;
  options.stalled = [&](const std::string &reason) {
    EXPECT_THAT(reason, testing::AnyOf("", "database is locked"));
    ++(reason.empty() ? resumed : stalls);
  };
  auto journal = open(options);
  Writing writing(*journal);
  auto other = Database::open(path, Database::Access::ReadWrite, nullptr);
  other->execute("BEGIN IMMEDIATE");
  std::atomic<bool> durable = false;
  Batch batch;
  batch.bursts.push_back(writing.started(1, "a"));
  journal->commit(std::move(batch), [&](const CommitResult &result) {
    durable = result.status == CommitStatus::Durable;
  });
  while (stalls < 3)
    std::this_thread::yield();
  EXPECT_FALSE(durable);
  other->execute("COMMIT");
  EXPECT_EQ(writing.commit(writing.burst(1)).firstSeq, 2u);
  EXPECT_TRUE(durable);
  EXPECT_EQ(resumed, 1);
}

/// The SQL of docs/journal.md.
std::vector<std::string> documentedQueries() {
  std::ifstream page(ASLC_SOURCE_DIR "/docs/journal.md");
  std::vector<std::string> queries;
  std::string line;
  bool inBlock = false;
  while (std::getline(page, line)) {
    if (line.starts_with("sqlite> SELECT"))
      queries.push_back(line.substr(sizeof "sqlite> " - 1));
    if (line == "```sql")
      queries.emplace_back();
    else if (inBlock && line != "```")
      queries.back() += line + "\n";
    inBlock = line == "```sql" || (inBlock && line != "```");
  }
  return queries;
}

TEST_F(JournalFile, CanBeAskedAsItsPageSays) {
  fill();
  std::vector<std::string> queries = documentedQueries();
  EXPECT_GE(queries.size(), 8u);
  auto database = Database::open(path, Database::Access::ReadWrite, nullptr);
  for (const std::string &query : queries) {
    database->value(query);
    EXPECT_FALSE(database->failed()) << query << database->error();
    database->clearError();
  }
}

TEST_F(JournalFile, VerifyFindsDamage) {
  struct Case {
    const char *change, *fault;
  };
  for (const Case &damage : {
           Case{"UPDATE journal SET record = X'00' WHERE seq = 2", "row 2 is damaged"},
           Case{"UPDATE journal SET meta = NULL WHERE seq = 2", "row 2 is damaged"},
           Case{"UPDATE journal SET prev = 2 WHERE seq = 4", "row 4 is damaged"},
           Case{"DELETE FROM journal WHERE seq = 4", "is chained to row 4 instead of 1"},
           Case{"DELETE FROM journal WHERE seq = 3", "of the rows up to number 6 there are 5"},
           Case{"DELETE FROM execution WHERE id = 2", "execution 2 has rows and is not among"},
           Case{"DELETE FROM live", "execution 3 runs and is not among the live ones"},
           Case{"UPDATE execution SET status = 0 WHERE id = 1", "execution 1 runs and is not"},
           Case{"UPDATE execution SET last_event = 9 WHERE id = 1", "execution 1 ends with row 5"},
           Case{"DELETE FROM name WHERE execution = 1", "the name of execution 1 belongs to"},
           Case{"DELETE FROM name WHERE execution = 1; UPDATE owner SET unnamed = 2",
                "the name of execution 1 belongs to"},
           Case{"INSERT INTO name VALUES (1, 'z', 99)", "execution 99 is missing"},
       }) {
    std::filesystem::remove(path);
    fill();
    EXPECT_THAT(faults(), IsEmpty());
    execute(damage.change);
    EXPECT_THAT(faults(), Contains(HasSubstr(damage.fault))) << damage.change;
  }
}

TEST_F(JournalFile, ADamagedRowIsNotContinued) {
  fill();
  execute("UPDATE journal SET record = X'00' WHERE seq = 4");
  auto journal = open();
  EXPECT_EQ(journal->tail(1).error(),
            "row 4 is damaged: it has another checksum than when written");
  EXPECT_EQ(journal->stream(5, 10)->size(), 2u);
}

} // namespace
} // namespace asl::journal
