// A case on a disk that loses power.
#include "test/conformance/runner/power_loss.h"

#include "test/conformance/runner/case_executor.h"
#include "test/conformance/runner/durable_run.h"
#include "test/disk/disk.h"

#include <random>

namespace asl::conformance {
namespace {

using journal::Disk;

/// An executor whose tasks are interrupted by a loss of power, unless they may be repeated.
class Tasks final : public CaseExecutor {
public:
  Tasks(const Json &body, bool mayRepeat) : CaseExecutor(body), mayRepeat_(mayRepeat) {}
  bool mayRepeat(const task::Request &) override { return mayRepeat_; }

private:
  const bool mayRepeat_;
};

size_t countEvents(const Json &history, std::string_view end) {
  size_t count = 0;
  for (const Json &event : history)
    count += event["type"].get<std::string>().ends_with(end);
  return count;
}

/// One execution, from its start to its end, over losses of power.
class LossyRun {
public:
  LossyRun(const Json &body, const Compiled &compiled, const std::string &input,
           const RunOptions &options, journal::PlantedBug bug, bool mayRepeat)
      : tasks_(body, mayRepeat), input_(input), bug_(bug),
        run_(compiled.result.machine->module(), options, withTasks(options)),
        mayRepeat_(mayRepeat) {}

  /// Loses the power at operation `at` of the disk, counted from the opened journal; 0: never.
  /// Returns how many operations there were.
  long start(std::unique_ptr<Disk> disk, long at) {
    disk_ = std::move(disk);
    use(at);
    if (auto journal = open()) {
      journal->newExecution();
      ended_ = run_.start(*journal, kNumber, input_);
    }
    return disk_->operations;
  }
  /// The power comes back, and is lost again at operation `at`.
  void goOn(Disk::Survivors survivors, std::mt19937_64 &random, long at) {
    disk_ = disk_->afterPowerLoss(survivors, random);
    use(at);
    auto journal = open();
    if (!journal)
      return at == 0 ? fault("the journal does not open") : void();
    look(*journal, at == 0);
    auto known = journal->describe(kNumber);
    if (known && *known)
      ended_ = run_.goOn(*journal, kNumber);
    else if (known)
      ended_ = run_.start(*journal, journal->newExecution(), input_);
    if (at == 0)
      finish(*journal);
  }

  Run result;
  std::string problem;
  /// A request was sent twice, or a task has an unknown end.
  bool mayDiffer() const {
    size_t scheduled = countEvents(result.history, "Scheduled");
    return !mayRepeat_ || tasks_.requests() > scheduled;
  }

private:
  static constexpr uint64_t kNumber = 1; ///< of the execution in the journal

  EngineOptions withTasks(const RunOptions &options) {
    EngineOptions engine = engineOptionsOf(options);
    engine.executor = &tasks_;
    return engine;
  }
  void use(long at) {
    disk_->operations = 0;
    disk_->faults = [at](Disk::Operation, long now) {
      return now == at ? Disk::Fault::PowerLoss : Disk::Fault::None;
    };
    disk_->use();
  }
  std::unique_ptr<journal::Journal> open() {
    journal::SqliteOptions options;
    options.vfs = disk_->use();
    options.thread = false;
    options.retryDelay = std::chrono::milliseconds(0);
    options.checkpointPages = 16;
    options.bug = bug_;
    options.gatherWrites = bug_ != journal::PlantedBug::SynchronousNormal;
    options.nowMs = [] { return int64_t(1); };
    auto journal = journal::openSqliteJournal("j", options);
    return journal ? *std::move(journal) : nullptr;
  }
  void fault(std::string text) {
    if (problem.empty())
      problem = std::move(text);
  }

