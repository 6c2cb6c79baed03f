// A journal with a key: what its file hides, who can open it, and what changes of it are found.
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/row.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/unit/journal/sql.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace asl::journal {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char *secret = "the-secret-payload";

/// Gives a row the checksum of what it holds now.
void writeChecksum(Database &database, uint64_t seq) {
  Statement &row = database
                       .query("SELECT execution, prev, first_event, events, due_ms, codec, meta, "
                              "record FROM journal WHERE seq = ?")
                       .bind(seq);
  ASSERT_TRUE(row.row());
  RowHead head;
  head.seq = seq;
  head.execution = row.number(0);
  head.prev = row.number(1);
  head.firstEvent = static_cast<uint32_t>(row.integer(2));
  head.events = static_cast<uint32_t>(row.integer(3));
  head.dueMs = row.optionalInteger(4);
  head.codec = static_cast<uint8_t>(row.integer(5));
  int32_t crc = checksum(head, row.text(6), row.text(7));
  row.reset();
  database.query("UPDATE journal SET crc = ? WHERE seq = ?").bind(crc, seq).run();
}

class EncryptedJournal : public testing::Test {
protected:
  EncryptedJournal() {
    writeKey(key, 'a');
    writeKey(otherKey, 'b');
  }
  static void writeKey(const std::string &path, char digit) {
    std::ofstream(path) << std::string(64, digit) << '\n';
  }
  Expected<std::unique_ptr<Journal>> tryToOpen(const std::string &keyFile) const {
    SqliteOptions options;
    options.keyFile = keyFile;
    return openSqliteJournal(path, std::move(options));
  }
  std::unique_ptr<Journal> open() const {
    auto journal = tryToOpen(key);
    EXPECT_TRUE(journal) << journal.error();
    return journal ? *std::move(journal) : nullptr;
  }
  void execute(const std::string &sql) const { executeSql(path, sql); }
  std::string value(const std::string &sql) const { return valueOfSql(path, sql); }
  std::vector<std::string> faults() const {
    auto journal = tryToOpen(key);
    if (!journal)
      return {journal.error()};
    auto report = (*journal)->verify();
    return report ? report->faults : std::vector<std::string>{report.error()};
  }
  /// Two executions that have failed and one that runs, with the secret wherever a payload can be.
  void fill() const { fill(key); }
  void fill(const std::string &keyFile) const {
    auto journal = *tryToOpen(keyFile);
    Writing writing(*journal);
    EXPECT_TRUE(journal->addRevision({std::string(32, 'h'), "machine", secret, secret}));
    for (const char *name : {"first", "second", "third"}) {
      Burst burst = writing.started(journal->newExecution(), name);
      burst.record = burst.start->inputHash = secret;
      writing.commit(std::move(burst));
    }
    for (uint64_t execution : {1, 2}) {
      Burst burst = writing.ended(execution, Status::Failed);
      burst.end->error = burst.end->cause = secret;
      writing.commit(std::move(burst));
    }
    Batch batch;
    uint64_t command = *journal->send(1, secret);
    EXPECT_EQ(journal->commands(0, 10)->at(0).body, secret);
    batch.answers = {{command, secret}};
    writing.commit(std::move(batch));
    EXPECT_TRUE(journal->send(1, secret));
  }
  /// All bytes of the journal's files.
  std::string contents() const {
    std::string all;
    for (const char *suffix : {"", "-wal"}) {
      std::ifstream file(path + suffix, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  TemporaryFolder folder;
  const std::string path = folder / "j.db", key = folder / "key", otherKey = folder / "other";
};

TEST_F(EncryptedJournal, ReadsWhatWasWritten) {
  fill();
  auto journal = open();
  EXPECT_EQ(journal->records(3, Direction::Forwards, "", 10)->items.at(0).record, secret);
  std::vector<uint64_t> executions{1, 3};
  auto running = *journal->continuations(executions);
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].execution.start.inputHash, secret);
  EXPECT_EQ(running[0].tail.at(0).record, secret);
  auto failed = *journal->describe(1);
  EXPECT_EQ(failed->error, secret);
  EXPECT_EQ(failed->cause, secret);
  EXPECT_EQ(failed->start.inputHash, secret);
  EXPECT_EQ(journal->list({}, "", 10)->items.at(1).cause, secret);
  EXPECT_EQ((*journal->revision(1))->definition, secret);
  EXPECT_EQ((*journal->revision(1))->numbering, secret);
  EXPECT_EQ(*journal->answer(1), secret);
  EXPECT_EQ(journal->commands(0, 10)->at(0).body, secret);
  EXPECT_THAT(journal->verify()->faults, IsEmpty());
}

TEST_F(EncryptedJournal, HidesPayloadsAndShowsNames) {
  fill();
  auto journal = open(); // rows are in the WAL and in the file
  Writing writing(*journal);
  Burst burst = writing.started(journal->newExecution(), "fourth");
  burst.record = secret;
  writing.commit(std::move(burst));
  // Not HasSubstr, which would print all of the file.
  EXPECT_EQ(contents().find(secret), std::string::npos);
  EXPECT_EQ(contents().find(std::string(64, 'a')), std::string::npos);
  EXPECT_EQ(value("SELECT group_concat(name) FROM execution WHERE id < 4"), "first,second,third");
}

TEST_F(EncryptedJournal, IsEncryptedDifferentlyEachTime) {
  fill();
  EXPECT_EQ(value("SELECT count(DISTINCT record) FROM journal WHERE seq < 4"), "3");
}

TEST_F(EncryptedJournal, OpensWithItsKeyOnly) {
  fill();
  const std::string owner = value("SELECT epoch FROM owner");
  const std::string id = value("SELECT key_id FROM encryption");
  for (const auto &tryOne : std::vector<std::function<std::string(const std::string &)>>{
           [&](const std::string &file) { return tryToOpen(file).error(); },
           [&](const std::string &file) { return openSqliteReader(path, file).error(); }}) {
    EXPECT_EQ(tryOne(""), "it is encrypted: name the file of its key " + id + " by --journal-key");
    EXPECT_THAT(tryOne(otherKey), HasSubstr("it is encrypted with the key " + id + ", and " +
                                            otherKey + " holds the key "));
    EXPECT_THAT(tryOne(folder / "absent"), HasSubstr("absent"));
  }
  EXPECT_EQ(value("SELECT epoch FROM owner"), owner);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EncryptedJournal, RefusesAKeyFileThatHoldsNoKey) {
  for (const std::string text : {"", "abc", "zz", " "}) {
    std::ofstream(folder / "bad") << text << std::string(62, text == "zz" ? 'a' : ' ');
    EXPECT_THAT(tryToOpen(folder / "bad").error(),
                HasSubstr("does not hold 64 hexadecimal digits"));
  }
  EXPECT_NE(open(), nullptr) << "a failed attempt makes no journal that is not encrypted";
}

TEST_F(EncryptedJournal, IsNotMadeByOpeningOneThatIsNot) {
  {
    ASSERT_TRUE(tryToOpen(""));
  }
  EXPECT_EQ(tryToOpen(key).error(), "it is not encrypted, and " + key +
                                        " is not its key: `aslc journal rekey` encrypts it");
  EXPECT_TRUE(tryToOpen(""));
}

TEST_F(EncryptedJournal, IsMadeFromOneThatIsNot) {
  fill("");
  // Some of it is on free pages and in the WAL.
  ASSERT_EQ(*(*tryToOpen(""))->removeEnded(Writing::startMs + 1'000'000, 1), 1u);
  ASSERT_NE(contents().find(secret), std::string::npos);
  ASSERT_TRUE(changeJournalKey(path, "", key));
  EXPECT_EQ(contents().find(secret), std::string::npos);
  EXPECT_THAT(tryToOpen("").error(), HasSubstr("it is encrypted"));
  EXPECT_THAT(faults(), IsEmpty());
  auto journal = open();
  EXPECT_EQ((*journal->describe(2))->cause, secret);
  EXPECT_EQ((*journal->describe(3))->start.inputHash, secret);
  EXPECT_EQ(journal->records(3, Direction::Forwards, "", 10)->items.at(0).record, secret);
  EXPECT_EQ((*journal->revision(1))->definition, secret);
  EXPECT_EQ((*journal->revision(1))->numbering, secret);
  EXPECT_EQ(*journal->answer(1), secret);
  EXPECT_EQ(journal->commands(0, 10)->at(0).body, secret);
}

TEST_F(EncryptedJournal, IsNotMadeWhileSomebodyReads) {
  fill("");
  {
    auto reader = openSqliteReader(path);
    ASSERT_TRUE((*reader)->lastSeq());
    EXPECT_EQ(changeJournalKey(path, "", key).error(), "another process reads it");
  }
  EXPECT_TRUE(tryToOpen(""));
}

TEST_F(EncryptedJournal, IsNotMadeOfADamagedOne) {
  fill("");
  execute("UPDATE journal SET record = x'00' WHERE seq = 2");
  EXPECT_THAT(changeJournalKey(path, "", key).error(), HasSubstr("row 2 is damaged"));
  EXPECT_TRUE(tryToOpen(""));
}

TEST_F(EncryptedJournal, GetsAnotherKey) {
  fill();
  EXPECT_THAT(changeJournalKey(path, otherKey, key).error(), HasSubstr("it is encrypted with"));
  ASSERT_TRUE(changeJournalKey(path, key, otherKey));
  EXPECT_THAT(tryToOpen(key).error(), HasSubstr("it is encrypted with the key"));
  auto journal = tryToOpen(otherKey);
  ASSERT_TRUE(journal) << journal.error();
  EXPECT_THAT((*journal)->verify()->faults, IsEmpty());
  EXPECT_EQ((*(*journal)->describe(1))->cause, secret);
  EXPECT_EQ(changeJournalKey(path, otherKey, key).error(), "another process owns this journal");
}

TEST_F(EncryptedJournal, IsCopiedWithItsKey) {
  fill();
  const std::string copy = folder / "copy.db";
  ASSERT_TRUE(open()->backup(copy));
  EXPECT_THAT(openSqliteReader(copy).error(), HasSubstr("it is encrypted"));
  auto copied = openSqliteReader(copy, key);
  ASSERT_TRUE(copied) << copied.error();
  EXPECT_EQ((*(*copied)->describe(1))->cause, secret);
  EXPECT_THAT((*copied)->verify()->faults, IsEmpty());
}

TEST_F(EncryptedJournal, NoticesValuesThatWereChangedOrMoved) {
  fill();
  const std::string whole = folder / "whole.db";
  ASSERT_TRUE(open()->backup(whole));
  for (const char *change : {
           "UPDATE execution SET cause = (SELECT cause FROM execution WHERE id = 2) WHERE id = 1",
           "UPDATE execution SET error = cause WHERE id = 1",
           "UPDATE execution SET error = 'Boom' WHERE id = 1",
           "UPDATE execution SET input_hash = "
           "(SELECT input_hash FROM execution WHERE id = 2) WHERE id = 1",
           "UPDATE revision SET definition = 'other'",
           "UPDATE revision SET machine = 'other'",
           "UPDATE revision SET numbering = x'00'",
           "UPDATE inbox SET body = (SELECT body FROM inbox WHERE id = 2) WHERE id = 1",
           "UPDATE inbox SET answer = body WHERE id = 1",
           "UPDATE encryption SET data_key = zeroblob(72)",
       }) {
    std::filesystem::remove(path + "-wal");
    std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(faults(), IsEmpty());
    execute(change);
    std::vector<std::string> found = faults();
    EXPECT_THAT(found, Not(IsEmpty())) << change;
    EXPECT_THAT(found, Each(HasSubstr("damaged"))) << change;
  }
}

TEST_F(EncryptedJournal, WhatCannotBeDecryptedIsThatOfOneExecutionOrRevision) {
  fill();
  {
    auto database = Database::open(path, Database::Access::ReadWrite, nullptr);
    database->execute("UPDATE execution SET cause = error, input_hash = x'00' WHERE id = 1; "
                      "UPDATE revision SET numbering = x'00'");
    ASSERT_FALSE(database->failed()) << database->error();
  }
  auto journal = open();
  auto listed = journal->list({}, "", 10);
  ASSERT_TRUE(listed) << listed.error();
  EXPECT_THAT(*listed->items.back().cause, HasSubstr("damaged"));
  EXPECT_EQ(listed->items.back().start.inputHash, "");
  auto revision = journal->revision(1);
  ASSERT_TRUE(revision) << revision.error();
  EXPECT_THAT((*revision)->damage, HasSubstr("damaged"));
}

/// Somebody who can compute the checksum of a row still cannot change or move it.
TEST_F(EncryptedJournal, NoticesRowsThatWereMovedWithTheirChecksums) {
  fill();
  const std::string whole = folder / "whole.db";
  ASSERT_TRUE(open()->backup(whole));
  for (const char *change : {
           "UPDATE journal SET record = (SELECT record FROM journal WHERE seq = 2) WHERE seq = 1",
           "UPDATE journal SET meta = (SELECT meta FROM journal WHERE seq = 2) WHERE seq = 1",
           "UPDATE journal SET record = meta WHERE seq = 1",
           "UPDATE journal SET due_ms = 17 WHERE seq = 1",
           "UPDATE journal SET codec = codec - 32, meta = NULL, record = x'00' WHERE seq = 1",
       }) {
    std::filesystem::remove(path + "-wal");
    std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
    execute(change);
    writeChecksum(*Database::open(path, Database::Access::ReadWrite, nullptr), 1);
    EXPECT_THAT(faults(), testing::Contains(HasSubstr("row 1 is damaged"))) << change;
  }
}

} // namespace
} // namespace asl::journal
