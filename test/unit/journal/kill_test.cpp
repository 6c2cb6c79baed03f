// Real processes: killed while they commit, stopped and replaced.
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "test/unit/journal/temporary_folder.h"
#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace asl::journal {
namespace {

constexpr int openFailed = 41, ownerLost = 42;

/// What a child does: two threads start, continue and end executions. Tells each durable row to
/// the pipe. Never returns.
[[noreturn]] void commitForever(const std::string &path, int pipe) {
  auto journal = openSqliteJournal(path);
  if (!journal)
    _exit(openFailed);
  auto work = [&] {
    Writing writing(**journal);
    auto tell = [&](Burst burst) {
      CommitResult result = writing.commit(std::move(burst));
      if (result.status != CommitStatus::Durable)
        _exit(ownerLost);
      if (write(pipe, &result.firstSeq, sizeof result.firstSeq) < 0)
        _exit(1);
    };
    for (;;) {
      uint64_t id = (*journal)->newExecution();
      tell(writing.started(id, "n" + std::to_string(id)));
      tell(writing.burst(id, 3, std::string(id * 37 % 3000, 'x')));
      if (id % 3 != 0)
        tell(writing.ended(id));
    }
  };
  std::thread other(work);
  work();
  _exit(0);
}

class Child {
public:
  explicit Child(const std::string &path) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      commitForever(path, ends[1]);
    }
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() { close(pipe_); }

  /// Reads what the child tells: `count` rows, or all that are left.
  uint64_t lastTold(uint64_t count) {
    uint64_t seq = 0;
    for (; count > 0 && read(pipe_, &seq, sizeof seq) == sizeof seq; --count)
      last_ = std::max(last_, seq);
    return last_;
  }
  void signal(int number) const { kill(process_, number); }
  int wait() const {
    int status = 0;
    waitpid(process_, &status, 0);
    return status;
  }

private:
  pid_t process_;
  int pipe_ = -1;
  uint64_t last_ = 0;
};

TEST(Kill, LeavesAllThatIsDurable) {
  TemporaryFolder folder;
  std::string path = folder / "j.db";
  uint64_t before = 0;
  for (uint64_t round = 1; round <= 15; ++round) {
    Child child(path);
    child.lastTold(round * 7 % 20 + 2);
    child.signal(SIGKILL);
    int status = child.wait();
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    uint64_t told = child.lastTold(UINT64_MAX);
    EXPECT_GT(told, before);

    {
      auto reader = openSqliteReader(path);
      ASSERT_TRUE(reader) << reader.error();
      auto row = (*reader)->stream(told, 1);
      ASSERT_EQ(row->size(), 1u);
      EXPECT_TRUE(*(*reader)->describe(row->front().execution)) << "although nobody owns it";
      EXPECT_THAT((*reader)->verify()->faults, testing::IsEmpty());
    }
    auto journal = openSqliteJournal(path);
    ASSERT_TRUE(journal) << journal.error();
    before = *(*journal)->lastSeq();
    EXPECT_GE(before, told);
    auto report = (*journal)->verify();
    ASSERT_TRUE(report) << report.error();
    EXPECT_THAT(report->faults, testing::IsEmpty());
  }
}

TEST(Stop, AStoppedOwnerThatWasReplacedWritesNothing) {
  TemporaryFolder folder;
  std::string path = folder / "j.db";
  Child child(path);
  child.lastTold(10);
  child.signal(SIGSTOP);
  int status = 0;
  ASSERT_EQ(openSqliteJournal(path).error(), "another process owns this journal");
  SqliteOptions options;
  options.takeOver = true;
  // It may have been stopped within a transaction, whose lock it keeps.
  options.busyMs = 50;
  auto journal = openSqliteJournal(path, options);
  for (int tries = 0; !journal && tries < 200; ++tries) {
    child.signal(SIGCONT);
    usleep(
        static_cast<useconds_t>(500 + tries * 371 % 20000)); // it may sync for long, with the lock
    child.signal(SIGSTOP);
    journal = openSqliteJournal(path, options);
  }
  ASSERT_TRUE(journal) << journal.error();
  uint64_t lastSeq = *(*journal)->lastSeq();
  child.signal(SIGCONT);
  status = child.wait();
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), ownerLost);
  EXPECT_GE(lastSeq, child.lastTold(UINT64_MAX));
  EXPECT_EQ(*(*journal)->lastSeq(), lastSeq);
  Writing writing(**journal);
  EXPECT_EQ(writing.commit(writing.started((*journal)->newExecution(), "new")).firstSeq,
            lastSeq + 1);
  EXPECT_THAT((*journal)->verify()->faults, testing::IsEmpty());
}

} // namespace
} // namespace asl::journal
