// Gives the answers of tasks an order that does not depend on how long each task took.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace asl::exec {

/// Holds answers from other threads and releases them in the order in which their tasks were
/// started. Shard thread only.
class OrderedAnswers {
public:
  using Answer = std::function<void()>;

  /// Task `number` has started: answers of later tasks wait for its answer.
  void expect(uint64_t number) { expected_.insert(number); }
  bool isExpected(uint64_t number) const { return expected_.contains(number); }
  /// Adds the answer of an expected task. Only the first answer of a task counts.
  void add(uint64_t number, Answer answer) { answers_.try_emplace(number, std::move(answer)); }
  /// The task has ended: later tasks no longer wait for it.
  void drop(uint64_t number) {
    expected_.erase(number);
    answers_.erase(number);
  }
  /// Removes and returns the answer of the earliest expected task; an empty function when that
  /// answer has not arrived.
  Answer take() {
    if (answers_.empty() || answers_.begin()->first != *expected_.begin())
      return {};
    return std::move(answers_.extract(answers_.begin()).mapped());
  }

private:
  std::set<uint64_t> expected_;
  std::map<uint64_t, Answer> answers_; ///< of expected tasks
};

} // namespace asl::exec
