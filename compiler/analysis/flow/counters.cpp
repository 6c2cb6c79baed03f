// Rules that wait for a count which never comes: the counter steps over it, or away from it.
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/steps.h"
#include "compiler/analysis/shape/literal.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/condition.h"
#include "compiler/sema/variables.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace aslc::analysis::flow {

namespace {

using Operator = sema::Condition::Operator;

/// A variable that is only ever set to constants and changed by a constant step.
struct Counter {
  bool isKnown = true;
  std::vector<double> starts, steps;
};

class CounterChecker {
public:
  explicit CounterChecker(FlowChecker &checker) : checker_(checker) {}

  void run() {
    for (const Flow &flow : checker_.flows)
      for (const ast::State &state : flow.graph.machine().states)
        ast::forEachAssign(state, [&](const auto &assign) { collect(*assign.value); });
    std::erase_if(counters_, [](const auto &each) {
      return !each.second.isKnown || each.second.steps.empty() || each.second.starts.empty();
    });
    if (counters_.empty())
      return;
    for (const Flow &flow : checker_.flows)
      for (const ast::State &state : flow.graph.machine().states)
        if (const auto *choice = state.as<ast::ChoiceState>())
          for (const ast::ChoiceRule &rule : choice->rules)
            judge(sema::conditionOf(rule), staysInLoop(flow.graph, state, rule));
  }

private:
  void collect(const ast::Template &assign) {
    if (assign.kind == ast::Template::Kind::Literal)
      for (const source::Member &member : assign.node->members)
        literal(counters_[member.key], *member.value);
    for (const ast::Template::Entry &entry : assign.entries) {
      Counter &counter = counters_[entry.key];
      if (!entry.value->expression)
        literal(counter, *entry.value->node);
      else if (auto step = stepOf(*entry.value->expression, entry.key))
        counter.steps.push_back(*step);
      else
        counter.isKnown = false;
    }
  }

  static void literal(Counter &counter, const source::Node &node) {
    if (node.is(source::Node::Kind::Number))
      counter.starts.push_back(numberOf(node));
    else
      counter.isKnown = false;
  }

  /// Whether the rule leads back to its Choice.
  static bool staysInLoop(const Graph &graph, const ast::State &choice,
                          const ast::ChoiceRule &rule) {
    auto from = graph.find(choice.name);
    auto to = rule.next ? graph.find(rule.next->value) : std::nullopt;
    return from && to && graph.inLoop(*from) && graph.component(*from) == graph.component(*to);
  }

  void judge(const sema::Condition &condition, bool staysInLoop) {
    if (condition.kind == sema::Condition::Kind::And)
      for (const sema::Condition &operand : condition.operands)
        judge(operand, false);
    if (condition.kind != sema::Condition::Kind::Test || !condition.subject.starts_with('$') ||
        condition.value.kind != sema::TestValue::Kind::Number)
      return;
    auto counter = counters_.find(std::string_view(condition.subject).substr(1));
    if (counter == counters_.end())
      return;
    bool always = staysInLoop && neverHolds(negated(condition), counter->second);
    if (!always && !neverHolds(condition, counter->second))
      return;
    checker_.diags
        .emit(condition.range,
              always ? diag::Kind::CountAlwaysHolds : diag::Kind::CountNeverReached,
              {counter->first, text(counter->second.starts[0]), text(counter->second.steps[0])})
        .hint("the loop does not end here");
  }

  static sema::Condition negated(sema::Condition test) {
    using enum sema::Condition::Operator;
    constexpr std::pair<Operator, Operator> opposites[] = {
        {Equal, NotEqual}, {Less, GreaterEqual}, {LessEqual, Greater}};
    for (auto [a, b] : opposites)
      if (test.op == a || test.op == b) {
        test.op = test.op == a ? b : a;
        return test;
      }
    test.kind = sema::Condition::Kind::Unknown;
    return test;
  }

  /// Whether the test holds neither at the beginning nor after any number of steps.
  static bool neverHolds(const sema::Condition &test, const Counter &counter) {
    auto [least, most] = std::minmax_element(counter.steps.begin(), counter.steps.end());
    bool grows = *least > 0, falls = *most < 0;
    if ((!grows && !falls) || test.kind != sema::Condition::Kind::Test)
      return false;
    double wanted = test.value.number;
    return std::all_of(counter.starts.begin(), counter.starts.end(), [&](double start) {
      if (sema::holds(test, {sema::TestValue::Kind::Number, false, start, {}}))
        return false;
      if (test.op == Operator::Equal) {
        bool isBehind = grows ? wanted < start : wanted > start;
        bool isBetween = counter.steps.size() == 1 &&
                         std::trunc(counter.steps[0]) == counter.steps[0] &&
                         std::fmod(wanted - start, counter.steps[0]) != 0;
        return isBehind || isBetween;
      }
      if (test.op == Operator::Less || test.op == Operator::LessEqual)
        return grows;
      return (test.op == Operator::Greater || test.op == Operator::GreaterEqual) && falls;
    });
  }

  static std::string text(double number) {
    std::string result = std::to_string(number);
    while (result.ends_with('0'))
      result.pop_back();
    if (result.ends_with('.'))
      result.pop_back();
    return result;
  }

  FlowChecker &checker_;
  std::map<std::string, Counter, std::less<>> counters_;
};

} // namespace

void checkCounters(FlowChecker &checker) { CounterChecker(checker).run(); }

} // namespace aslc::analysis::flow
