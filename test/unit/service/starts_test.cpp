// Many starts at once: the shard goes on while the journal commits, and answers only what is
// durable.
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/service/service.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/states/support.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

namespace asl::service {
namespace {

using journal::Database;
using test::State;

/// Another process that writes into the journal: nothing is committed while it lives.
class Writer {
public:
  explicit Writer(const std::string &path)
      : database_(Database::open(path, Database::Access::ReadWrite, nullptr)) {
    database_->execute("BEGIN IMMEDIATE");
    EXPECT_FALSE(database_->failed()) << database_->error();
  }
  ~Writer() { database_->execute("ROLLBACK"); }
  Writer(const Writer &) = delete;
  Writer &operator=(const Writer &) = delete;

private:
  std::unique_ptr<Database> database_;
};

/// One shard, whose machine has one state that counts how often it is entered.
class StartsTest : public testing::Test {
protected:
  StartsTest() {
    machine_.flow().add(State("P", ASL_PASS)).exit = [this](asl_frame *, Value in, Value) {
      count(entered_);
      return in;
    };
    machine_.module_.definition_hash = "00ff";
    journal::SqliteOptions how;
    how.busyMs = 60'000;
    journal_ = *journal::openSqliteJournal(path_, how);
    reader_ = *journal::openSqliteReader(path_);
    EngineOptions options;
    options.journal = journal_.get();
    options.shards = 1;
    service_.emplace(options);
    known_ = *service_->add(machine_.module());
  }

  Service::Launch launchOf(const std::string &name, const std::string &input) const {
    Service::Launch launch;
    launch.module = known_.module;
    launch.start.machine = known_.document;
    launch.start.revision = known_.revision;
    launch.start.name = name;
    launch.input = input;
    return launch;
  }
  std::future<Service::Launched> ask(const std::string &name, const std::string &input) {
    auto result = std::make_shared<std::promise<Service::Launched>>();
    service_->launch(launchOf(name, input),
                     [result](const Service::Launched &launched) { result->set_value(launched); });
    return result->get_future();
  }
  void launch(const std::string &name) {
    service_->launch(launchOf(name, "{}"), [this, name](const Service::Launched &launched) {
      EXPECT_EQ(launched.kind, Service::Launched::Kind::Started) << launched.problem;
      answered_.push_back(name);
      // An execution is one row, since it ends at once.
      if (auto rows = reader_->lastSeq(); !rows || *rows < answered_.size())
        ++tooEarly_;
      count(answers_);
    });
  }
  /// From now on the shard does nothing until `mayGoOn_` is set.
  void hold() {
    service_->engine().abort(0, std::nullopt, std::nullopt, [this](bool) { // on the shard's thread
      isHeld_.set_value();
      mayGoOn_.get_future().wait();
    });
    isHeld_.get_future().wait();
  }
  void count(size_t &counter) {
    std::lock_guard lock(mutex_);
    ++counter;
    changed_.notify_all();
  }
  /// Waits until it has this value.
  bool reaches(const size_t &counter, size_t value) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return counter == value; });
  }

  journal::TemporaryFolder folder_;
  const std::string path_ = folder_ / "journal.db";
  test::Machine machine_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<journal::Reader> reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::promise<void> isHeld_, mayGoOn_;
  size_t entered_ = 0, answers_ = 0;
  std::vector<std::string> answered_; ///< used by the shard's thread
  size_t tooEarly_ = 0;               ///< answers before their execution was in the file
  std::optional<Service> service_;    ///< last: it uses the others until it is gone
  Machine known_;
};

TEST_F(StartsTest, TheShardGoesOnWhileTheJournalCommits) {
  constexpr size_t most = 1000;
  std::vector<std::string> names;
  hold();
  {
    Writer writer(path_);
    for (size_t i = 0; i < most; ++i)
      launch(names.emplace_back("e" + std::to_string(i)));
    mayGoOn_.set_value();
    EXPECT_TRUE(reaches(entered_, most)) << entered_ << " executions ran before the first commit";
    std::lock_guard lock(mutex_);
    EXPECT_EQ(answers_, 0u);
  }
  ASSERT_TRUE(reaches(answers_, most));
  service_.reset();
  EXPECT_EQ(tooEarly_, 0u);
  EXPECT_EQ(answered_, names);
  EXPECT_EQ((*journal_->verify()).faults, std::vector<std::string>());
}

TEST_F(StartsTest, WhoAsksForANameThatIsStartingIsToldOfThatStart) {
  hold();
  auto first = ask("e", "{}"), same = ask("e", "{}"), other = ask("e", "1");
  mayGoOn_.set_value();
  Service::Launched started = first.get(), found = same.get(), taken = other.get();
  EXPECT_EQ(started.kind, Service::Launched::Kind::Started);
  EXPECT_EQ(found.kind, Service::Launched::Kind::Found);
  EXPECT_EQ(found.execution, started.execution);
  EXPECT_EQ(found.startMs, started.startMs);
  EXPECT_EQ(taken.kind, Service::Launched::Kind::Taken);
  EXPECT_EQ(taken.execution, started.execution);
}

TEST_F(StartsTest, ANameWhoseStartIsRefusedGoesToTheNextWhoAsksForIt) {
  hold();
  auto first = ask("e", "{"), same = ask("e", "{"), other = ask("e", "{}");
  mayGoOn_.set_value();
  EXPECT_EQ(first.get().kind, Service::Launched::Kind::Refused);
  EXPECT_EQ(same.get().kind, Service::Launched::Kind::Refused);
  EXPECT_EQ(other.get().kind, Service::Launched::Kind::Started);
}

} // namespace
} // namespace asl::service
