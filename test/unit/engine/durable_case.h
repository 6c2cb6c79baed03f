// One execution in a journal, on one engine after the other.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/engine/stored_history.h"
#include "runtime/journal/memory_journal.h"
#include "test/unit/states/support.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace asl::test {

/// A commit that is lost ends its engine.
class DurableCase : public testing::Test {
protected:
  DurableCase() {
    options_.clock = ClockKind::Virtual;
    options_.journal = journal_.get();
    options_.executor = &executor_;
    options_.journalLost = [this](const std::string &) { end(std::nullopt); };
    execution_.name = "E";
    execution_.seed = 42;
    execution_.roleArn = "role";
  }

  void begin(DurableEngine &engine, std::string_view input) {
    number_ = journal_->newExecution();
    journal::Start start;
    start.name = "E";
    start.machine = 7;
    engine.start(
        machine_.module(timeoutSeconds_), number_, start, input, execution_,
        [this](const std::optional<Outcome> &refused, int64_t) {
          isStarted_ = !refused;
          if (refused)
            end(refused);
        },
        [this](const Outcome &outcome) { end(outcome); });
  }
  /// Starts the execution. Nothing: the engine was lost after commit `lostCommit_`.
  std::optional<Outcome> start(std::string_view input = "{}") {
    DurableEngine engine(options_);
    begin(engine, input);
    return wait();
  }

  /// Goes on in a new engine.
  std::optional<Outcome> resume(DurableEngine &engine) {
    engine.resume(
        machine_.module(timeoutSeconds_), number_, *journal_->tail(number_), execution_,
        [this](const std::string &problem) {
          if (!problem.empty())
            end(Outcome{Status::Failed, "", "problem", problem});
        },
        [this](const Outcome &outcome) { end(outcome); });
    return wait();
  }
  std::optional<Outcome> resume() {
    lostCommit_ = 0;
    DurableEngine engine(options_);
    return resume(engine);
  }

  /// Redrives the execution, which has ended, in a new engine.
  std::optional<Outcome> redrive(DurableEngine::Redrive how = {}) { return redrive(machine_, how); }
  std::optional<Outcome> redrive(Machine &machine, DurableEngine::Redrive how) {
    DurableEngine engine(options_);
    engine.redrive(
        machine.module(timeoutSeconds_), number_, *journal_->tail(number_), execution_, how,
        [this](const std::string &problem, int64_t) {
          if (!problem.empty())
            end(Outcome{Status::Failed, "", "problem", problem});
        },
        [this](const Outcome &outcome) { end(outcome); });
    return wait();
  }

  std::optional<Outcome> wait() {
    std::optional<Outcome> outcome = ended_.get_future().get();
    ended_ = {};
    hasEnded_ = false;
    return outcome;
  }
  void end(std::optional<Outcome> outcome) {
    if (!hasEnded_.exchange(true))
      ended_.set_value(std::move(outcome));
  }

  std::vector<std::string> history(uint64_t number) {
    Recorder recorder;
    Expected<void> read =
        readHistory(*journal_, number, [&](const HistoryEvent &event) { recorder.append(event); });
    EXPECT_TRUE(read) << read.error();
    return recorder.lines;
  }
  std::vector<std::string> history() { return history(number_); }
  size_t countInHistory(std::string_view part) {
    size_t count = 0;
    for (const std::string &line : history())
      count += line.find(part) != std::string::npos;
    return count;
  }
  bool historyHas(std::string_view part) { return countInHistory(part) > 0; }

  void addTask(const std::string &name, const std::string &next,
               const std::string &resource = "arn:aws:lambda:us-east-1:1:function:f") {
    machine_.flow().add(State(name, ASL_TASK, next)).resource = resource;
  }

  Machine machine_;
  uint32_t timeoutSeconds_ = 0; ///< of the machine
  FakeExecutor executor_;
  std::atomic<size_t> commits_ = 0, lostCommit_ = 0;
  std::unique_ptr<journal::Journal> journal_ =
      journal::makeMemoryJournal([this] { return lostCommit_ != 0 && ++commits_ >= lostCommit_; });
  EngineOptions options_;
  ExecutionOptions execution_;
  uint64_t number_ = 0;
  bool isStarted_ = false;
  std::promise<std::optional<Outcome>> ended_;
  std::atomic<bool> hasEnded_ = false;
};

} // namespace asl::test
