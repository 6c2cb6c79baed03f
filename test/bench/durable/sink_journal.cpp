// The two sinks, and all that a journal is asked and they do not know.
#include "test/bench/durable/sink_journal.h"

#include "runtime/journal/commit_queue.h"
#include "runtime/journal/crc32c.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace asl::bench {

using namespace asl::journal;

namespace {

constexpr size_t fileBytes = size_t(256) << 20;

Failure nothing() { return {"the sink keeps nothing"}; }

class SinkJournal : public Journal, protected GroupWriter {
public:
  SinkJournal(Written &written, bool thread) : written_(written), queue_(*this, {0, thread}) {}

  void commit(Batch batch, Done done, Caller caller) override {
    queue_.submit(std::move(batch), std::move(done), caller);
  }
  uint64_t newExecution() override { return ++lastExecution_; }
  uint64_t newDocument() override { return 1; }
  Expected<uint64_t> addRevision(const Revision &) override { return uint64_t(1); }
  Expected<uint64_t> putDocument(DocumentKind, const std::string &, const std::string &) override {
    return uint64_t(1);
  }

  Expected<Page<Record>> records(uint64_t, Direction, const std::string &,
                                 unsigned) const override {
    return nothing();
  }
  Expected<std::vector<Record>> tail(uint64_t) const override { return nothing(); }
  Expected<std::vector<Record>> stream(uint64_t, unsigned) const override { return nothing(); }
  Expected<uint64_t> lastSeq() const override { return nothing(); }
  Expected<bool> isShown(uint64_t) const override { return nothing(); }
  Expected<void> live(const std::function<void(const Live &)> &) const override { return {}; }
  Expected<std::optional<Execution>> describe(uint64_t) const override { return nothing(); }
  Expected<std::optional<uint64_t>> find(uint64_t, std::string_view) const override {
    return nothing();
  }
  Expected<Page<Execution>> list(const ListFilter &, const std::string &, unsigned) const override {
    return nothing();
  }
  Expected<StatusCounts> counts(std::optional<uint64_t>) const override { return nothing(); }
  Expected<std::optional<Revision>> revision(uint64_t) const override { return nothing(); }
  Expected<std::optional<uint64_t>> findRevision(const std::string &,
                                                 const std::string &) const override {
    return nothing();
  }
  Expected<std::optional<Document>> document(uint64_t) const override { return nothing(); }
  Expected<std::optional<Document>> document(DocumentKind, const std::string &) const override {
    return nothing();
  }
  Expected<std::vector<Document>> documents(DocumentKind, const std::string &) const override {
    return nothing();
  }
  Expected<std::vector<ActivityTask>> activityTasks() const override { return nothing(); }
  Expected<Owner> owner() const override { return nothing(); }
  Expected<uint64_t> send(uint32_t, const std::string &) override { return nothing(); }
  Expected<std::optional<std::string>> answer(uint64_t) const override { return nothing(); }
  Expected<std::vector<Command>> commands(uint64_t, unsigned) const override { return nothing(); }
  Expected<VerifyReport> verify() const override { return nothing(); }
  Expected<void> backup(const std::string &) const override { return nothing(); }
  Expected<Claim> claim(uint64_t, const std::string &, const std::string &) override {
    return Claim{Claim::Kind::New, newExecution(), false};
  }
  void release(uint64_t, const std::string &) override {}
  Expected<uint64_t> removeEnded(int64_t, unsigned) override { return uint64_t(0); }
  Expected<uint64_t> compact(unsigned) override { return uint64_t(0); }

protected:
  Result write(std::vector<Numbered> &group) override {
    for (const Numbered &numbered : group)
      for (const Burst &burst : numbered.batch.bursts)
        take(burst);
    return {};
  }
  Result chores() override { return {}; }

  virtual void take(const Burst &burst) {
    ++written_.rows;
    written_.events += burst.lastEvent + 1 - burst.firstEvent;
    written_.bytes += burst.record.size();
  }

private:
  Written &written_;
  std::atomic<uint64_t> lastExecution_ = 0;

protected:
  CommitQueue queue_; ///< last: it uses the others until it is gone
};

class FileJournal final : public SinkJournal {
public:
  FileJournal(const std::string &path, Written &written)
      : SinkJournal(written, true),
        file_(open(path.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0600)) {
    std::string zeros(1 << 20, '\0');
    for (size_t at = 0; at < fileBytes; at += zeros.size())
      writeAt(at, zeros);
    check(fdatasync(file_) == 0);
  }
  ~FileJournal() override { close(file_); }

protected:
  Result write(std::vector<Numbered> &group) override {
    bytes_.clear();
    SinkJournal::write(group);
    if (bytes_.empty())
      return {};
    if (offset_ + bytes_.size() > fileBytes)
      offset_ = 0;
    writeAt(offset_, bytes_);
    check(fdatasync(file_) == 0);
    offset_ += bytes_.size();
    return {};
  }
  void take(const Burst &burst) override {
    SinkJournal::take(burst);
    uint64_t head[3] = {crc32c(0, burst.record), burst.execution, burst.record.size()};
    bytes_.append(reinterpret_cast<const char *>(head), sizeof head);
    bytes_ += burst.record;
  }

private:
  static void check(bool good) {
    if (good)
      return;
    std::perror("durable_bench: the bare file");
    std::exit(1);
  }
  void writeAt(size_t offset, const std::string &bytes) {
    check(pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
          static_cast<ssize_t>(bytes.size()));
  }
  int file_;
  size_t offset_ = 0;
  std::string bytes_;
};

} // namespace

std::unique_ptr<Journal> makeCountingJournal(Written &written) {
  return std::make_unique<SinkJournal>(written, false);
}

std::unique_ptr<Journal> makeFileJournal(const std::string &path, Written &written) {
  return std::make_unique<FileJournal>(path, written);
}

} // namespace asl::bench
