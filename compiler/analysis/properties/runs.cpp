// What each state does, and where it leads.
#include "compiler/analysis/properties/runs.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/coverage.h"

#include <algorithm>

namespace aslc::analysis::properties {

namespace {

using What = Step::What;

bool hasExpressions(const ast::State &state) {
  bool found = false;
  ast::forEachExpression(state, [&](const ast::ExpressionField &) { found = true; });
  return found;
}

} // namespace

uint32_t Runs::end(const Ending &ending) {
  for (const auto &[each, node] : ends)
    if (each == ending)
      return node;
  uint32_t node = add();
  ends.emplace_back(ending, node);
  return node;
}

uint32_t Runs::append(const Runs &other) {
  auto begin = static_cast<uint32_t>(nodes.size());
  nodes.insert(nodes.end(), other.nodes.begin(), other.nodes.end());
  for (size_t i = begin; i < nodes.size(); ++i)
    for (Edge &edge : nodes[i])
      edge.to += begin;
  return begin;
}

std::optional<Runs> RunMaker::of(const ast::Machine &machine) {
  Runs runs;
  std::map<std::string_view, uint32_t> targets;
  for (const ast::State &state : machine.states)
    if (feasible_.entered.contains(&state))
      targets.emplace(state.name, runs.add());
  const auto *outer = targets_;
  targets_ = &targets;
  for (const ast::State &state : machine.states)
    if (auto node = targets.find(state.name); node != targets.end())
      this->state(runs, state, node->second);
  targets_ = outer;
  auto start = machine.startAt ? targets.find(machine.startAt->value) : targets.end();
  runs.start = start != targets.end() ? start->second : runs.add();
  return isTooLarge_ ? std::nullopt : std::optional(std::move(runs));
}

void RunMaker::connect(Runs &runs, uint32_t from, uint32_t to, Step step, Letters letters) {
  bool isError = step.isError;
  auto number = static_cast<uint32_t>(steps_.size());
  steps_.push_back(step);
  runs.nodes[from].push_back({to, number, letters, isError});
}

void RunMaker::leave(Runs &runs, const ast::State &state, const ast::Text &next, uint32_t node,
                     Step step, Letters letters) {
  step.state = &state;
  if (!next)
    return connect(runs, node, runs.end({}), step, letters);
  if (auto target = targets_->find(next->value); target != targets_->end())
    connect(runs, node, target->second, step, letters);
}

void RunMaker::succeed(Runs &runs, const ast::State &state, uint32_t node) {
  leave(runs, state, state.next, node,
        {.what = What::Succeeded, .place = state.next ? state.next->range : state.nameRange},
        letters_(state, Phase::Succeeded));
}

void RunMaker::fail(Runs &runs, const ast::State &state, const Ending &error, uint32_t node) {
  Letters letters = letters_(state, Phase::Failed);
  for (const ast::Catcher &catcher : state.catchers) {
    Match match = matchOf(state, catcher.errorEquals, error);
    if (match != Match::Never)
      leave(runs, state, catcher.next, node,
            {.what = What::Caught,
             .place = catcher.next ? catcher.next->range : catcher.range,
             .isError = true},
            letters);
    if (match == Match::Surely)
      return;
  }
  connect(runs, node, runs.end(error),
          {.what = What::Uncaught, .state = &state, .place = state.nameRange, .isError = true},
          letters);
}

void RunMaker::state(Runs &runs, const ast::State &state, uint32_t node) {
  uint32_t inside = runs.add();
  connect(runs, node, inside, {.what = What::Entered, .state = &state, .place = state.nameRange},
          letters_(state, Phase::Entered));
  if (hasExpressions(state))
    fail(runs, state, {Ending::Kind::Data, {}}, inside);
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    this->choice(runs, state, *choice, inside);
  } else if (const auto *task = state.as<ast::TaskState>()) {
    this->task(runs, state, *task, inside);
  } else if (const auto *failure = state.as<ast::FailState>()) {
    bool isKnown = failure->error && !failure->error->value.expression;
    Ending error{isKnown ? Ending::Kind::Named : Ending::Kind::Any,
                 isKnown ? std::string_view(failure->error->value.text) : std::string_view()};
    fail(runs, state, error, inside);
  } else if (state.as<ast::ParallelState>() || state.as<ast::MapState>()) {
    inner(runs, state, inside);
  } else {
    succeed(runs, state, inside);
  }
}

void RunMaker::choice(Runs &runs, const ast::State &state, const ast::ChoiceState &choice,
                      uint32_t node) {
  Letters letters = letters_(state, Phase::Succeeded);
  for (size_t i = 0; i < choice.rules.size(); ++i)
    if (const ast::ChoiceRule &rule = choice.rules[i]; feasible_.mayTake(state, i))
      leave(runs, state, rule.next, node,
            {.what = What::Rule, .place = rule.next ? rule.next->range : rule.range}, letters);
  if (!feasible_.mayMatchNone(state))
    return;
  if (choice.defaultNext)
    leave(runs, state, choice.defaultNext, node,
          {.what = What::Default, .place = choice.defaultNext->range}, letters);
  else if (!sema::coverageOf(choice).isComplete)
    fail(runs, state, {Ending::Kind::Named, "States.Runtime"}, node);
}

void RunMaker::task(Runs &runs, const ast::State &state, const ast::TaskState &task,
                    uint32_t node) {
  succeed(runs, state, node);
  fail(runs, state, {Ending::Kind::Any, {}}, node);
  if (task.timeoutSeconds || task.heartbeatSeconds)
    fail(runs, state, {Ending::Kind::Timeout, {}}, node);
}

void RunMaker::inner(Runs &runs, const ast::State &state, uint32_t node) {
  attempts(runs, state, attemptOf(state), node);
}

/// A Parallel or Map begins again as long as its retriers say so.
void RunMaker::attempts(Runs &runs, const ast::State &state, const Runs &attempt, uint32_t node) {
  int64_t retries = 0;
  for (const ast::Retrier &retrier : state.retriers)
    retries = std::max(retries, retrier.maxAttempts);
  retries = std::min<int64_t>(retries, most_);
  uint32_t begin = node;
  for (int64_t left = retries; left >= 0; --left) {
    uint32_t at = runs.append(attempt);
    connect(runs, begin, at + attempt.start, {});
    begin = runs.add();
    for (const auto &[ending, end] : attempt.ends) {
      bool isSuccess = ending.kind == Ending::Kind::Success;
      if (isSuccess)
        succeed(runs, state, at + end);
      if (!isSuccess || hasExpressions(state))
        failAttempt(runs, state, isSuccess ? Ending{Ending::Kind::Data, {}} : ending, at + end,
                    left > 0 ? std::optional(begin) : std::nullopt);
    }
  }
}

/// `again`: where the next attempt begins; nullopt: there is none.
void RunMaker::failAttempt(Runs &runs, const ast::State &state, const Ending &error, uint32_t node,
                           std::optional<uint32_t> again) {
  Match match = Match::Never;
  for (const ast::Retrier &retrier : state.retriers)
    if (match != Match::Surely && retrier.maxAttempts > 0)
      match = std::max(match, matchOf(state, retrier.errorEquals, error));
  if (again && match != Match::Never)
    connect(runs, node, *again,
            {.what = What::Retried, .state = &state, .place = state.nameRange, .isError = true});
  if (!again || match != Match::Surely)
    fail(runs, state, error, node);
}

} // namespace aslc::analysis::properties
