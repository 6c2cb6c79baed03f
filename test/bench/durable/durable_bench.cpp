// Measures durable executions of the machine that it is linked with. durable.py runs it.
//
//   PROGRAM INPUT.json load SINK IN_FLIGHT SECONDS [ENDED own|random]
//       keeps IN_FLIGHT executions running, each of which is followed by another one when it has
//       ended. SINK: `none` (not durable, no history), `history` (not durable, with a history in
//       memory), `count` (rows are made and forgotten), `once` (the same, of one execution only),
//       `file` (a bare file), `journal`.
//       The journal has ENDED executions already, whose names are in the order of time or random,
//       as those of the new ones.
//   PROGRAM INPUT.json sleep COUNT RESIDENT    starts COUNT executions that wait, and ends
//   PROGRAM INPUT.json resume COUNT RESIDENT   goes on with them; they may end
//   PROGRAM INPUT.json hold COUNT SECONDS      the same of COUNT executions that stay in memory
//       SECONDS after they have started: what each holds. Rows are made and forgotten, and no task
//       is answered.
//
// The journal is `durable.db` in the current folder. Prints one object of JSON. Tasks are answered
// with their input, at once.
#include "asl/engine/engine.h"
#include "runtime/binding/function_executor.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/record/events.h"
#include "runtime/service/service.h"
#include "runtime/support/memory.h"
#include "runtime/value/json.h"
#include "test/bench/durable/sink_journal.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <vector>

/// The machine under test, compiled under the name `bench`.
extern "C" const asl_module asl_module_bench;

namespace {

using namespace asl;
using Clock = std::chrono::steady_clock;

constexpr const char *journalFile = "durable.db";

[[noreturn]] void die(const std::string &message) {
  std::fprintf(stderr, "durable_bench: %s\n", message.c_str());
  std::exit(1);
}

std::string readText(const char *path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    die(std::string(path) + " cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double secondsSince(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

/// Bytes of memory that the process uses.
uint64_t residentBytes() {
  malloc_trim(0);
  std::ifstream in("/proc/self/statm");
  uint64_t total = 0, resident = 0;
  in >> total >> resident;
  return resident * 4096;
}

/// Names of 36 characters.
class Names {
public:
  explicit Names(bool random) : isRandom_(random) {}
  std::string next() {
    std::lock_guard lock(mutex_);
    char text[40];
    if (isRandom_)
      std::snprintf(text, sizeof text, "%018lx%018lx", random_(), random_());
    else
      std::snprintf(text, sizeof text, "%036lu", ++last_);
    return text;
  }

private:
  const bool isRandom_;
  std::mutex mutex_;
  std::mt19937_64 random_{1};
  uint64_t last_ = 0;
};

/// A closed loop of executions.
class Load {
public:
  Load(service::Service &service, const service::Machine &machine, Names &names,
       const std::string &input)
      : service_(service), machine_(machine), names_(names), input_(input) {}

  void run(unsigned inFlight, double seconds) {
    repeats_ = true;
    for (unsigned i = 0; i < inFlight; ++i)
      start();
    wait(seconds / 5); // warm up
    uint64_t before = count();
    double cpu = cpuSeconds();
    auto begin = Clock::now();
    wait(seconds);
    ended = count() - before;
    wall = secondsSince(begin);
    usedCpu = cpuSeconds() - cpu;
    finish();
    std::ranges::sort(latencies_);
    p99Ms = latencies_.empty() ? 0 : latencies_[latencies_.size() * 99 / 100] * 1e3;
  }
  /// Starts `count` executions, at most 2,000 at once, and waits until all have started.
  void startMany(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return i - started_ < 2000; });
      }
      start();
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return started_ >= count; });
  }
  /// Nothing follows what ends from now on.
  void leave() {
    std::lock_guard lock(mutex_);
    isOver_ = true;
  }
  void finish() {
    leave();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return running_ == 0; });
  }

  uint64_t ended = 0;
  double wall = 0, usedCpu = 0, p99Ms = 0;

private:
  void start() {
    {
      std::lock_guard lock(mutex_);
      if (isOver_)
        return;
      ++running_;
    }
    service::Service::Launch launch;
    launch.module = machine_.module;
    launch.start.machine = machine_.document;
    launch.start.revision = machine_.revision;
    launch.start.name = names_.next();
    launch.input = input_;
    launch.options.seed = 1;
    launch.ended = [this](const Outcome &outcome) { end(outcome); };
    service_.launch(std::move(launch),
                    [this, before = Clock::now()](const service::Service::Launched &launched) {
                      if (launched.kind != service::Service::Launched::Kind::Started)
                        die("an execution did not start: " + launched.problem);
                      std::lock_guard lock(mutex_);
                      latencies_.push_back(secondsSince(before));
                      ++started_;
                      changed_.notify_all();
                    });
  }
  void end(const Outcome &outcome) {
    if (outcome.status != Status::Succeeded)
      die("an execution failed: " + outcome.cause.value_or(""));
    {
      std::lock_guard lock(mutex_);
      ++ended_;
      --running_;
      if (isOver_)
        changed_.notify_all();
    }
    if (repeats_)
      start();
  }
  static void wait(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  }
  uint64_t count() {
    std::lock_guard lock(mutex_);
    return ended_;
  }

  service::Service &service_;
  const service::Machine &machine_;
  Names &names_;
  const std::string &input_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<double> latencies_;
  uint64_t ended_ = 0, started_ = 0, running_ = 0;
  bool isOver_ = false;
  bool repeats_ = false; ///< another one follows each that ends
};

