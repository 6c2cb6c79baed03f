// Queues before targets, targets, and the feed of status changes.
#include "runtime/journal/memory_journal.h"
#include "runtime/observe/record_queue.h"
#include "runtime/observe/status_feed.h"

#include "test/unit/journal/writing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>

namespace asl::observe {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

/// What a target got, and how it answers.
struct Seen {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> records;
  unsigned attempts = 0;
  Delivery answer{};

  void answerWith(Delivery::Kind kind) {
    std::lock_guard lock(mutex);
    answer = {kind, "no"};
    changed.notify_all();
  }
  std::vector<std::string> waitFor(size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return records.size() >= count; });
    return records;
  }
  void waitForAttempts(unsigned count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return attempts >= count; });
  }
};

class FakeTarget : public Target {
public:
  explicit FakeTarget(Seen &seen) : seen_(seen) {}
  Delivery deliver(const std::vector<std::string> &records) override {
    std::lock_guard lock(seen_.mutex);
    ++seen_.attempts;
    seen_.changed.notify_all();
    if (seen_.answer.kind == Delivery::Kind::Done)
      seen_.records.insert(seen_.records.end(), records.begin(), records.end());
    return seen_.answer;
  }

private:
  Seen &seen_;
};

/// Lines that were reported.
struct Reports {
  std::function<void(const std::string &)> take() {
    return [this](const std::string &line) {
      std::lock_guard lock(mutex);
      lines.push_back(line);
    };
  }
  std::mutex mutex;
  std::vector<std::string> lines;
};

TEST(RecordQueue, DeliversInOrder) {
  Seen seen;
  Reports reports;
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  for (const char *text : {"a", "b", "c"})
    queue.push(text);
  queue.stop(std::chrono::seconds(60));
  EXPECT_THAT(seen.records, ElementsAre("a", "b", "c"));
  EXPECT_EQ(queue.counts().delivered, 3u);
  EXPECT_TRUE(reports.lines.empty());
}

TEST(RecordQueue, TriesAgainWhenTheTargetIsAway) {
  Seen seen;
  Reports reports;
  seen.answer = {Delivery::Kind::Later, "no"};
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  queue.push("a");
  seen.waitForAttempts(2);
  seen.answerWith(Delivery::Kind::Done);
  EXPECT_THAT(seen.waitFor(1), ElementsAre("a"));
  queue.stop(std::chrono::seconds(60));
  EXPECT_EQ(queue.counts().dropped, 0u);
  EXPECT_GE(queue.counts().failures, 2u);
  EXPECT_THAT(reports.lines,
              ElementsAre("records cannot be delivered: no", "records are delivered again"));
}

TEST(RecordQueue, EndsBesideOthers) {
  Seen seen;
  Reports reports;
  seen.answer = {Delivery::Kind::Later, "no"};
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  queue.push("a");
  queue.beginStop(); // nobody waits for it
  while (queue.counts().dropped == 0)
    std::this_thread::yield();
  queue.stop(std::chrono::seconds(60));
  EXPECT_THAT(reports.lines,
              ElementsAre("records cannot be delivered: no", "1 of the records are dropped"));
}

TEST(RecordQueue, GivesUpWhatIsRefused) {
  Seen seen;
  Reports reports;
  seen.answer = {Delivery::Kind::Refused, "no"};
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  queue.push("a");
  seen.waitForAttempts(mostRefusals);
  seen.answerWith(Delivery::Kind::Done);
  queue.push("b");
  EXPECT_THAT(seen.waitFor(1), ElementsAre("b"));
  EXPECT_EQ(queue.counts().dropped, 1u);
}

TEST(RecordQueue, DropsWhatHasNoRoom) {
  Seen seen;
  Reports reports;
  seen.answer = {Delivery::Kind::Later, "no"};
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  std::string large(RecordQueue::mostBytes / 2, 'x');
  queue.push(large);
  queue.push(large);
  queue.push(large);
  EXPECT_EQ(queue.counts().dropped, 1u);
  // What waits at the end has one more attempt.
  queue.stop(std::chrono::seconds(60));
  EXPECT_EQ(queue.counts().dropped, 3u);
}

TEST(RecordQueue, TellsOnceThatRecordsAreDroppedAndThenHowMany) {
  Seen seen;
  Reports reports;
  seen.answer = {Delivery::Kind::Later, "no"};
  RecordQueue queue(std::make_unique<FakeTarget>(seen), "records", reports.take());
  queue.push(std::string(RecordQueue::mostBytes, 'x'));
  seen.waitForAttempts(1);
  queue.push("a");
  queue.push("b");
  seen.answerWith(Delivery::Kind::Done);
  EXPECT_EQ(seen.waitFor(1).size(), 1u);
  queue.stop(std::chrono::seconds(60));
  EXPECT_THAT(reports.lines,
              testing::UnorderedElementsAre(
                  "records cannot be delivered: no",
                  "there is no room for more records: they are dropped until others are delivered",
                  "records are delivered again", "2 of the records were dropped for want of room"));
}

