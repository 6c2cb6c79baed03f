// How often loops go round: by a counter that one of their Choices tests, or by the time that a
// Wait takes of the time of the execution.
#include "compiler/analysis/bounds/calculator.h"
#include "compiler/analysis/flow/components.h"
#include "compiler/analysis/flow/effects.h"
#include "compiler/analysis/shape/literal.h"
#include "compiler/sema/condition.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace aslc::analysis::bounds {

using flow::DataPath;
using flow::Edge;
using flow::Effect;
using flow::Flow;
using flow::Graph;
using flow::Subject;

namespace {

/// A loop that goes round more often is not counted.
constexpr uint32_t mostTurns = 1'000'000;

/// Below it, sums of whole numbers are exact.
constexpr double largestWhole = 9'007'199'254'740'992;

template <typename Visit> void forEachTest(const ast::ChoiceRule &rule, Visit visit) {
  sema::Condition condition = sema::conditionOf(rule);
  sema::forEachTest(condition, visit);
}

/// A Choice of a loop, and one of the values that it tests.
class CounterLoop {
public:
  CounterLoop(const Flow &flow, const std::vector<uint32_t> &loop, uint32_t head, Subject subject)
      : graph_(flow.graph), loop_(loop), head_(head), subject_(std::move(subject)) {}

  /// How often the head is left for another turn.
  std::optional<double> turns() {
    if (!isCounted())
      return std::nullopt;
    double most = 0;
    for (double start : starts_) {
      auto count = turnsFrom(start);
      if (!count)
        return std::nullopt;
      most = std::max(most, *count);
    }
    return most;
  }

  /// How often it is left for another turn at least, in a run that leaves the loop by the head.
  double leastTurns() {
    if (!isCounted() || !isEven() || !isSure_)
      return 0;
    double least = mostTurns;
    for (double start : starts_) {
      auto count = firstTurn(start, [&](double value) { return !surelyStays(value); });
      least = std::min(least, count.value_or(mostTurns));
    }
    return least < mostTurns ? least : 0;
  }

  /// How often it is left for another turn at least before the count alone ends the loop.
  std::optional<double> turnsToEnd() {
    if (!isCounted() || !isEven() || !isSure_)
      return std::nullopt;
    std::optional<double> least;
    for (double start : starts_)
      if (auto count = firstTurn(start, [&](double value) { return surelyLeaves(value); }))
        least = std::min(least.value_or(*count), *count);
    return least;
  }

  /// Whether each turn counts, although nothing is known of where the count begins.
  bool counts() { return findSteps(); }
  double step() const { return step_; }

private:
  bool isCounted() {
    if (!isCounted_)
      isCounted_ = findSteps() && findStarts();
    return *isCounted_;
  }

  bool contains(uint32_t state) const {
    return std::binary_search(loop_.begin(), loop_.end(), state);
  }

  /// Whether all that happens to the subject in the loop is steps in one direction, of which each
  /// turn has one at least.
  bool findSteps() {
    counting_.clear();
    for (uint32_t state : loop_)
      for (const Edge &edge : graph_.out(state)) {
        if (!contains(edge.to))
          continue;
        Effect effect = effectOf(graph_.state(state), edge, subject_);
        if (effect.kind == Effect::Kind::Same)
          continue;
        if (effect.kind != Effect::Kind::Step || effect.number == 0 ||
            (!counting_.empty() && (effect.number > 0) != (step_ > 0)))
          return false;
        isOneStep_ = counting_.empty();
        bool isSmaller = counting_.empty() || std::fabs(effect.number) < std::fabs(step_);
        step_ = isSmaller ? effect.number : step_;
        counting_.insert(&edge);
      }
    return !counting_.empty() && !reachesHead(std::vector<uint32_t>{head_});
  }

  /// Whether a way leads from one of `from` to the head without a step.
  bool reachesHead(std::vector<uint32_t> work) const {
    std::set<uint32_t> seen;
    while (!work.empty()) {
      uint32_t state = work.back();
      work.pop_back();
      for (const Edge &edge : graph_.out(state)) {
        if (!contains(edge.to) || counting_.contains(&edge))
          continue;
        if (edge.to == head_)
          return true;
        if (seen.insert(edge.to).second)
          work.push_back(edge.to);
      }
    }
    return false;
  }

  /// Whether there is a step on a way from one of `from` to the head.
  bool stepsBefore(std::vector<uint32_t> from) const {
    std::set<uint32_t> seen;
    while (!from.empty()) {
      uint32_t state = from.back();
      from.pop_back();
      if (state == head_ || !seen.insert(state).second)
        continue;
      for (const Edge &edge : graph_.out(state)) {
        if (counting_.contains(&edge))
          return true;
        if (contains(edge.to))
          from.push_back(edge.to);
      }
    }
    return false;
  }