/// What measures a program without a journal: one execution after the other, on one thread.
void runAlone(const std::string &input, bool withHistory, double seconds) {
  binding::FunctionExecutor executor;
  executor.add("*", [](Heap &, Value request) { return request; });
  EngineOptions options;
  options.shards = 1;
  options.executor = &executor;
  Engine engine(options);
  uint64_t ended = 0;
  double cpu = cpuSeconds();
  auto begin = Clock::now();
  while (secondsSince(begin) < seconds)
    for (int i = 0; i < 20; ++i, ++ended) {
      record::EventRecorder recorder;
      ExecutionOptions execution;
      execution.name = "bench";
      execution.seed = 1;
      execution.history = withHistory ? &recorder : nullptr;
      if (engine.run(asl_module_bench, input, execution).status != Status::Succeeded)
        die("an execution failed");
    }
  std::printf("{\"executions\": %lu, \"cpu_us\": %.6g}\n", ended,
              (cpuSeconds() - cpu) / static_cast<double>(ended) * 1e6);
}

std::unique_ptr<journal::Journal> openJournal() {
  auto opened = journal::openSqliteJournal(journalFile);
  if (!opened)
    die(opened.error());
  return *std::move(opened);
}

/// Executions of `machine` that have ended, each in one row. Each commit is waited for: otherwise
/// those that the journal's thread has not made yet would delay what is measured.
void addEnded(journal::Journal &journal, uint64_t machine, Names &names, uint64_t count) {
  std::vector<uint64_t> lastSeqs(1000);
  for (uint64_t made = 0; made < count; made += lastSeqs.size()) {
    journal::Batch batch;
    for (uint64_t &lastSeq : lastSeqs) {
      journal::Burst burst;
      burst.execution = journal.newExecution();
      lastSeq = 0;
      burst.lastSeq = &lastSeq;
      burst.lastEvent = 4;
      burst.record.assign(150, 'x');
      burst.start.emplace();
      burst.start->machine = machine;
      burst.start->revision = 1;
      burst.start->name = names.next();
      burst.start->inputHash.assign(32, 'h');
      burst.start->startMs = 1'700'000'000'000;
      burst.end.emplace();
      burst.end->stopMs = 1'700'000'000'001;
      batch.bursts.push_back(std::move(burst));
    }
    auto durable = std::make_shared<std::promise<void>>();
    journal.commit(std::move(batch), [durable](const journal::CommitResult &result) {
      if (result.status != journal::CommitStatus::Durable)
        die(result.message);
      durable->set_value();
    });
    durable->get_future().wait();
  }
}

/// Answers no task.
class SilentExecutor final : public task::TaskExecutor {
public:
  uint64_t start(const task::Request &, std::shared_ptr<task::Reply>) override { return 0; }
  void cancel(uint64_t) override {}
};

/// An engine with one shard, and its journal.
struct Host {
  Host(std::unique_ptr<journal::Journal> to, size_t mostResident,
       task::TaskExecutor *tasks = nullptr)
      : journal(std::move(to)) {
    executor.add("*", [](Heap &, Value request) { return request; });
    EngineOptions options;
    options.shards = 1;
    options.mostResident = mostResident;
    options.executor = tasks ? tasks : &executor;
    options.journal = journal.get();
    service.emplace(options);
    auto added = service->add(asl_module_bench);
    if (!added)
      die(added.error());
    machine = *added;
  }
  std::unique_ptr<journal::Journal> journal;
  binding::FunctionExecutor executor;
  std::optional<service::Service> service;
  service::Machine machine;
};

