// Loss of power at any operation of the disk, a full disk, and a disk that fails. Seeded and
// counted.
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/disk/disk.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace asl::journal {
namespace {

using Fault = Disk::Fault;
using Operation = Disk::Operation;

/// What a run was told to be durable.
struct Told {
  uint64_t lastSeq = 0;
  std::map<uint64_t, std::string> names; ///< of executions whose start is durable
};

/// Journals are encrypted while it lives.
class Encrypting {
public:
  Encrypting() {
    std::ofstream(folder_ / "key") << std::string(64, 'a');
    keyFile = folder_ / "key";
  }
  ~Encrypting() { keyFile.clear(); }
  Encrypting(const Encrypting &) = delete;
  Encrypting &operator=(const Encrypting &) = delete;
  static inline std::string keyFile;

private:
  TemporaryFolder folder_;
};

SqliteOptions optionsFor(Disk &disk, PlantedBug bug = PlantedBug::None) {
  SqliteOptions options;
  options.vfs = disk.use();
  options.thread = false;
  options.retryDelay = std::chrono::milliseconds(0);
  options.checkpointPages = 16;
  options.bug = bug;
  options.gatherWrites = bug != PlantedBug::SynchronousNormal; // it needs what is missing then
  options.nowMs = [] { return int64_t(1); };
  options.keyFile = Encrypting::keyFile;
  return options;
}

/// A program that uses the journal: starts executions, continues and ends them in random groups.
class Load {
public:
  Load(Journal &journal, uint64_t seed, Told &told)
      : journal_(journal), writing_(journal), told_(told), random_(seed) {}

  /// Returns false when a commit fails.
  bool run(int commits) {
    for (int i = 0; i < commits; ++i) {
      if (!commit())
        return false;
      if (random_() % 4 == 0 && !journal_.list({}, "", 10))
        return false;
    }
    return true;
  }

private:
  bool commit() {
    Batch batch;
    std::map<uint64_t, std::string> started;
    for (uint64_t count = random_() % 4 + 1; count > 0; --count)
      batch.bursts.push_back(burst(started));
    uint64_t rows = batch.bursts.size();
    if (random_() % 5 == 0)
      batch.documents.push_back({DocumentKind::MapRun, "m" + std::to_string(random_() % 3), "{}"});
    bool durable = false;
    journal_.commit(std::move(batch), [&](const CommitResult &result) {
      durable = result.status == CommitStatus::Durable;
      if (durable) {
        told_.lastSeq = result.firstSeq + rows - 1;
        told_.names.merge(started);
      }
    });
    return durable;
  }

  Burst burst(std::map<uint64_t, std::string> &started) {
    if (running_.empty() || random_() % 3 == 0) {
      uint64_t id = journal_.newExecution();
      std::string name = "e" + std::to_string(id);
      running_.push_back(id);
      started[id] = name;
      return sized(writing_.started(id, name));
    }
    size_t which = random_() % running_.size();
    uint64_t id = running_[which];
    if (random_() % 3 != 0)
      return sized(writing_.burst(id));
    running_.erase(running_.begin() + static_cast<ptrdiff_t>(which));
    return sized(writing_.ended(id));
  }
  Burst sized(Burst burst) {
    burst.record.assign(random_() % 900, static_cast<char>('a' + random_() % 26));
    return burst;
  }

  Journal &journal_;
  Writing writing_;
  Told &told_;
  std::mt19937_64 random_;
  std::vector<uint64_t> running_;
};

/// Runs a program on `disk`. Returns false when it could not end.
bool runLoad(Disk &disk, uint64_t seed, Told &told, int commits,
             PlantedBug bug = PlantedBug::None) {
  auto journal = openSqliteJournal("j", optionsFor(disk, bug));
  return journal && Load(**journal, seed, told).run(commits);
}

/// What is wrong with the journal that is found on `disk`; empty: nothing.
std::string faultOn(Disk &disk, const Told &told) {
  auto journal = openSqliteJournal("j", optionsFor(disk));
  if (!journal)
    return "it does not open: " + journal.error();
  auto report = (*journal)->verify();
  if (!report)
    return "it cannot be read: " + report.error();
  if (!report->faults.empty())
    return report->faults.front();
  if (auto last = (*journal)->lastSeq(); !last || *last < told.lastSeq)
    return "durable rows are lost";
  for (const auto &[id, name] : told.names)
    if (auto found = (*journal)->find(1, name); !found || *found != id)
      return "a durable start is lost";
  return "";
}

/// A disk with an empty journal.
std::unique_ptr<Disk> emptyJournal() {
  Disk disk;
  Told told;
  EXPECT_TRUE(runLoad(disk, 1, told, 0));
  return disk.copy();
}

std::function<Fault(Operation, long)> powerLossAt(long number) {
  return [number](Operation, long now) { return now == number ? Fault::PowerLoss : Fault::None; };
}

class PowerLoss : public testing::Test {
protected:
  /// Loses the power at every `stride`th operation of a run. Returns how many faults were found.
  int loseEverywhere(uint64_t seed, long stride, PlantedBug bug = PlantedBug::None) {
    std::unique_ptr<Disk> disk = empty_->copy();
    Told told;
    EXPECT_TRUE(runLoad(*disk, seed, told, commits, bug));
    EXPECT_EQ(faultOn(*disk, told), "");
    long operations = disk->operations;
    int faults = 0;
    for (long at = 1 + static_cast<long>(seed) % stride; at <= operations; at += stride)
      for (Disk::Survivors survivors : Disk::allSurvivors)
        faults += loseAt(seed, at, survivors, bug) ? 1 : 0;
    return faults;
  }

  bool loseAt(uint64_t seed, long at, Disk::Survivors survivors, PlantedBug bug) {
    std::unique_ptr<Disk> disk = empty_->copy();
    disk->faults = powerLossAt(at);
    Told told;
    runLoad(*disk, seed, told, commits, bug);
    std::unique_ptr<Disk> left = disk->afterPowerLoss(survivors, random_);
    ++losses;
    // Every third time the power is lost again, while the journal recovers or soon after.
    if (losses % 3 == 0) {
      left->faults = powerLossAt(1 + static_cast<long>(random_() % 12));
      left->use();
      runLoad(*left, seed + 1, told, 3, bug);
      left = left->afterPowerLoss(Disk::allSurvivors[random_() % 4], random_);
      ++losses;
    }
    std::string fault = faultOn(*left, told);
    if (bug == PlantedBug::None) {
      EXPECT_EQ(fault, "") << "seed " << seed << ", loss at operation " << at;
    }
    return !fault.empty();
  }

  void loseWhileMade() {
    Disk whole;
    Told told;
    ASSERT_TRUE(runLoad(whole, 1, told, 0));
    for (long at = 1; at <= whole.operations; ++at)
      for (Disk::Survivors survivors : Disk::allSurvivors) {
        Disk disk;
        disk.faults = powerLossAt(at);
        runLoad(disk, 1, told, 0);
        std::unique_ptr<Disk> left = disk.afterPowerLoss(survivors, random_);
        EXPECT_EQ(faultOn(*left, told), "") << "loss at operation " << at;
      }
  }

  static constexpr int commits = 14;
  std::unique_ptr<Disk> empty_ = emptyJournal();
  std::mt19937_64 random_{7};
  int losses = 0;
};

std::string bytesOf(const DiskContent &content) {
  std::string bytes(content.size() + 10, '?');
  bytes.resize(content.read(0, bytes.data(), bytes.size()));
  return bytes;
}

TEST(DiskContent, BehindItsEndThereAreZeros) {
  DiskContent content;
  content.apply({10'000, "abc", false});
  EXPECT_EQ(bytesOf(content), std::string(10'000, '\0') + "abc");
  content.apply({10'001, "", true});
  content.apply({10'005, "d", false});
  EXPECT_EQ(bytesOf(content), std::string(10'000, '\0') + "a" + std::string(4, '\0') + "d");
  content.apply({20'000, "", true});
  EXPECT_EQ(content.size(), 10'006u);
}

TEST(DiskContent, ACopyChangesOnItsOwn) {
  DiskContent one;
  one.apply({0, std::string(9'000, 'a'), false});
  DiskContent other = one;
  one.apply({4'000, std::string(200, 'b'), false});
  other.apply({8'999, "", true});
  EXPECT_EQ(bytesOf(one),
            std::string(4'000, 'a') + std::string(200, 'b') + std::string(4'800, 'a'));
  EXPECT_EQ(bytesOf(other), std::string(8'999, 'a'));
  char byte = '?';
  EXPECT_EQ(other.read(9'000, &byte, 1), 0u);
}

TEST_F(PowerLoss, LeavesAllThatIsDurable) {
  // JOURNAL_SEEDS in the environment asks for longer runs.
  const char *asked = std::getenv("JOURNAL_SEEDS");
  uint64_t seeds = asked ? std::strtoull(asked, nullptr, 10) : 3;
  for (uint64_t seed = 1; seed <= seeds; ++seed)
    loseEverywhere(seed, 3);
  EXPECT_GT(losses, 80 * static_cast<int>(seeds));
  RecordProperty("losses", losses);
}

TEST_F(PowerLoss, LeavesAllThatIsDurableInAnEncryptedJournal) {
  Encrypting encrypting;
  empty_ = emptyJournal();
  loseEverywhere(4, 5);
  EXPECT_GT(losses, 40);
}

TEST_F(PowerLoss, WhileAnEncryptedFileIsMadeLeavesNoHalfOfIt) {
  Encrypting encrypting;
  loseWhileMade();
}

TEST_F(PowerLoss, WhileTheFileIsMadeLeavesNoHalfOfIt) { loseWhileMade(); }

TEST_F(PowerLoss, FindsThatSqliteDoesNotSync) {
  EXPECT_GT(loseEverywhere(1, 3, PlantedBug::SynchronousNormal), 10);
}

TEST_F(PowerLoss, FindsAnAnswerBeforeTheCommit) {
  EXPECT_GT(loseEverywhere(1, 3, PlantedBug::AnswerBeforeCommit), 10);
}

TEST(FullDisk, DelaysCommitsAndLosesNothing) {
  std::unique_ptr<Disk> empty = emptyJournal();
  int stalls = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    std::unique_ptr<Disk> disk = empty->copy();
    SqliteOptions options = optionsFor(*disk);
    long first = 10 + static_cast<long>(seed * 7 % 60), last = first + static_cast<long>(seed % 8);
    options.stalled = [&](const std::string &reason) { stalls += reason.empty() ? 0 : 1; };
    Told told;
    {
      auto journal = openSqliteJournal("j", options);
      ASSERT_TRUE(journal) << journal.error();
      long opened = disk->operations;
      disk->faults = [=](Operation operation, long now) {
        bool full = operation == Operation::Write && now - opened >= first && now - opened <= last;
        return full ? Fault::Full : Fault::None;
      };
      Load load(**journal, seed, told);
      // A list that needs space may fail.
      for (int tries = 0; told.lastSeq < 30 && tries < 100; ++tries)
        load.run(1);
      EXPECT_GE(told.lastSeq, 30u);
      disk->faults = nullptr;
    }
    std::mt19937_64 random(seed);
    std::unique_ptr<Disk> left = disk->afterPowerLoss(Disk::Survivors::Nothing, random);
    EXPECT_EQ(faultOn(*left, told), "") << "seed " << seed;
  }
  EXPECT_GT(stalls, 20);
}

TEST(FullDisk, SparesWhatOthersWriteWhileACommitWaits) {
  int stalls = 0;
  for (long failing = 1; failing <= 32; ++failing) {
    Disk disk;
    Told told;
    SqliteOptions options = optionsFor(disk);
    uint64_t sent = 0;
    options.stalled = [&](const std::string &reason) {
      auto other = openSqliteReader("j", "", "disk");
      ASSERT_TRUE(other) << other.error();
      if (!reason.empty() && sent == 0)
        sent = *(*other)->send(1, "stop");
    };
    auto journal = openSqliteJournal("j", options);
    ASSERT_TRUE(journal) << journal.error();
    long opened = disk.operations;
    disk.faults = [=](Operation operation, long now) {
      return operation == Operation::Write && now == opened + failing ? Fault::Full : Fault::None;
    };
    Load load(**journal, 1, told);
    for (int tries = 0; told.lastSeq < 25 && tries < 100; ++tries)
      load.run(1);
    EXPECT_GE(told.lastSeq, 25u);
    stalls += sent != 0 ? 1 : 0; // a checkpoint may fail without harm
    std::mt19937_64 random(1);
    std::unique_ptr<Disk> left = disk.afterPowerLoss(Disk::Survivors::Nothing, random);
    disk.use();
    journal->reset();
    EXPECT_EQ(faultOn(*left, told), "") << "full at operation " << failing;
    auto reader = openSqliteReader("j", "", left->use());
    ASSERT_TRUE(reader) << reader.error();
    EXPECT_EQ((*reader)->commands(0, 10)->size(), sent != 0 ? 1u : 0u)
        << "full at operation " << failing;
  }
  EXPECT_GT(stalls, 5);
}

TEST(FailingDisk, EndsEveryCommitFromThenOn) {
  std::unique_ptr<Disk> empty = emptyJournal();
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    std::unique_ptr<Disk> disk = empty->copy();
    Told told;
    {
      auto journal = openSqliteJournal("j", optionsFor(*disk));
      ASSERT_TRUE(journal) << journal.error();
      long at = disk->operations + 5 + static_cast<long>(seed);
      disk->faults = [=](Operation operation, long now) {
        return operation == Operation::Sync && now >= at ? Fault::SyncError : Fault::None;
      };
      ASSERT_FALSE(Load(**journal, seed, told).run(100));
      disk->faults = nullptr;
      Writing writing(**journal);
      CommitResult result = writing.commit(writing.burst(1));
      EXPECT_EQ(result.status, CommitStatus::Broken);
      EXPECT_THAT(result.message, testing::HasSubstr("disk I/O error"));
    }
    std::mt19937_64 random(seed);
    std::unique_ptr<Disk> left = disk->afterPowerLoss(Disk::Survivors::Nothing, random);
    EXPECT_EQ(faultOn(*left, told), "") << "seed " << seed;
  }
}

} // namespace
} // namespace asl::journal
