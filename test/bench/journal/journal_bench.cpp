// Measures how many rows the journal makes durable, beside a bare file that takes the same records
// with a checksum and one fdatasync for each group.
// Usage: journal_bench [--folder F] [--seconds S] [--rounds N] [--in-flight N] [--rows N]
//                      [--names random]
//
// A closed loop: so many executions are in flight, each of which goes on when its row is durable.
// With --rows 1 each row starts and ends an execution; the default is 10 rows.
#include "runtime/journal/crc32c.h"
#include "runtime/journal/sqlite/sqlite_journal.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace asl::journal;
using Clock = std::chrono::steady_clock;

constexpr size_t batchSize = 100;

struct Settings {
  std::string folder = std::filesystem::temp_directory_path().string();
  double seconds = 1;
  int rounds = 3;
  size_t only = 0;    ///< measure this number in flight alone
  uint32_t rows = 10; ///< of an execution
  bool randomNames = false;
};

struct Rate {
  double rows = 0; ///< a second
  double cpuUs = 0;
  double p99Ms = 0;
};

double cpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval &time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double secondsSince(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

/// Counts rows, and measures the time of commits.
class Meter {
public:
  void add(size_t rows, double seconds) {
    rows_ += rows;
    latencies_.push_back(seconds);
  }
  double elapsed() const { return secondsSince(start_); }
  Rate rate() {
    Rate rate;
    rate.rows = static_cast<double>(rows_) / elapsed();
    rate.cpuUs = (cpuSeconds() - cpu_) / static_cast<double>(rows_) * 1e6;
    std::ranges::sort(latencies_);
    rate.p99Ms = latencies_[latencies_.size() * 99 / 100] * 1e3;
    return rate;
  }

private:
  Clock::time_point start_ = Clock::now();
  double cpu_ = cpuSeconds();
  size_t rows_ = 0;
  std::vector<double> latencies_;
};

[[noreturn]] void die(const std::string &message) {
  std::fprintf(stderr, "journal_bench: %s\n", message.c_str());
  std::exit(1);
}

/// The bare file: preallocated, so that its size does not change.
Rate measureFile(const Settings &settings, size_t inFlight, const std::string &record) {
  constexpr size_t fileBytes = 64 << 20;
  std::string path = settings.folder + "/bare";
  int file = open(path.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0600);
  std::string bytes(fileBytes, '\0');
  if (file < 0 || pwrite(file, bytes.data(), bytes.size(), 0) < 0 || fsync(file) != 0)
    die("cannot write " + path);
  Meter meter;
  size_t offset = 0;
  while (meter.elapsed() < settings.seconds) {
    Clock::time_point before = Clock::now();
    bytes.clear();
    for (size_t i = 0; i < inFlight; ++i) {
      uint32_t head[6] = {crc32c(0, record), static_cast<uint32_t>(record.size())};
      bytes.append(reinterpret_cast<const char *>(head), sizeof head);
      bytes += record;
    }
    if (offset + bytes.size() > fileBytes)
      offset = 0;
    if (pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset)) < 0 ||
        fdatasync(file) != 0)
      die("cannot write " + path);
    offset += bytes.size();
    meter.add(inFlight, secondsSince(before));
  }
  Rate rate = meter.rate();
  close(file);
  std::filesystem::remove(path);
  return rate;
}

/// Executions that go on when their rows are durable.
class Load {
public:
  Load(Journal &journal, const Settings &settings, size_t inFlight, const std::string &record)
      : journal_(journal), settings_(settings), record_(record), executions_(inFlight) {
    for (size_t i = 0; i < inFlight; ++i)
      ready_.push_back(i);
  }

  Rate run() {
    while (meter_.elapsed() < settings_.seconds) {
      std::vector<size_t> ready;
      {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return !ready_.empty(); });
        ready.swap(ready_);
      }
      for (size_t first = 0; first < ready.size(); first += batchSize) {
        size_t last = std::min(first + batchSize, ready.size());
        commit({ready.begin() + static_cast<ptrdiff_t>(first),
                ready.begin() + static_cast<ptrdiff_t>(last)},
               last < ready.size() ? Caller::Busy : Caller::Idle);
      }
    }
    Rate rate = meter_.rate();
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return ready_.size() == executions_.size(); });
    return rate;
  }