  /// The values with which the loop is entered.
  bool findStarts() {
    if (contains(*graph_.start()))
      return false;
    std::vector<uint32_t> entries;
    for (uint32_t entry : loop_)
      for (uint32_t state : graph_.before(entry))
        for (const Edge &edge : graph_.out(state)) {
          if (edge.to != entry || contains(state) || !graph_.isReached(state))
            continue;
          entries.push_back(entry);
          if (subject_.variable.empty() && !startOfPath(state, edge))
            return false;
        }
    if (!subject_.variable.empty() && !startsOfVariable())
      return false;
    bool stepsFirst =
        std::find(entries.begin(), entries.end(), head_) == entries.end() && !reachesHead(entries);
    isSure_ = stepsFirst || !stepsBefore(entries);
    if (stepsFirst)
      for (double &start : starts_)
        start += step_;
    return !starts_.empty() && std::all_of(starts_.begin(), starts_.end(), [](double start) {
      return std::trunc(start) == start;
    }) && std::trunc(step_) == step_;
  }

  /// Outside of the loop a variable is only set, wherever that is.
  bool startsOfVariable() {
    for (uint32_t state = 0; state < graph_.size(); ++state)
      for (const Edge &edge : graph_.out(state)) {
        if (!graph_.isReached(state) || contains(state))
          continue;
        Effect effect = effectOnVariable(edge, subject_.variable);
        if (effect.kind == Effect::Kind::Set)
          starts_.push_back(effect.number);
        else if (effect.kind != Effect::Kind::Same)
          return false;
      }
    return true;
  }

  bool startOfPath(uint32_t state, const Edge &edge) {
    Effect effect = effectOnPath(graph_.state(state), edge, subject_.path);
    if (effect.kind == Effect::Kind::Set) {
      starts_.push_back(effect.number);
      return true;
    }
    const DataPath *before = effect.kind == Effect::Kind::Same ? &subject_.path
                             : effect.input                    ? &*effect.input
                                                               : nullptr;
    auto sources = before ? flow::sourcesOf(graph_, state, *before) : std::nullopt;
    if (!sources || sources->empty())
      return false;
    for (const flow::Source &source : *sources) {
      Effect constant = flow::effectOfLiteral(*source.value);
      if (constant.kind != Effect::Kind::Set)
        return false;
      starts_.push_back(constant.number);
    }
    return true;
  }

  std::optional<double> turnsFrom(double start) const {
    auto count = firstTurn(start, [&](double value) { return surelyLeaves(value); });
    bool isExact = count && (isEven() || leavesBeyond(start + *count * step_));
    return isExact ? count : std::nullopt;
  }

  /// The first turn whose value `test` holds for, of a count that begins at `start`. The test may
  /// change only where the value reaches or passes a number that the head compares it with.
  template <typename Test> std::optional<double> firstTurn(double start, Test test) const {
    if (std::fabs(start) + mostTurns * std::fabs(step_) > largestWhole)
      return std::nullopt;
    std::set<double> turns{0};
    for (const ast::ChoiceRule &rule : graph_.state(head_).as<ast::ChoiceState>()->rules)
      forEachTest(rule, [&](const sema::Condition &each) {
        double distance = (each.value.number - start) / step_;
        turns.insert({std::ceil(distance), std::floor(distance) + 1});
      });
    auto found = std::find_if(turns.begin(), turns.end(), [&](double turn) {
      return turn >= 0 && turn < mostTurns && test(start + turn * step_);
    });
    return found == turns.end() ? std::nullopt : std::optional(*found);
  }

  /// Whether each turn has the same single step: it is not taken twice before the head comes again.
  bool isEven() const { return isOneStep_ && !stepsBefore({(*counting_.begin())->to}); }

  /// Whether it is left too with any value that is further on.
  bool leavesBeyond(double value) const {
    std::vector<double> further{step_ > 0 ? 1e15 : -1e15};
    for (const ast::ChoiceRule &rule : graph_.state(head_).as<ast::ChoiceState>()->rules)
      forEachTest(rule, [&](const sema::Condition &test) {
        for (double near : {-1.0, 0.0, 1.0})
          further.push_back(test.value.number + near);
      });
    return std::all_of(further.begin(), further.end(), [&](double each) {
      return (step_ > 0 ? each <= value : each >= value) || surelyLeaves(each);
    });
  }

  bool stays(const ast::Text &target) const {
    auto to = target ? graph_.find(target->value) : std::nullopt;
    return !to || contains(*to);
  }

  /// Whether a rule holds for a value of the subject; nullopt where other things decide.
  std::optional<bool> holds(const ast::ChoiceRule &rule, double value) const {
    return sema::evaluate(
        sema::conditionOf(rule), [&](const sema::Condition &test) -> std::optional<bool> {
          bool isTest = test.kind == sema::Condition::Kind::Test;
          if (!isTest || test.subject != subject_.text)
            return std::nullopt;
          return sema::holds(test, {sema::TestValue::Kind::Number, false, value, {}});
        });
  }