TEST(Delays, GrowToHalfAMinute) {
  EXPECT_EQ(delayAfter(0).count(), 100);
  EXPECT_EQ(delayAfter(3).count(), 800);
  EXPECT_EQ(delayAfter(1000).count(), 30'000);
}

class Targets : public testing::Test {
protected:
  Targets() : folder(testing::TempDir() + "targets_" + std::to_string(::getpid())) {
    std::filesystem::create_directories(folder);
  }
  ~Targets() override { std::filesystem::remove_all(folder); }
  static std::string contentOf(const std::string &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string folder;
};

TEST_F(Targets, AFileIsAppendedToAndMadeAgainWhenItWasMovedAway) {
  std::string path = folder + "/log";
  std::ofstream(path) << "before\n";
  auto target = openTarget(path, {});
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ((*target)->deliver({"a", "b"}).kind, Delivery::Kind::Done);
  EXPECT_EQ(contentOf(path), "before\na\nb\n");
  std::filesystem::rename(path, path + ".1");
  EXPECT_EQ((*target)->deliver({"c"}).kind, Delivery::Kind::Done);
  EXPECT_EQ(contentOf(path), "c\n");
  EXPECT_THAT(openTarget(folder + "/no/file", {}).error(), HasSubstr("No such file"));
}

/// Files of this process can have so many bytes, as if the disk were full, while it lives.
class FileLimit {
public:
  explicit FileLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileLimit(const FileLimit &) = delete;
  FileLimit &operator=(const FileLimit &) = delete;

private:
  rlimit before_{};
};

TEST_F(Targets, AFullDiskLeavesNoPartsOfRecords) {
  std::string path = folder + "/log";
  auto target = openTarget(path, {});
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ((*target)->deliver({"first"}).kind, Delivery::Kind::Done);
  {
    FileLimit limit(10);
    Delivery delivery = (*target)->deliver({"second", "third"});
    EXPECT_EQ(delivery.kind, Delivery::Kind::Later);
    EXPECT_THAT(delivery.problem, HasSubstr(path));
  }
  EXPECT_EQ(contentOf(path), "first\n");
  EXPECT_EQ((*target)->deliver({"second", "third"}).kind, Delivery::Kind::Done);
  EXPECT_EQ(contentOf(path), "first\nsecond\nthird\n");
}

TEST_F(Targets, ACommandGetsEachRecord) {
  auto target = openTarget("exec:cat >> " + folder + "/out", {});
  ASSERT_TRUE(target);
  EXPECT_EQ((*target)->deliver({"a", "b"}).kind, Delivery::Kind::Done);
  EXPECT_EQ(contentOf(folder + "/out"), "a\nb\n");
  auto failing = openTarget("exec:echo why >&2; exit 3", {});
  Delivery delivery = (*failing)->deliver({"a"});
  EXPECT_EQ(delivery.kind, Delivery::Kind::Refused);
  EXPECT_THAT(delivery.problem, HasSubstr("ended with status 3: why"));
}

TEST_F(Targets, AUrlThatNobodyAnswersIsTriedLater) {
  auto target = openTarget("http://127.0.0.1:1/", {"text/plain", {}, linesOf});
  ASSERT_TRUE(target);
  Delivery delivery = (*target)->deliver({"a"});
  EXPECT_EQ(delivery.kind, Delivery::Kind::Later);
  EXPECT_THAT(delivery.problem, HasSubstr("http://127.0.0.1:1/: "));
  EXPECT_FALSE(openTarget("http://", {"text/plain", {}, linesOf}));
}

TEST_F(Targets, APipeThatNobodyReadsIsGivenUp) {
  std::string path = folder + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  auto target = openTarget(path, {});
  ASSERT_TRUE(target) << target.error();
  Reports reports;
  RecordQueue queue(*std::move(target), "records", reports.take());
  queue.push(std::string(size_t(1) << 20, 'x'));
  queue.stop(std::chrono::milliseconds(100));
  EXPECT_THAT(reports.lines,
              ElementsAre("records cannot be delivered: " + path + ": nobody reads it",
                          "1 of the records are dropped"));
  ::close(reader);
}

TEST_F(Targets, APipeWaitsForItsReader) {
  std::string path = folder + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  auto target = openTarget(path, {});
  ASSERT_TRUE(target) << target.error();
  Delivery delivery = (*target)->deliver({"a"});
  EXPECT_EQ(delivery.kind, Delivery::Kind::Later);
  EXPECT_EQ(delivery.problem, "cannot open " + path + ": nobody reads it");
  int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_EQ((*target)->deliver({"a"}).kind, Delivery::Kind::Done);
  char read[8];
  EXPECT_EQ(::read(reader, read, sizeof read), 2);
  ::close(reader);
}

class Feed : public testing::Test {
protected:
  /// Each change is told by the number of its row and execution.
  static Expected<std::optional<StatusChange>> describe(const journal::Record &row) {
    StatusChange change;
    change.executionArn = std::to_string(row.execution);
    change.status = row.end ? "ENDED" : "RUNNING";
    change.seq = row.seq;
    return std::optional(std::move(change));
  }
  std::unique_ptr<StatusFeed> open() {
    auto feed =
        StatusFeed::open(*journal, std::make_unique<FakeTarget>(seen), "target", reports.take());
    EXPECT_TRUE(feed) << feed.error();
    return *std::move(feed);
  }
  /// `1 RUNNING`, ...
  static std::vector<std::string> changesIn(const std::vector<std::string> &records) {
    std::vector<std::string> changes;
    for (const std::string &record : records) {
      auto detail = nlohmann::json::parse(record)["detail"];
      changes.push_back(detail["executionArn"].get<std::string>() + ' ' +
                        detail["status"].get<std::string>());
    }
    return changes;
  }

  Seen seen;
  Reports reports;
  std::atomic<bool> isFull{false};
  std::unique_ptr<journal::Journal> journal =
      journal::makeMemoryJournal({}, [this] { return isFull.load(); });
  journal::Writing writing{*journal};
};

TEST_F(Feed, TellsOfStartsAndEndsOnly) {
  writing.commit(writing.started(1, "before"));
  auto feed = open();
  feed->start(describe);
  writing.commit(writing.started(2, "a"));
  writing.commit(writing.burst(2));
  writing.commit(writing.ended(2));
  writing.commit(writing.ended(1));
  EXPECT_THAT(changesIn(seen.waitFor(3)), ElementsAre("2 RUNNING", "2 ENDED", "1 ENDED"));
  feed->stop(std::chrono::seconds(60));
  EXPECT_EQ(feed->behind(), 0u);
}

TEST_F(Feed, TellsOfTheStartOfWhatEndsAtOnce) {
  auto feed = open();
  feed->start(describe);
  journal::Burst burst = writing.started(1, "a");
  burst.end = writing.ended(1).end;
  writing.commit(std::move(burst));
  std::vector<std::string> records = seen.waitFor(2);
  EXPECT_THAT(changesIn(records), ElementsAre("1 RUNNING", "1 ENDED"));
  EXPECT_NE(nlohmann::json::parse(records[0])["id"], nlohmann::json::parse(records[1])["id"]);
}

TEST_F(Feed, GoesOnWhereTheLastProcessEnded) {
  auto feed = open();
  feed->start(describe);
  writing.commit(writing.started(1, "a"));
  seen.waitFor(1);
  seen.answerWith(Delivery::Kind::Later);
  writing.commit(writing.ended(1));
  seen.waitForAttempts(3);
  feed.reset();
  // Nobody listens, and things happen.
  writing.commit(writing.started(2, "b"));
  seen.answerWith(Delivery::Kind::Done);
  feed = open();
  feed->start(describe);
  EXPECT_THAT(changesIn(seen.waitFor(3)), ElementsAre("1 RUNNING", "1 ENDED", "2 RUNNING"));
}

TEST_F(Feed, DeliversWhatThereIsBeforeItEnds) {
  auto feed = open();
  writing.commit(writing.started(1, "a"));
  feed->start(describe);
  feed->stop(std::chrono::seconds(60));
  EXPECT_THAT(changesIn(seen.records), ElementsAre("1 RUNNING"));
}

TEST_F(Feed, OutlastsAFullDisk) {
  auto feed = open();
  feed->start(describe);
  isFull = true;
  writing.commit(writing.started(1, "a"));
  auto reported = [this] {
    std::lock_guard lock(reports.mutex);
    return reports.lines;
  };
  while (reported().empty())
    std::this_thread::yield();
  ASSERT_THAT(reported(),
              ElementsAre("status change events wait for the journal: the disk is full"));
  isFull = false;
  writing.commit(writing.ended(1));
  EXPECT_THAT(changesIn(seen.waitFor(2)), ElementsAre("1 RUNNING", "1 ENDED"));
  feed->stop(std::chrono::seconds(60));
  EXPECT_THAT(reports.lines,
              ElementsAre("status change events wait for the journal: the disk is full",
                          "status change events go on"));
}

TEST_F(Feed, EndsWhileTheDiskIsFull) {
  auto feed = open();
  feed->start(describe);
  isFull = true;
  writing.commit(writing.started(1, "a"));
  EXPECT_THAT(changesIn(seen.waitFor(1)), ElementsAre("1 RUNNING"));
  feed->stop(std::chrono::milliseconds(1));
}

TEST_F(Feed, GivesUpAnEventThatIsRefused) {
  auto feed = open();
  seen.answer = {Delivery::Kind::Refused, "no"};
  feed->start(describe);
  writing.commit(writing.started(1, "a"));
  seen.waitForAttempts(mostRefusals);
  seen.answerWith(Delivery::Kind::Done);
  writing.commit(writing.started(2, "b"));
  EXPECT_THAT(changesIn(seen.waitFor(1)), ElementsAre("2 RUNNING"));
  EXPECT_EQ(feed->counts().dropped, 1u);
}

} // namespace
} // namespace asl::observe
