// What every journal promises, held against each implementation.
#include "runtime/journal/memory_journal.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace asl::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Implementation {
  const char *name;
  std::unique_ptr<Journal> (*make)(const TemporaryFolder &folder);
};

std::unique_ptr<Journal> inMemory(const TemporaryFolder &) { return makeMemoryJournal(); }

std::unique_ptr<Journal> inFile(const TemporaryFolder &folder, bool thread) {
  SqliteOptions options;
  options.thread = thread;
  auto journal = openSqliteJournal(folder / "j.db", options);
  EXPECT_TRUE(journal) << journal.error();
  return *std::move(journal);
}
std::unique_ptr<Journal> inFileWithThread(const TemporaryFolder &folder) {
  return inFile(folder, true);
}
std::unique_ptr<Journal> inFileAlone(const TemporaryFolder &folder) {
  return inFile(folder, false);
}

class JournalPromises : public testing::TestWithParam<Implementation> {
protected:
  TemporaryFolder folder;
  std::unique_ptr<Journal> journal = GetParam().make(folder);
  Writing writing{*journal};

  void expectWhole() {
    auto report = journal->verify();
    ASSERT_TRUE(report) << report.error();
    EXPECT_THAT(report->faults, IsEmpty());
  }
  std::vector<uint64_t> listed(const ListFilter &filter) {
    std::vector<uint64_t> ids;
    auto page = journal->list(filter, "", 100);
    EXPECT_TRUE(page) << page.error();
    for (const Execution &execution : page->items)
      ids.push_back(execution.id);
    return ids;
  }
};

std::vector<uint64_t> seqs(const std::vector<Record> &records) {
  std::vector<uint64_t> numbers;
  for (const Record &record : records)
    numbers.push_back(record.seq);
  return numbers;
}

