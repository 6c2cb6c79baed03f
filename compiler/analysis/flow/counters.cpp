// Rules that wait for a count which never comes: the counter steps over it, or away from it.
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/effects.h"
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

/// A variable, or a value of a loop's input, that is only ever set to constants and changed by a
/// constant step.
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
    for (const Flow &flow : checker_.flows) {
      // A counter in the payload takes a look at the whole flow.
      constexpr uint32_t mostLoops = 500;
      bool looksInPayload = flow.graph.loopCount() <= mostLoops;
      for (uint32_t index = 0; index < flow.graph.size(); ++index) {
        const auto *choice = flow.graph.state(index).as<ast::ChoiceState>();
        if (!choice || (counters_.empty() && !looksInPayload))
          continue;
        place_ = {looksInPayload ? &flow.graph : nullptr, index};
        inLoop_.clear();
        for (const ast::ChoiceRule &rule : choice->rules)
          judge(sema::conditionOf(rule), staysInLoop(flow.graph, flow.graph.state(index), rule));
      }
    }
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
    std::string name;
    const Counter *counter = counterOf(condition.subject, name);
    if (!counter)
      return;
    bool always = staysInLoop && neverHolds(negated(condition), *counter);
    if (!always && !neverHolds(condition, *counter))
      return;
    checker_.diags
        .emit(condition.range,
              always ? diag::Kind::CountAlwaysHolds : diag::Kind::CountNeverReached,
              {name, text(counter->starts[0]), text(counter->steps[0])})
        .hint("the loop does not end here");
  }

  /// The counter that a test names, and how messages do.
  const Counter *counterOf(const std::string &text, std::string &name) {
    auto subject = subjectOf(text);
    if (!subject)
      return nullptr;
    if (!subject->variable.empty()) {
      auto found = counters_.find(subject->variable);
      name = subject->variable;
      return found == counters_.end() ? nullptr : &found->second;
    }
    if (!place_.first)
      return nullptr;
    auto [place, isNew] = inLoop_.try_emplace(text);
    if (isNew)
      place->second = countedIn(*place_.first, place_.second, *subject);
    name = place_.first->state(place_.second).language == ast::QueryLanguage::Jsonata
               ? "states.input"
               : "";
    for (const std::string &each : subject->path)
      name += "." + each;
    return place->second.isKnown ? &place->second : nullptr;
  }

  /// What the loop of a Choice does to a value of its input.
  static Counter countedIn(const Graph &graph, uint32_t choice, const Subject &subject) {
    Counter counter;
    counter.isKnown = graph.inLoop(choice) && seesWholeInput(graph.state(choice));
    uint32_t loop = graph.component(choice);
    for (uint32_t state : counter.isKnown ? graph.statesOf(loop) : std::vector<uint32_t>())
      for (const Edge &edge : graph.out(state))
        if (graph.component(edge.to) == loop) {
          counter.isKnown &= state != graph.start();
          add(counter, effectOf(graph.state(state), edge, subject));
        }
    counter.isKnown &= !counter.steps.empty();
    for (uint32_t state = 0; counter.isKnown && state < graph.size(); ++state)
      if (graph.isReached(state) && graph.component(state) != loop)
        for (const Edge &edge : graph.out(state))
          if (graph.component(edge.to) == loop)
            addStarts(counter, graph, state, effectOf(graph.state(state), edge, subject), subject);
    counter.isKnown &= !counter.starts.empty();
    return counter;
  }

  static void add(Counter &counter, const Effect &effect) {
    if (effect.kind == Effect::Kind::Step)
      counter.steps.push_back(effect.number);
    else if (effect.kind == Effect::Kind::Set)
      counter.starts.push_back(effect.number);
    else
      counter.isKnown &= effect.kind == Effect::Kind::Same;
  }

  /// What the value is when the loop is entered from `state`.
  static void addStarts(Counter &counter, const Graph &graph, uint32_t state, const Effect &effect,
                        const Subject &subject) {
    if (effect.kind == Effect::Kind::Set)
      return counter.starts.push_back(effect.number);
    const DataPath *before = effect.kind == Effect::Kind::Same ? &subject.path
                             : effect.input                    ? &*effect.input
                                                               : nullptr;
    auto sources = before ? sourcesOf(graph, state, *before) : std::nullopt;
    counter.isKnown &= sources && !sources->empty();
    if (sources)
      for (const Source &source : *sources)
        literal(counter, *source.value);
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
  std::map<std::string, Counter, std::less<>> counters_; ///< variables
  std::pair<const Graph *, uint32_t> place_; ///< the Choice that is judged; null: variables only
  std::map<std::string, Counter> inLoop_;    ///< values of its input
};

} // namespace

void checkCounters(FlowChecker &checker) { CounterChecker(checker).run(); }

} // namespace aslc::analysis::flow