private:
  struct Running {
    uint64_t id = 0, lastSeq = 0;
    uint32_t row = 0;
  };

  void commit(std::vector<size_t> which, Caller caller) {
    Batch batch;
    batch.bursts.reserve(which.size());
    for (size_t index : which)
      batch.bursts.push_back(next(executions_[index]));
    journal_.commit(
        std::move(batch),
        [this, which = std::move(which), before = Clock::now()](const CommitResult &result) {
          if (result.status != CommitStatus::Durable)
            die(result.message);
          std::lock_guard lock(mutex_);
          meter_.add(which.size(), secondsSince(before));
          ready_.insert(ready_.end(), which.begin(), which.end());
          arrived_.notify_one();
        },
        caller);
  }

  Burst next(Running &running) {
    Burst burst;
    if (running.row == 0) {
      running.id = journal_.newExecution();
      burst.start = Start{.machine = 1, .revision = 1, .name = name(running.id)};
      burst.start->inputHash.assign(32, 'h');
    }
    burst.execution = running.id;
    burst.firstEvent = running.row * 3 + 1;
    burst.lastEvent = burst.firstEvent + 2;
    burst.lastSeq = &running.lastSeq;
    burst.record = record_;
    burst.dueMs = 1'700'000'000'000;
    if (++running.row == settings_.rows) {
      burst.end = End{};
      running.row = 0;
    }
    return burst;
  }

  /// 36 characters; in the order of time, unless random ones were asked for.
  std::string name(uint64_t id) {
    char text[40];
    if (settings_.randomNames)
      std::snprintf(text, sizeof text, "%018lx%018lx", random_(), random_());
    else
      std::snprintf(text, sizeof text, "%036lu", id);
    return text;
  }

  Journal &journal_;
  const Settings &settings_;
  const std::string &record_;
  std::vector<Running> executions_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<size_t> ready_;
  std::mt19937_64 random_{1};
  Meter meter_;
};

Rate measureJournal(const Settings &settings, size_t inFlight, const std::string &record,
                    bool gather) {
  std::string path = settings.folder + "/journal.db";
  for (const char *suffix : {"", "-wal", "-shm", "-owner"})
    std::filesystem::remove(path + suffix);
  SqliteOptions options;
  options.gatherWrites = gather;
  auto journal = openSqliteJournal(path, options);
  if (!journal)
    die(journal.error());
  return Load(**journal, settings, inFlight, record).run();
}

Rate median(std::vector<Rate> rates) {
  std::ranges::sort(rates, {}, &Rate::rows);
  return rates[rates.size() / 2];
}

void measure(const Settings &settings, size_t bytes, size_t inFlight) {
  std::string record;
  std::mt19937 random(1);
  while (record.size() < bytes)
    record.push_back(static_cast<char>(random()));
  std::vector<Rate> file, gathered, plain;
  for (int round = 0; round < settings.rounds; ++round) {
    file.push_back(measureFile(settings, inFlight, record));
    gathered.push_back(measureJournal(settings, inFlight, record, true));
    plain.push_back(measureJournal(settings, inFlight, record, false));
  }
  Rate bare = median(file), best = median(gathered), other = median(plain);
  std::printf("| %zu | %zu | %.0f | %.0f | %.2f | %.0f | %.2f | %.1f | %.2f |\n", bytes, inFlight,
              bare.rows, best.rows, best.rows / bare.rows, other.rows, other.rows / bare.rows,
              best.cpuUs, best.p99Ms);
  std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
  // As programs with a journal do: else the C library gives memory back at each commit.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  Settings settings;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string option = argv[i];
    if (option == "--folder")
      settings.folder = argv[i + 1];
    else if (option == "--seconds")
      settings.seconds = std::atof(argv[i + 1]);
    else if (option == "--rounds")
      settings.rounds = std::atoi(argv[i + 1]);
    else if (option == "--in-flight")
      settings.only = static_cast<size_t>(std::atol(argv[i + 1]));
    else if (option == "--rows")
      settings.rows = static_cast<uint32_t>(std::atol(argv[i + 1]));
    else if (option == "--names")
      settings.randomNames = std::string(argv[i + 1]) == "random";
    else
      die("unknown option " + option);
  }
  settings.folder += "/journal-bench-" + std::to_string(getpid());
  std::filesystem::create_directories(settings.folder);
  std::printf(
      "| bytes | in flight | bare file | journal | of bare | without gathering | of bare | "
      "us of CPU a row | p99 ms |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (size_t bytes : {300, 1000})
    for (size_t inFlight : {1, 10, 100, 1000})
      if (settings.only == 0 || settings.only == inFlight)
        measure(settings, bytes, inFlight);
  std::filesystem::remove_all(settings.folder);
}