TEST_P(JournalPromises, RowsAreNumberedInOrderOfCommitsAndChained) {
  Batch batch;
  batch.bursts.push_back(writing.started(1, "a"));
  batch.bursts.push_back(writing.started(2, "b"));
  batch.bursts.push_back(writing.burst(1));
  EXPECT_EQ(writing.commit(std::move(batch)).firstSeq, 1u);
  EXPECT_EQ(writing.commit(writing.burst(1)).firstSeq, 4u);

  auto rows = journal->stream(1, 100);
  ASSERT_TRUE(rows) << rows.error();
  EXPECT_THAT(seqs(*rows), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ((*rows)[0].prev, 0u);
  EXPECT_EQ((*rows)[1].prev, 0u);
  EXPECT_EQ((*rows)[2].prev, 1u);
  EXPECT_EQ((*rows)[3].prev, 3u);
  EXPECT_EQ((*rows)[3].firstEvent, 5u);
  EXPECT_EQ((*rows)[3].lastEvent, 6u);
  EXPECT_EQ(*journal->lastSeq(), 4u);
  EXPECT_THAT(seqs(*journal->stream(3, 1)), ElementsAre(3));
  EXPECT_THAT(*journal->stream(5, 1), IsEmpty());
  expectWhole();
}

TEST_P(JournalPromises, RecordsKeepTheirBytes) {
  std::string bytes("\0\xff' \n", 5), large(300'000, 'x');
  Burst first = writing.started(1, "a");
  first.record = bytes;
  first.codec = 15;
  first.standsAlone = true;
  writing.commit(std::move(first));
  writing.commit(writing.burst(1, 0, large));
  writing.commit(writing.burst(1, 1, ""));
  auto rows = journal->stream(1, 100);
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ((*rows)[0].record, bytes);
  EXPECT_EQ((*rows)[0].codec, 15);
  EXPECT_TRUE((*rows)[0].standsAlone);
  EXPECT_EQ((*rows)[1].record, large);
  EXPECT_FALSE((*rows)[1].standsAlone);
  EXPECT_EQ((*rows)[2].record, "");
  expectWhole();
}

TEST_P(JournalPromises, AnExecutionIsReadForwardsAndBackwardsInPages) {
  writing.commit(writing.started(1, "a"));
  for (int i = 0; i < 4; ++i) {
    writing.commit(writing.burst(1));
    if (i == 1)
      writing.commit(writing.started(2, "other", 2));
  }
  auto forwards = journal->records(1, Direction::Forwards, "", 2);
  ASSERT_TRUE(forwards) << forwards.error();
  EXPECT_THAT(seqs(forwards->items), ElementsAre(1, 2));
  auto more = journal->records(1, Direction::Forwards, forwards->next, 100);
  EXPECT_THAT(seqs(more->items), ElementsAre(3, 5, 6));
  EXPECT_EQ(more->next, "");

  auto backwards = journal->records(1, Direction::Backwards, "", 3);
  EXPECT_THAT(seqs(backwards->items), ElementsAre(6, 5, 3));
  writing.commit(writing.burst(1));
  auto rest = journal->records(1, Direction::Backwards, backwards->next, 2);
  EXPECT_THAT(seqs(rest->items), ElementsAre(2, 1));
  EXPECT_EQ(rest->next, "");

  EXPECT_THAT(journal->records(99, Direction::Forwards, "", 2)->items, IsEmpty());
  EXPECT_EQ(journal->records(1, Direction::Forwards, "x", 2).error(),
            "`x` is not the position of a page");
}

TEST_P(JournalPromises, PagesThatAreReadForwardsShowWhatIsAddedMeanwhile) {
  uint64_t id = writing.start("e");
  std::vector<uint64_t> read;
  std::string position;
  for (int i = 0; i < 20; ++i) {
    writing.commit(writing.burst(id));
    writing.commit(writing.burst(id));
    auto page = journal->records(id, Direction::Forwards, position, i == 0 ? 1 : 2);
    ASSERT_TRUE(page) << page.error();
    for (const Record &row : page->items)
      read.push_back(row.seq);
    position = page->next;
    ASSERT_FALSE(position.empty());
  }
  EXPECT_EQ(read.size(), 39u);
  EXPECT_TRUE(std::ranges::is_sorted(read));
  EXPECT_EQ(read.front() + 38, read.back());
}

TEST_P(JournalPromises, ExecutionsAreCountedByStatus) {
  uint64_t one = writing.start("one"), two = writing.start("two", 2);
  writing.start("three");
  writing.commit(writing.ended(one));
  writing.commit(writing.ended(two, Status::Failed));
  EXPECT_THAT(*journal->counts({}), testing::ElementsAre(1, 1, 1, 0, 0, 0));
  EXPECT_THAT(*journal->counts(1), testing::ElementsAre(1, 1, 0, 0, 0, 0));
}

TEST_P(JournalPromises, ThePagesOfLargeRecordsAreShorter) {
  writing.commit(writing.started(1, "a"));
  for (int i = 0; i < 5; ++i)
    writing.commit(writing.burst(1, 1, std::string(700'000, 'x')));
  EXPECT_EQ(journal->records(1, Direction::Forwards, "", 100)->items.size(), 3u);
  EXPECT_EQ(journal->stream(1, 100)->size(), 3u);
}

TEST_P(JournalPromises, TheTailBeginsWithTheLastRowThatStandsAlone) {
  writing.commit(writing.started(1, "a"));
  writing.commit(writing.burst(1));
  EXPECT_THAT(seqs(*journal->tail(1)), ElementsAre(1, 2));
  Burst key = writing.burst(1);
  key.standsAlone = true;
  writing.commit(std::move(key));
  writing.commit(writing.burst(1));
  EXPECT_THAT(seqs(*journal->tail(1)), ElementsAre(3, 4));
}

TEST_P(JournalPromises, ContinuationsAreThoseOfExecutionsThatHaveNotEnded) {
  for (uint64_t id = 1; id <= 4; ++id)
    writing.start("n" + std::to_string(id));
  ASSERT_TRUE(journal->live([](const Live &) {})); // the tables show them
  writing.commit(writing.ended(2));
  writing.commit(writing.burst(3));
  std::vector<uint64_t> wanted{3, 2, 99, 1};
  auto found = *journal->continuations(wanted);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].execution.start.name, "n3");
  EXPECT_THAT(seqs(found[0].tail), ElementsAre(3, 6));
  EXPECT_EQ(found[1].execution.start.name, "n1");
  EXPECT_THAT(seqs(found[1].tail), ElementsAre(1));
}

TEST_P(JournalPromises, ManyContinuationsAreInTheOrderThatWasAskedFor) {
  constexpr uint64_t count = 150;
  for (uint64_t id = 1; id <= count; ++id)
    writing.start("n" + std::to_string(id));
  for (uint64_t id = 1; id <= count; id += 5)
    writing.commit(writing.burst(id));
  ASSERT_TRUE(journal->live([](const Live &) {})); // the tables show them
  for (uint64_t id = 2; id <= count; id += 5)
    writing.commit(writing.burst(id)); // the tables do not show these
  for (uint64_t id = 3; id <= count; id += 5)
    writing.commit(writing.ended(id));
  uint64_t latest = writing.start("latest");
  std::vector<uint64_t> wanted{latest}, expected{latest};
  for (uint64_t id = count; id > 0; --id) {
    wanted.push_back(id);
    if (id % 5 != 3)
      expected.push_back(id);
    if (id % 40 == 0)
      wanted.push_back(9000 + id);
  }
  auto found = *journal->continuations(wanted);
  std::vector<uint64_t> ids;
  for (const Continuation &each : found) {
    uint64_t id = each.execution.id;
    ids.push_back(id);
    EXPECT_EQ(each.tail.size(), id <= count && (id % 5 == 1 || id % 5 == 2) ? 2u : 1u) << id;
    EXPECT_EQ(each.tail.front().seq, each.execution.firstSeq) << id;
    EXPECT_EQ(each.tail.back().seq, each.execution.lastSeq) << id;
    EXPECT_EQ(each.tail.front().execution, id);
  }
  EXPECT_EQ(ids, expected);
}

TEST_P(JournalPromises, AnExecutionIsDescribedAsItsRowsLeftIt) {
  Burst first = writing.started(1, "a", 7);
  first.start->version = 3;
  first.start->parent = 12;
  first.dueMs = 1234;
  writing.commit(std::move(first));
  auto execution = journal->describe(1);
  ASSERT_TRUE(execution && *execution) << execution.error();
  EXPECT_EQ((*execution)->start.machine, 7u);
  EXPECT_EQ((*execution)->start.name, "a");
  EXPECT_EQ((*execution)->start.startMs, Writing::startMs + 1);
  EXPECT_EQ((*execution)->start.inputHash, "hash");
  EXPECT_EQ((*execution)->start.version, 3u);
  EXPECT_EQ((*execution)->start.alias, std::nullopt);
  EXPECT_EQ((*execution)->start.parent, 12u);
  EXPECT_EQ((*execution)->status, Status::Running);
  EXPECT_EQ((*execution)->dueMs, 1234);
  EXPECT_EQ((*execution)->lastEvent, 2u);

  writing.commit(writing.ended(1, Status::Failed));
  execution = journal->describe(1);
  EXPECT_EQ((*execution)->status, Status::Failed);
  EXPECT_EQ((*execution)->stopMs, Writing::startMs + 1001);
  EXPECT_EQ((*execution)->error, "Boom");
  EXPECT_EQ((*execution)->cause, "");
  EXPECT_EQ((*execution)->dueMs, std::nullopt);
  EXPECT_EQ((*execution)->firstSeq, 1u);
  EXPECT_EQ((*execution)->lastSeq, 2u);
  EXPECT_EQ((*execution)->lastEvent, 4u);
  EXPECT_EQ(*journal->describe(2), std::nullopt);
  expectWhole();
}

TEST_P(JournalPromises, ARedrivenExecutionRunsAgain) {
  writing.commit(writing.started(1, "a"));
  writing.commit(writing.ended(1, Status::Failed));
  EXPECT_THAT(listed({.status = Status::Failed}), ElementsAre(1));
  Burst again = writing.burst(1);
  again.redrive = Redrive{1, 5000};
  again.dueMs = 77;
  writing.commit(std::move(again));
  auto execution = *journal->describe(1);
  EXPECT_EQ(execution->status, Status::Running);
  EXPECT_EQ(execution->stopMs, std::nullopt);
  EXPECT_EQ(execution->error, std::nullopt);
  EXPECT_EQ(execution->redrives, 1u);
  EXPECT_EQ(execution->redriveMs, 5000);
  EXPECT_THAT(listed({.status = Status::Failed}), IsEmpty());
  expectWhole();
  writing.commit(writing.ended(1));
  execution = *journal->describe(1);
  EXPECT_EQ(execution->status, Status::Succeeded);
  EXPECT_EQ(execution->error, std::nullopt);
  EXPECT_EQ(execution->redrives, 1u);
  expectWhole();
}

TEST_P(JournalPromises, LiveAreThoseThatHaveNotEnded) {
  for (uint64_t id = 1; id <= 4; ++id)
    writing.start("n" + std::to_string(id));
  writing.commit(writing.ended(2));
  Burst waits = writing.burst(3);
  waits.dueMs = 99;
  writing.commit(std::move(waits));
  std::vector<Live> live;
  ASSERT_TRUE(journal->live([&](const Live &one) { live.push_back(one); }));
  ASSERT_EQ(live.size(), 3u);
  EXPECT_EQ(live[0].execution, 1u);
  EXPECT_EQ(live[1].execution, 3u);
  EXPECT_EQ(live[1].dueMs, 99);
  EXPECT_EQ(live[1].lastSeq, 6u);
  EXPECT_EQ(live[1].lastEvent, 4u);
  EXPECT_EQ(live[2].execution, 4u);
  EXPECT_EQ(live[2].dueMs, std::nullopt);
}

TEST_P(JournalPromises, ANameBelongsToOneExecutionOfItsMachine) {
  auto claim = journal->claim(1, "a", "hash");
  ASSERT_TRUE(claim) << claim.error();
  EXPECT_EQ(claim->kind, Claim::Kind::New);
  uint64_t id = claim->execution;
  // Before its start is committed.
  auto again = journal->claim(1, "a", "hash");
  EXPECT_EQ(again->kind, Claim::Kind::Same);
  EXPECT_EQ(again->execution, id);
  EXPECT_FALSE(again->committed);
  EXPECT_EQ(journal->claim(1, "a", "other")->kind, Claim::Kind::Different);
  EXPECT_EQ(journal->claim(2, "a", "hash")->kind, Claim::Kind::New);
  EXPECT_EQ(*journal->find(1, "a"), std::nullopt);
  // While it runs.
  writing.commit(writing.started(id, "a"));
  again = journal->claim(1, "a", "hash");
  EXPECT_EQ(again->kind, Claim::Kind::Same);
  EXPECT_TRUE(again->committed);
  EXPECT_EQ(*journal->find(1, "a"), id);
  // After its end.
  writing.commit(writing.ended(id));
  again = journal->claim(1, "a", "hash");
  EXPECT_EQ(again->kind, Claim::Kind::Different);
  EXPECT_EQ(again->execution, id);
}

TEST_P(JournalPromises, AReleasedNameIsFree) {
  uint64_t id = journal->claim(1, "a", "hash")->execution;
  journal->release(1, "a");
  auto claim = journal->claim(1, "a", "other");
  EXPECT_EQ(claim->kind, Claim::Kind::New);
  EXPECT_NE(claim->execution, id);
}

TEST_P(JournalPromises, GeneratedNamesAreTakenToo) {
  uint64_t id = writing.start("uuid");
  auto claim = journal->claim(1, "uuid", "hash");
  EXPECT_EQ(claim->kind, Claim::Kind::Same);
  EXPECT_EQ(claim->execution, id);
}

TEST_P(JournalPromises, ExecutionsAreListedByFilterTheNewestFirst) {
  for (uint64_t id = 1; id <= 9; ++id) {
    Burst first = writing.started(id, "n" + std::to_string(id), id % 2 == 0 ? 2 : 1);
    if (id > 7)
      first.start->mapRun = 40;
    if (id == 3)
      first.start->alias = 5;
    writing.commit(std::move(first));
  }
  writing.commit(writing.ended(4));
  writing.commit(writing.ended(1, Status::Failed));
  EXPECT_THAT(listed({}), ElementsAre(7, 6, 5, 4, 3, 2, 1));
  EXPECT_THAT(listed({.machine = 1}), ElementsAre(7, 5, 3, 1));
  EXPECT_THAT(listed({.status = Status::Running}), ElementsAre(7, 6, 5, 3, 2));
  EXPECT_THAT(listed({.machine = 2, .status = Status::Succeeded}), ElementsAre(4));
  EXPECT_THAT(listed({.mapRun = 40}), ElementsAre(9, 8));
  EXPECT_THAT(listed({.machine = 1, .mapRun = 40}), ElementsAre(9));
  EXPECT_THAT(listed({.alias = 5}), ElementsAre(3));
  EXPECT_THAT(listed({.startedFromMs = Writing::startMs + 3, .startedToMs = Writing::startMs + 6}),
              ElementsAre(5, 4, 3));
}

TEST_P(JournalPromises, AListIsReadInPagesWhileExecutionsStart) {
  for (uint64_t id = 1; id <= 7; ++id)
    writing.start("n" + std::to_string(id));
  writing.commit(writing.ended(6));
  for (const ListFilter &filter : {ListFilter{}, ListFilter{.machine = 1}}) {
    std::vector<uint64_t> paged;
    std::string position = "8";
    do {
      auto page = journal->list(filter, position, 3);
      ASSERT_TRUE(page) << page.error();
      for (const Execution &execution : page->items)
        paged.push_back(execution.id);
      position = page->next;
      writing.start("later" + std::to_string(journal->newExecution()));
    } while (!position.empty());
    EXPECT_THAT(paged, ElementsAre(7, 6, 5, 4, 3, 2, 1));
  }
}

TEST_P(JournalPromises, RevisionsAreKnownByTheirContent) {
  Revision revision{std::string(32, 's'), "order", "{}", std::string("\0n", 2)};
  auto id = journal->addRevision(revision);
  ASSERT_TRUE(id) << id.error();
  EXPECT_EQ(*journal->addRevision(revision), *id);
  revision.machine = "other";
  EXPECT_NE(*journal->addRevision(revision), *id);
  auto found = journal->revision(*id);
  ASSERT_TRUE(found && *found) << found.error();
  EXPECT_EQ((*found)->machine, "order");
  EXPECT_EQ((*found)->definition, "{}");
  EXPECT_EQ((*found)->numbering, std::string("\0n", 2));
  EXPECT_EQ(*journal->findRevision(std::string(32, 's'), "order"), *id);
  EXPECT_EQ(*journal->findRevision(std::string(32, 't'), "order"), std::nullopt);
  EXPECT_EQ(*journal->revision(99), std::nullopt);
}

TEST_P(JournalPromises, DocumentsKeepTheirNumbers) {
  uint64_t order = *journal->putDocument(DocumentKind::Machine, "order", "{\"a\":1}");
  uint64_t alias = *journal->putDocument(DocumentKind::Alias, "order:live", "{}");
  EXPECT_NE(order, alias);
  EXPECT_EQ(*journal->putDocument(DocumentKind::Machine, "order", "{\"a\":2}"), order);
  EXPECT_EQ((*journal->document(order))->body, "{\"a\":2}");
  EXPECT_EQ((*journal->document(DocumentKind::Alias, "order:live"))->id, alias);
  EXPECT_EQ(*journal->document(DocumentKind::Machine, "order:live"), std::nullopt);

  Batch batch;
  batch.documents = {{DocumentKind::MapRun, "1:10/a", "{}"},
                     {DocumentKind::MapRun, "1:20/b", "{}"},
                     {DocumentKind::MapRun, "2:10/c", "{}"},
                     {DocumentKind::Alias, "order:live", std::nullopt}};
  EXPECT_EQ(writing.commit(std::move(batch)).status, CommitStatus::Durable);
  EXPECT_EQ(*journal->document(DocumentKind::Alias, "order:live"), std::nullopt);
  auto runs = journal->documents(DocumentKind::MapRun, "1:");
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ((*runs)[0].name, "1:10/a");
  EXPECT_EQ((*runs)[1].name, "1:20/b");
  EXPECT_GT(*journal->putDocument(DocumentKind::Alias, "order:live", "{}"), (*runs)[1].id);
}

TEST_P(JournalPromises, ActivityTasksWaitUntilTheyAreTaken) {
  Batch batch;
  batch.bursts.push_back(writing.started(1, "a"));
  batch.madeTasks = {{5, 1, 2}, {5, 1, 4}, {6, 1, 3}};
  writing.commit(std::move(batch));
  Batch taking;
  taking.takenTasks = {{5, 1, 4}};
  writing.commit(std::move(taking));
  auto tasks = journal->activityTasks();
  ASSERT_TRUE(tasks) << tasks.error();
  ASSERT_EQ(tasks->size(), 2u);
  EXPECT_EQ((*tasks)[0].event, 2u);
  EXPECT_EQ((*tasks)[1].event, 3u);
  EXPECT_EQ((*tasks)[1].activity, 6u);
}

TEST_P(JournalPromises, CommandsWaitForTheirAnswers) {
  uint64_t first = *journal->send(3, "stop"), second = *journal->send(4, "go");
  auto commands = journal->commands(0, 10);
  ASSERT_EQ(commands->size(), 2u);
  EXPECT_EQ((*commands)[0].id, first);
  EXPECT_EQ((*commands)[0].kind, 3u);
  EXPECT_EQ((*commands)[0].body, "stop");
  EXPECT_EQ(*journal->answer(first), std::nullopt);
  Batch batch;
  batch.answers = {{first, "done"}};
  writing.commit(std::move(batch));
  EXPECT_EQ(*journal->answer(first), "done");
  EXPECT_EQ(journal->commands(0, 10)->at(0).id, second);
  EXPECT_THAT(*journal->commands(second + 1, 10), IsEmpty());
}

TEST_P(JournalPromises, OldExecutionsAreRemovedWithTheirNames) {
  for (uint64_t id = 1; id <= 5; ++id)
    writing.start("n" + std::to_string(id));
  for (uint64_t id : {1, 2, 4})
    writing.commit(writing.ended(id));
  EXPECT_EQ(*journal->removeEnded(Writing::startMs + 1004, 1), 1u);
  EXPECT_EQ(*journal->removeEnded(Writing::startMs + 1004, 100), 1u);
  EXPECT_THAT(listed({}), ElementsAre(5, 4, 3));
  EXPECT_EQ(*journal->find(1, "n1"), std::nullopt);
  EXPECT_EQ(journal->claim(1, "n2", "hash")->kind, Claim::Kind::New);
  EXPECT_THAT(journal->records(1, Direction::Forwards, "", 10)->items, IsEmpty());
  EXPECT_THAT(seqs(*journal->stream(1, 100)), ElementsAre(3, 4, 5, 8));
  expectWhole();
  EXPECT_TRUE(journal->compact());
}

TEST_P(JournalPromises, ChildrenOfMapRunsAreRemovedAfterTheirParents) {
  auto addMapRun = [&](uint64_t parent) {
    std::string number = std::to_string(parent);
    return *journal->putDocument(DocumentKind::MapRun, "run of " + number,
                                 R"({"execution":)" + number + "}");
  };
  uint64_t outer = addMapRun(1), inner = addMapRun(2);
  auto startChild = [&](uint64_t id, uint64_t parent) {
    Burst first = writing.started(id, "n" + std::to_string(id));
    first.start->parent = parent;
    first.start->mapRun = parent == 1 ? outer : inner;
    writing.commit(std::move(first));
  };
  auto isThere = [&](uint64_t id) { return journal->describe(id)->has_value(); };
  writing.commit(writing.started(1, "outer"));
  startChild(2, 1);
  startChild(3, 2); // of a map run in the child
  startChild(4, 2);
  for (uint64_t id : {3, 4, 2})
    writing.commit(writing.ended(id));
  EXPECT_EQ(*journal->removeEnded(INT64_MAX, 100), 0u);
  Burst last = writing.ended(1, Status::Failed);
  last.end->stopMs += 5000;
  writing.commit(std::move(last));
  EXPECT_EQ(*journal->removeEnded(Writing::startMs + 5000, 100), 0u);
  for (uint64_t id = 1; id <= 4; ++id)
    EXPECT_TRUE(isThere(id)) << id;
  EXPECT_EQ(*journal->removeEnded(INT64_MAX, 2), 2u);
  EXPECT_FALSE(isThere(1));
  EXPECT_FALSE(isThere(2));
  EXPECT_EQ(*journal->removeEnded(INT64_MAX, 100), 2u);
  EXPECT_THAT(*journal->stream(1, 100), IsEmpty());
  EXPECT_EQ(*journal->removeEnded(INT64_MAX, 100), 0u);
  expectWhole();
}

TEST_P(JournalPromises, BatchesOfManyThreadsBecomeDurableInOrder) {
  constexpr int threads = 4, commits = 50;
  std::atomic<int> durable = 0;
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      uint64_t lastSeq = 0;
      for (int i = 0; i < commits; ++i) {
        Burst burst;
        burst.execution = static_cast<uint64_t>(t + 1);
        burst.lastSeq = &lastSeq;
        burst.firstEvent = static_cast<uint32_t>(i + 1);
        burst.lastEvent = burst.firstEvent;
        if (i == 0)
          burst.start = Start{.machine = 1, .name = "t" + std::to_string(t)};
        Batch batch;
        batch.bursts.push_back(std::move(burst));
        journal->commit(
            std::move(batch),
            [&](const CommitResult &result) { durable += result.status == CommitStatus::Durable; },
            i % 3 == 0 ? Caller::Busy : Caller::Idle);
      }
    });
  for (std::thread &thread : running)
    thread.join();
  writing.commit(Batch{});
  EXPECT_EQ(durable, threads * commits);
  EXPECT_EQ(*journal->lastSeq(), static_cast<uint64_t>(threads * commits));
  expectWhole();
}

TEST_P(JournalPromises, WhoIsToldOfACommitMayCommit) {
  writing.commit(writing.started(1, "a"));
  std::vector<uint64_t> order;
  std::function<void(const CommitResult &)> again = [&](const CommitResult &result) {
    order.push_back(result.firstSeq);
    if (order.size() < 5) {
      Batch batch;
      batch.bursts.push_back(writing.burst(1));
      journal->commit(std::move(batch), again);
    }
  };
  Batch batch;
  batch.bursts.push_back(writing.burst(1));
  journal->commit(std::move(batch), again);
  while (*journal->lastSeq() < 6)
    std::this_thread::yield();
  writing.commit(Batch{});
  EXPECT_THAT(order, ElementsAre(2, 3, 4, 5, 6));
}

INSTANTIATE_TEST_SUITE_P(All, JournalPromises,
                         testing::Values(Implementation{"memory", inMemory},
                                         Implementation{"sqlite", inFileWithThread},
                                         Implementation{"sqliteWithoutThread", inFileAlone}),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace asl::journal