  /// What the journal has after a loss of power. Nobody may have been told of what is not there.
  void look(journal::Journal &journal, bool isSafe) {
    auto known = journal.describe(kNumber);
    if (!known)
      return isSafe ? fault("the execution cannot be read: " + known.error()) : void();
    if (!*known) {
      if (run_.wasStarted() || tasks_.requests() > 0)
        fault("the start is lost, and somebody was told of it");
      return;
    }
    if (ended_ && (*known)->status == journal::Status::Running)
      fault("the end is lost, and somebody was told of it");
    Json history;
    try {
      history = DurableRun::history(journal, kNumber);
    } catch (const std::exception &error) {
      return isSafe ? fault(error.what()) : void();
    }
    if (!mayRepeat_ && tasks_.requests() > countEvents(history, "Scheduled"))
      fault("a request was sent whose event is lost");
    before_ = std::move(history);
  }

  void finish(journal::Journal &journal) {
    if (!ended_)
      return fault("the execution does not end");
    result.outcome = *ended_;
    result.history = DurableRun::history(journal, kNumber);
    auto report = journal.verify();
    if (!report)
      return fault(report.error());
    if (!report->faults.empty())
      return fault(report->faults.front());
    for (size_t i = 0; i < result.history.size(); ++i)
      if (result.history[i]["id"] != i + 1)
        fault("the ids of events have a gap at " + std::to_string(i + 1));
    for (size_t i = 0; i < before_.size(); ++i)
      if (i >= result.history.size() || result.history[i] != before_[i])
        return fault("event " + std::to_string(i + 1) + " was another one before");
    if (!mayRepeat_ && tasks_.requests() > countEvents(result.history, "Scheduled"))
      fault("a task was requested twice");
  }

  Tasks tasks_;
  const std::string &input_;
  const journal::PlantedBug bug_;
  DurableRun run_;
  const bool mayRepeat_;
  std::unique_ptr<Disk> disk_;
  std::optional<Outcome> ended_;
  Json before_ = Json::array();
};

/// A disk with a journal that has its tables and nothing else, so that a run need not make them.
const Disk &emptyJournal() {
  static const std::unique_ptr<Disk> disk = [] {
    auto made = std::make_unique<Disk>();
    journal::SqliteOptions options;
    options.vfs = made->use();
    options.thread = false;
    (void)journal::openSqliteJournal("j", options);
    return made;
  }();
  return *disk;
}

} // namespace

void losePower(const Json &body, const Compiled &compiled, const std::string &input,
               RunOptions options, const PowerLossOptions &how, const JudgeRun &judge,
               Differences &differences, uint64_t &losses) {
  if (std::string problem = Engine::load(compiled.result.machine->module()); !problem.empty())
    throw std::runtime_error("the engine does not load the machine: " + problem);
  std::mt19937_64 random(how.seed);
  auto makeRun = [&](bool mayRepeat) {
    return LossyRun(body, compiled, input, options, how.bug, mayRepeat);
  };
  long operations = makeRun(true).start(emptyJournal().copy(), 0);
  // Recordings with fewer operations than the stride lose power at one that differs from one to the
  // next.
  long steps = std::clamp<long>(how.stride, 1, std::max(operations, 1L));
  long first = 1 + static_cast<long>((how.seed + std::hash<std::string>()(body.dump())) %
                                     static_cast<uint64_t>(steps));
  for (long at = first; at <= operations && differences.empty(); at += how.stride)
    for (Disk::Survivors survivors : Disk::allSurvivors) {
      bool isRepeated = losses % 3 == 2, mayRepeat = losses % 2 == 0;
      LossyRun run = makeRun(mayRepeat);
      run.start(emptyJournal().copy(), at);
      ++losses;
      if (isRepeated) {
        run.goOn(survivors, random, 1 + static_cast<long>(random() % 16));
        ++losses;
      }
      run.goOn(isRepeated ? Disk::allSurvivors[random() % 4] : survivors, random, 0);
      if (!run.problem.empty())
        differences.push_back({"power", "", run.problem});
      else
        judge(run.result, run.mayDiffer(), differences);
      for (Difference &difference : differences)
        difference.place =
            "after a loss at operation " + std::to_string(at) + ": " + difference.place;
      if (!differences.empty())
        return;
    }
}

} // namespace asl::conformance
