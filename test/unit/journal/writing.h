// Short ways to write to a journal in tests.
#pragma once

#include "runtime/journal/journal.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>

namespace asl::journal {

/// Writes bursts of executions and keeps their chains.
class Writing {
public:
  explicit Writing(Journal &store) : journal(store) {}

  /// A burst of `events` events. The execution goes on.
  Burst burst(uint64_t execution, uint32_t events = 2, std::string record = "record") {
    Chain &chain = chains_[execution];
    Burst burst;
    burst.execution = execution;
    burst.lastSeq = &chain.lastSeq;
    burst.firstEvent = chain.lastEvent + 1;
    burst.lastEvent = chain.lastEvent += events;
    burst.record = std::move(record);
    return burst;
  }
  Burst started(uint64_t execution, const std::string &name, uint64_t machine = 1) {
    Burst first = burst(execution);
    first.start.emplace();
    first.start->machine = machine;
    first.start->revision = 1;
    first.start->name = name;
    first.start->startMs = startMs + static_cast<int64_t>(execution);
    first.start->inputHash = "hash";
    return first;
  }
  Burst ended(uint64_t execution, Status status = Status::Succeeded) {
    Burst last = burst(execution);
    last.end.emplace();
    last.end->status = status;
    last.end->stopMs = startMs + 1000 + static_cast<int64_t>(execution);
    if (status == Status::Failed) {
      last.end->error = "Boom";
      last.end->cause = "";
    }
    return last;
  }

  /// Commits and waits.
  CommitResult commit(Batch batch, Caller caller = Caller::Idle) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<CommitResult> result;
    journal.commit(
        std::move(batch),
        [&](const CommitResult &got) {
          std::lock_guard lock(mutex);
          result = got;
          arrived.notify_all();
        },
        caller);
    std::unique_lock lock(mutex);
    arrived.wait(lock, [&] { return result.has_value(); });
    return *result;
  }
  CommitResult commit(Burst burst) {
    Batch batch;
    batch.bursts.push_back(std::move(burst));
    return commit(std::move(batch));
  }
  /// Starts an execution of this name and returns its number.
  uint64_t start(const std::string &name, uint64_t machine = 1) {
    uint64_t execution = journal.newExecution();
    EXPECT_EQ(commit(started(execution, name, machine)).status, CommitStatus::Durable);
    return execution;
  }

  static constexpr int64_t startMs = 1'700'000'000'000;
  Journal &journal;

private:
  struct Chain {
    uint64_t lastSeq = 0;
    uint32_t lastEvent = 0;
  };
  std::map<uint64_t, Chain> chains_;
};

} // namespace asl::journal
