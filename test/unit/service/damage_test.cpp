// Executions whose records are damaged: they do not go on, and all others do.
#include "runtime/engine/stored_history.h"
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/row.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/execution_json.h"
#include "runtime/service/service.h"
#include "test/unit/journal/sql.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/states/support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <mutex>

namespace asl::service {
namespace {

using journal::Database;
using test::State;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char *changed = "is damaged: it has another checksum than when written";

class DamageTest : public testing::Test {
protected:
  DamageTest() {
    machine_.module_.definition_hash = "00ff";
    options_.shards = 1;
    options_.mostResident = 0;
    options_.journalLost = [this](const std::string &why) { lost_ = why; };
  }
  ~DamageTest() override { stop(); }

  /// A machine that only waits.
  void addWait(int64_t seconds = 1000) {
    machine_.flow().add(State("W", ASL_WAIT)).until = [seconds](Value) { return integer(seconds); };
  }
  Expected<Service::Recovered> recover() {
    journal_ = *journal::openSqliteJournal(path_);
    options_.journal = journal_.get();
    service_.emplace(options_, [this](const journal::Execution &execution, const std::string &why) {
      std::lock_guard lock(mutex_);
      reports_[execution.start.name] = why;
    });
    known_ = *service_->add(machine_.module());
    if (!whenOpen_.empty())
      execute(whenOpen_);
    return service_->recover(known_, {});
  }
  /// The process ends. What is done to its journal is done before the next one.
  void stop() {
    service_.reset();
    journal_.reset();
  }
  void restart(const std::string &sql) {
    stop();
    execute(sql);
    auto recovered = recover();
    ASSERT_TRUE(recovered) << recovered.error();
    recovered_ = *recovered;
  }
  /// Starts a distributed Map with two children that wait, and ends the process.
  uint64_t startMap() {
    State &map = machine_.flow().add({"M", ASL_MAP});
    test::Flow &processor = machine_.newFlow();
    map.branches = {&processor};
    map.map.distributed = 1;
    map.map.label = test::constant("L");
    processor.add(State("W", ASL_WAIT)).until = [](Value) { return integer(1000); };
    EXPECT_TRUE(recover());
    uint64_t parent = start("parent", "[1,2]");
    for (int looks = 0; looks < 1000 && value("SELECT count(*) FROM live") != "3"; ++looks)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    stop();
    return parent;
  }
  void execute(const std::string &sql) { journal::executeSql(path_, sql); }
  std::string value(const std::string &sql) { return journal::valueOfSql(path_, sql); }
  /// SQL that damages the record of an execution's last row.
  static std::string damaged(uint64_t execution) {
    return "UPDATE journal SET record = X'00' WHERE seq = (SELECT seq FROM live WHERE execution "
           "= " +
           std::to_string(execution) + ")";
  }
  uint64_t start(const std::string &name, const std::string &input = "1") {
    ExecutionOptions execution;
    execution.name = name;
    auto started = service_->start(known_, input, execution);
    EXPECT_TRUE(started) << started.error();
    isNew_ = started->isNew;
    return started->execution;
  }
  bool abort(uint64_t execution) {
    std::promise<bool> found;
    service_->abort(execution, "Enough", std::nullopt,
                    [&](bool isThere) { found.set_value(isThere); });
    return found.get_future().get();
  }
  std::map<std::string, std::string> reports() {
    std::lock_guard lock(mutex_);
    return reports_;
  }
  journal::Execution described(uint64_t execution) { return **journal_->describe(execution); }