  /// Whether the head leaves the loop, whatever else it tests.
  bool surelyLeaves(double value) const { return surely(value, /*stay=*/false); }
  /// Whether it goes on in the loop, or fails.
  bool surelyStays(double value) const { return surely(value, /*stay=*/true); }

  bool surely(double value, bool stay) const {
    const auto *choice = graph_.state(head_).as<ast::ChoiceState>();
    for (const ast::ChoiceRule &rule : choice->rules) {
      std::optional<bool> taken = holds(rule, value);
      if (taken != false && stays(rule.next) != stay)
        return false;
      if (taken == true)
        return true;
    }
    return !choice->defaultNext || stays(choice->defaultNext) == stay;
  }

  const Graph &graph_;
  const std::vector<uint32_t> &loop_;
  uint32_t head_;
  Subject subject_;
  std::set<const Edge *> counting_; ///< the transitions with a step
  double step_ = 0;                 ///< the smallest of them
  bool isOneStep_ = false;
  std::optional<bool> isCounted_; ///< whether steps and starts are known; unset: not looked for yet
  bool isSure_ = false;           ///< each run begins to count at one of `starts_`
  std::vector<double> starts_;
};

/// In a large loop not every value that a Choice tests is tried.
constexpr size_t mostCounters = 32;

/// Calls `visit` with each counter of the loop that a Choice tests.
template <typename Visit>
void forEachCounter(const Flow &flow, const std::vector<uint32_t> &loop, Visit visit) {
  size_t count = 0;
  for (uint32_t index : loop) {
    if (count > mostCounters)
      return;
    const ast::State &state = flow.graph.state(index);
    const auto *choice = state.as<ast::ChoiceState>();
    if (!choice || !flow::seesWholeInput(state))
      continue;
    std::set<std::string> subjects;
    for (const ast::ChoiceRule &rule : choice->rules)
      forEachTest(rule, [&](const sema::Condition &test) {
        if (test.kind == sema::Condition::Kind::Test && test.subject.starts_with('$') &&
            test.value.kind == sema::TestValue::Kind::Number)
          subjects.insert(test.subject);
      });
    for (const std::string &text : subjects)
      if (auto subject = flow::subjectOf(text); subject && ++count <= mostCounters)
        visit(index, CounterLoop(flow, loop, index, std::move(*subject)), text);
  }
}

} // namespace

std::vector<Turns> turnsOf(const Flow &flow, const std::vector<uint32_t> &loop,
                           const DataFacts &data, double seconds) {
  std::vector<Turns> all;
  forEachCounter(flow, loop, [&](uint32_t head, CounterLoop counter, const std::string &) {
    if (auto turns = counter.turns())
      all.push_back({head, *turns});
  });
  for (uint32_t index : loop) {
    const ast::State &state = flow.graph.state(index);
    auto found = data.find(&state);
    if (!state.as<ast::WaitState>() || found == data.end() || std::isinf(seconds))
      continue;
    double wait = found->second.seconds.least;
    if (std::isfinite(wait) && wait > 0)
      all.push_back({index, std::floor(seconds / wait)});
  }
  std::sort(all.begin(), all.end(), [](const Turns &a, const Turns &b) {
    return std::pair(a.count, a.head) < std::pair(b.count, b.head);
  });
  return all;
}

std::vector<Turns> leastTurnsOf(const Flow &flow, const std::vector<uint32_t> &loop) {
  std::vector<Turns> all;
  forEachCounter(flow, loop, [&](uint32_t head, CounterLoop counter, const std::string &) {
    if (double least = counter.leastTurns(); least > 0)
      all.push_back({head, least});
  });
  return all;
}

std::vector<LoopEnd> endsOf(const Flow &flow, const std::vector<uint32_t> &loop) {
  std::vector<LoopEnd> all;
  forEachCounter(flow, loop, [&](uint32_t head, CounterLoop counter, const std::string &) {
    if (double toEnd = counter.turnsToEnd().value_or(0); toEnd > 0)
      all.push_back({head, counter.leastTurns(), toEnd});
  });
  return all;
}

std::string whyUnbounded(const Flow &flow, const std::vector<uint32_t> &loop) {
  std::string names, counter;
  for (size_t i = 0; i < loop.size() && i < 4; ++i)
    names += (i == 0 ? "`" : ", `") + flow.graph.state(loop[i]).name + "`";
  if (loop.size() > 4)
    names += " and others";
  forEachCounter(flow, loop, [&](uint32_t head, CounterLoop each, const std::string &text) {
    if (counter.empty() && each.counts())
      counter = "; `" + flow.graph.state(head).name + "` tests `" + text + "`, which changes by " +
                numberText(each.step()) + " each turn, but where it begins or ends is not known";
  });
  if (counter.empty())
    counter = "; no Choice of it tests a value that each turn counts up";
  return "nothing bounds the loop of " + names + counter;
}

} // namespace aslc::analysis::bounds