void runLoad(const std::string &input, const std::string &sink, unsigned inFlight, double seconds,
             uint64_t ended, bool randomNames) {
  bench::Written written;
  std::unique_ptr<journal::Journal> journal;
  if (sink == "count" || sink == "once")
    journal = bench::makeCountingJournal(written);
  else if (sink == "file")
    journal = bench::makeFileJournal("durable.bare", written);
  else
    journal = openJournal();
  Host host(std::move(journal), EngineOptions::kUnlimited);
  Names names(randomNames);
  addEnded(*host.journal, host.machine.document, names, ended);
  Load load(*host.service, host.machine, names, input);
  if (sink == "once") {
    load.startMany(1);
    load.finish();
    load.ended = 1;
    load.wall = 1;
  } else {
    load.run(inFlight, seconds);
  }
  auto executions = static_cast<double>(load.ended);
  double cpu = load.ended == 0 ? 0 : load.usedCpu / executions;
  std::printf("{\"executions\": %lu, \"per_s\": %.6g, \"cpu_us\": %.6g, \"p99_ms\": %.4g, "
              "\"rows\": %lu, \"events\": %lu, \"bytes\": %lu}\n",
              load.ended, executions / load.wall, cpu * 1e6, load.p99Ms, written.rows,
              written.events, written.bytes);
  host.service.reset();
}

void runSleepers(const std::string &input, uint64_t count, size_t mostResident) {
  uint64_t before = residentBytes();
  auto begin = Clock::now();
  double cpu = cpuSeconds();
  Host host(openJournal(), mostResident);
  Names names(false);
  Load load(*host.service, host.machine, names, input);
  load.startMany(count);
  double wall = secondsSince(begin);
  cpu = cpuSeconds() - cpu;
  load.leave();
  std::printf("{\"seconds\": %.4g, \"cpu_us\": %.4g, \"bytes_each\": %.1f}\n", wall,
              cpu / static_cast<double>(count) * 1e6,
              static_cast<double>(residentBytes() - before) / static_cast<double>(count));
  host.service.reset();
}

void runResume(uint64_t count, size_t mostResident) {
  uint64_t before = residentBytes();
  auto begin = Clock::now();
  double cpu = cpuSeconds();
  Host host(openJournal(), mostResident);
  auto recovered = host.service->recover(host.machine, {});
  if (!recovered)
    die(recovered.error());
  double ready = secondsSince(begin), readyCpu = cpuSeconds() - cpu;
  auto each = static_cast<double>(residentBytes() - before) / static_cast<double>(count);
  begin = Clock::now();
  cpu = cpuSeconds();
  bool mustEnd = std::getenv("DURABLE_WAIT") != nullptr;
  if (mustEnd)
    host.service->waitForAll();
  std::printf("{\"running\": %zu, \"ready_s\": %.4g, \"ready_cpu_s\": %.4g, \"bytes_each\": %.1f, "
              "\"woken_s\": %.4g, \"woken_cpu_s\": %.4g}\n",
              recovered->running, ready, readyCpu, each, secondsSince(begin), cpuSeconds() - cpu);
  host.service.reset();
}

/// Bytes that are allocated.
uint64_t allocatedBytes() {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// The memory of the input alone, as a value.
size_t dataBytes(const std::string &input) {
  Heap heap(asl_module_bench.symbols);
  json::read(heap, input);
  return heap.used;
}

void runHold(const std::string &input, uint64_t count, double seconds) {
  SilentExecutor silent;
  bench::Written written;
  Host host(bench::makeCountingJournal(written), EngineOptions::kUnlimited, &silent);
  Names names(false);
  Load load(*host.service, host.machine, names, input);
  uint64_t allocated = allocatedBytes(), resident = residentBytes();
  load.startMany(count);
  load.leave();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  auto each = [&](uint64_t before, uint64_t after) {
    return static_cast<double>(after - before) / static_cast<double>(count);
  };
  std::printf("{\"data\": %zu, \"allocated_each\": %.1f, \"resident_each\": %.1f}\n",
              dataBytes(input), each(allocated, allocatedBytes()), each(resident, residentBytes()));
  std::fflush(stdout);
  std::_Exit(0); // they wait still
}

} // namespace

int main(int argc, char **argv) {
  keepFreedMemory();
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 4)
    die("see the head of durable_bench.cpp");
  std::string input = readText(argv[1]);
  if (std::string problem = Engine::load(asl_module_bench); !problem.empty())
    die(problem);
  auto number = [&](size_t at) { return std::strtoull(arguments.at(at).c_str(), nullptr, 10); };
  const std::string &verb = arguments[1];
  if (verb == "sleep")
    runSleepers(input, number(2), number(3));
  else if (verb == "resume")
    runResume(number(2), number(3));
  else if (verb == "hold")
    runHold(input, number(2), std::atof(arguments.at(3).c_str()));
  else if (arguments[2] == "none" || arguments[2] == "history")
    runAlone(input, arguments[2] == "history", std::atof(arguments.at(4).c_str()));
  else
    runLoad(input, arguments[2], static_cast<unsigned>(number(3)),
            std::atof(arguments.at(4).c_str()), arguments.size() > 5 ? number(5) : 0,
            arguments.size() > 6 && arguments[6] == "random");
}
