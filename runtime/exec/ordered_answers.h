// Answers of tasks in an order that does not depend on how long each took.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace asl::exec {

/// Answers that came from other threads, to be taken in the order in which their tasks were
/// started. Shard thread only.
class OrderedAnswers {
public:
  using Answer = std::function<void()>;

  /// The task `number` is under way: later ones wait for its answer.
  void expect(uint64_t number) { expected_.insert(number); }
  bool isExpected(uint64_t number) const { return expected_.contains(number); }
  /// An answer of an expected task; the first one counts.
  void add(uint64_t number, Answer answer) { answers_.try_emplace(number, std::move(answer)); }
  /// The task is over: nothing is expected of it.
  void drop(uint64_t number) {
    expected_.erase(number);
    answers_.erase(number);
  }
  /// Takes out the answer of the earliest task under way, when it is there; else an empty function.
  Answer take() {
    if (answers_.empty() || answers_.begin()->first != *expected_.begin())
      return {};
    return std::move(answers_.extract(answers_.begin()).mapped());
  }

private:
  std::set<uint64_t> expected_;
  std::map<uint64_t, Answer> answers_; ///< of expected ones
};

} // namespace asl::exec