  test::Machine machine_;
  journal::TemporaryFolder folder_;
  std::string path_ = folder_ / "j.db", lost_;
  std::string whenOpen_; ///< SQL that changes the journal when it is open
  std::unique_ptr<journal::Journal> journal_;
  EngineOptions options_;
  std::optional<Service> service_;
  Machine known_;
  Service::Recovered recovered_;
  bool isNew_ = false;
  std::mutex mutex_;
  std::map<std::string, std::string> reports_;
};

TEST_F(DamageTest, TheOthersGoOn) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two"), three = start("three");
  restart(damaged(one));
  EXPECT_EQ(recovered_.running, 2u);
  EXPECT_EQ(reports(),
            (std::map<std::string, std::string>{{"one", "row 1 " + std::string(changed)}}));
  EXPECT_EQ(service_->damagedCount(), 1u);
  EXPECT_EQ(service_->damageOf(one), "row 1 " + std::string(changed));
  EXPECT_FALSE(service_->damageOf(two));
  EXPECT_TRUE(abort(two));
  EXPECT_TRUE(abort(three));
  service_->waitForAll();
  EXPECT_EQ(described(one).status, journal::Status::Running);
  EXPECT_EQ(lost_, "");
}

TEST_F(DamageTest, OneThatSleepsIsMetWhenItWakes) {
  addWait(2);
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  restart(damaged(two)); // the first one of a definition is read at once
  EXPECT_THAT(reports(), IsEmpty());
  service_->waitForAll();
  EXPECT_EQ(described(one).status, journal::Status::Succeeded);
  EXPECT_EQ(described(two).status, journal::Status::Running);
  EXPECT_EQ(reports().count("two"), 1u);
  EXPECT_EQ(lost_, "");
}

TEST_F(DamageTest, AStopThatWakesItEndsIt) {
  addWait();
  ASSERT_TRUE(recover());
  start("one");
  uint64_t two = start("two");
  restart(damaged(two)); // the first one of a definition is read at once
  EXPECT_THAT(reports(), IsEmpty());
  EXPECT_TRUE(abort(two));
  EXPECT_EQ(described(two).status, journal::Status::Aborted);
  EXPECT_EQ(described(two).error, "Enough");
}

TEST_F(DamageTest, AStopAtTheNextTransitionThatWakesItEndsIt) {
  addWait();
  ASSERT_TRUE(recover());
  start("one");
  uint64_t two = start("two");
  restart(damaged(two));
  std::promise<Outcome> ended;
  EXPECT_TRUE(service_->whenEnded(two, [&](const Outcome &outcome) { ended.set_value(outcome); }));
  service_->abortAtTransition(two);
  EXPECT_EQ(ended.get_future().get().status, Status::Aborted);
}

TEST_F(DamageTest, APauseIsRefusedWithTheReason) {
  addWait();
  ASSERT_TRUE(recover());
  start("one");
  uint64_t two = start("two");
  restart(damaged(two));
  for (bool isPaused : {true, false}) {
    std::promise<std::string> problem;
    service_->pause(two, isPaused, [&](const std::string &why) { problem.set_value(why); });
    EXPECT_EQ(problem.get_future().get(),
              "the execution is damaged and does not go on: row 2 " + std::string(changed));
  }
}

TEST_F(DamageTest, AStatusThatTheTablesDisagreeOnConcernsOneExecution) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  restart("UPDATE execution SET status = 1 WHERE id = " + std::to_string(one));
  EXPECT_EQ(service_->damageOf(one),
            "it is in the table `live`, and has ended by the table `execution`");
  EXPECT_EQ(recovered_.running, 1u);
  EXPECT_TRUE(abort(two));
  EXPECT_EQ(described(one).status, journal::Status::Running);
  EXPECT_TRUE(abort(one));
  EXPECT_EQ(described(one).status, journal::Status::Aborted);
  EXPECT_THAT(journal_->verify()->faults, IsEmpty());
}

TEST_F(DamageTest, OneThatTheTableOfExecutionsLacksLeavesTheOthersAlone) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  restart("DELETE FROM execution WHERE id = " + std::to_string(one));
  EXPECT_EQ(service_->damageOf(one), "the table `execution` lacks it");
  EXPECT_EQ(reports().count("number-1"), 1u);
  EXPECT_EQ(recovered_.running, 1u);
  EXPECT_TRUE(abort(two));
}

/// Its row in `execution` is older than its last one: it would go on from there.
TEST_F(DamageTest, OneThatIsNotAmongTheLiveOnesIsMetToo) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  restart("DELETE FROM live WHERE execution = " + std::to_string(one));
  EXPECT_EQ(service_->damageOf(one), "its last row is not known: the table `live` lacks it");
  EXPECT_TRUE(abort(two));
  EXPECT_TRUE(abort(one));
  EXPECT_EQ(described(one).status, journal::Status::Aborted);
}

TEST_F(DamageTest, AStopEndsItAndKeepsItsRows) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  restart(damaged(one));
  std::promise<Outcome> ended;
  EXPECT_TRUE(service_->whenEnded(one, [&](const Outcome &outcome) { ended.set_value(outcome); }));
  EXPECT_TRUE(abort(one));
  EXPECT_EQ(ended.get_future().get().status, Status::Aborted);
  EXPECT_EQ(described(one).status, journal::Status::Aborted);
  EXPECT_EQ(described(one).error, "Enough");
  EXPECT_EQ(described(one).cause,
            "The record of the execution is damaged: row 1 " + std::string(changed));
  EXPECT_EQ(value("SELECT hex(record) FROM journal WHERE seq = 1"), "00");
  EXPECT_EQ(service_->damagedCount(), 0u);
  EXPECT_FALSE(abort(one));
  EXPECT_THAT(notesOf(*journal_)->damage, IsEmpty());
  EXPECT_THAT(journal_->verify()->faults, testing::ElementsAre("row 1 " + std::string(changed)));
  EXPECT_THAT(service_->redrive(known_, one, {}).error(), HasSubstr("ExecutionNotRedrivable"));
}

TEST_F(DamageTest, ItsNameStaysTaken) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  restart(damaged(one));
  EXPECT_EQ(start("one"), one);
  EXPECT_FALSE(isNew_);
  EXPECT_EQ(service_->wait(one).error(),
            "the execution `one` is damaged: row 1 " + std::string(changed));
  EXPECT_FALSE(service_->start(known_, "2", {.name = "one"}));
}

TEST_F(DamageTest, ItGoesOnWhenItCanBeReadAgain) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  std::string record = value("SELECT hex(record) FROM journal WHERE seq = 1");
  restart(damaged(one));
  service_->waitForAll();
  EXPECT_EQ(notesOf(*journal_)->damage.count("1"), 1u);
  restart("UPDATE journal SET record = X'" + record + "' WHERE seq = 1");
  EXPECT_FALSE(service_->damageOf(one));
  EXPECT_TRUE(abort(one));
  service_->waitForAll();
  EXPECT_THAT(notesOf(*journal_)->damage, IsEmpty());
}

TEST_F(DamageTest, ARecordThatIsNotUnderstoodIsSaidToBeNewer) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  journal::RowHead head;
  std::string meta;
  stop();
  {
    auto database = Database::open(path_, Database::Access::ReadWrite, nullptr);
    auto &row = database->query("SELECT first_event, events, due_ms, codec, meta FROM journal");
    ASSERT_TRUE(row.bind().row());
    head = {1,
            one,
            0,
            uint32_t(row.integer(0)),
            uint32_t(row.integer(1)),
            row.optionalInteger(2),
            uint8_t(row.integer(3))};
    meta = row.text(4);
  }
  restart("UPDATE journal SET record = CAST('?' AS BLOB), crc = " +
          std::to_string(journal::checksum(head, meta, "?")));
  EXPECT_EQ(service_->damageOf(one),
            "row 1 has its checksum and is not understood: a newer version may have written it");
}

TEST_F(DamageTest, OfADefinitionThatCannotBeReadAreAll) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  stop();
  journal_ = *journal::openSqliteJournal(path_);
  options_.journal = journal_.get();
  service_.emplace(options_);
  auto recovered =
      service_->recover([](const journal::Execution &) -> Expected<std::optional<Service::Launch>> {
        Service::Launch launch;
        launch.damage = "its definition is damaged";
        return std::optional(std::move(launch));
      });
  ASSERT_TRUE(recovered) << recovered.error();
  EXPECT_EQ(service_->damageOf(one), "its definition is damaged");
  EXPECT_EQ(service_->damageOf(two), "its definition is damaged");
}

TEST_F(DamageTest, AStorageThatCannotBeReadIsNotDamage) {
  addWait();
  ASSERT_TRUE(recover());
  start("one");
  stop();
  whenOpen_ = "ALTER TABLE journal RENAME TO gone";
  EXPECT_THAT(recover().error(), HasSubstr("no such table"));
  EXPECT_THAT(reports(), IsEmpty());
  execute("ALTER TABLE gone RENAME TO journal");
}

TEST_F(DamageTest, AnEventThatCannotBeReadIsLeftOut) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  restart(damaged(one));
  EXPECT_TRUE(abort(one));
  std::vector<std::string> types;
  auto take = [&](const HistoryEvent &event) { types.emplace_back(typeName(event.type)); };
  std::string damage;
  ASSERT_TRUE(readHistory(*journal_, one, take, &damage));
  EXPECT_EQ(types, std::vector<std::string>({"ExecutionAborted"}));
  EXPECT_EQ(damage, "row 1 " + std::string(changed));
  EXPECT_EQ(readHistory(*journal_, one, take).error(), damage);
  auto description = descriptionOf(*journal_, described(one), {});
  ASSERT_TRUE(description) << description.error();
  EXPECT_EQ((*description)["status"], "ABORTED");
  EXPECT_EQ((*description)["damage"], damage);
  EXPECT_FALSE(description->contains("input"));
}

TEST_F(DamageTest, AGeneratedNameIsFreeWhenOneCannotBeRead) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one");
  restart("UPDATE execution SET machine = 0 WHERE id = " + std::to_string(one) + "; " +
          damaged(one));
  EXPECT_THAT(service_->start(known_, "1", {.name = "two"}).error(), HasSubstr("cannot be read"));
  auto started = service_->start(known_, "1", {});
  ASSERT_TRUE(started) << started.error();
  EXPECT_TRUE(started->isNew);
}

TEST_F(DamageTest, OneThatWasStoppedIsNotRedrivable) {
  addWait();
  ASSERT_TRUE(recover());
  uint64_t one = start("one"), two = start("two");
  restart(damaged(one));
  EXPECT_TRUE(abort(one));
  EXPECT_TRUE(abort(two));
  auto description = *descriptionOf(*journal_, described(one), {});
  EXPECT_EQ(description["redriveStatus"], "NOT_REDRIVABLE");
  EXPECT_EQ(description["redriveStatusReason"], "The record of the execution is damaged");
  EXPECT_EQ((*descriptionOf(*journal_, described(two), {}))["redriveStatus"], "REDRIVABLE");
}

/// Without this the Map would succeed with fewer results.
TEST_F(DamageTest, AMapRunNeedsEachChild) {
  uint64_t parent = startMap();
  std::string child = value("SELECT max(execution) FROM live");
  for (std::string change : {"UPDATE execution SET map_run = 99 WHERE id = " + child,
                             "UPDATE execution SET map_run = (SELECT min(map_run) FROM execution), "
                             "map_index = 0 WHERE id = " +
                                 child,
                             "DELETE FROM live WHERE execution = " + child +
                                 "; DELETE FROM execution WHERE id = " + child}) {
    reports_.clear();
    restart(change);
    EXPECT_TRUE(service_->damageOf(parent)) << change;
    EXPECT_THAT(reports()["parent"], HasSubstr("child executions of it are missing")) << change;
  }
}

TEST_F(DamageTest, AnExecutionIsAsItsChild) {
  uint64_t parent = startMap();
  std::string child = value("SELECT max(execution) FROM live");
  restart("UPDATE journal SET record = X'00' WHERE execution = " + child);
  EXPECT_THAT(reports()["parent"], HasSubstr("of its child execution `"));
  EXPECT_THAT(reports()["parent"], HasSubstr(changed));
  EXPECT_TRUE(abort(parent));
  EXPECT_EQ(described(std::stoull(child)).status, journal::Status::Aborted);
  auto counts = *journal_->counts(std::nullopt);
  EXPECT_EQ(counts[size_t(journal::Status::Running)], 0u);
  stop();
  EXPECT_EQ(value("SELECT count(*) FROM live"), "0");
}

} // namespace
} // namespace asl::service
