// Polling that never ends when the job fails, that waits for a status which does not exist, or that
// does not wait between two looks.
#include "compiler/analysis/flow/polling.h"

#include "compiler/analysis/flow/looker.h"
#include "runtime/support/closest.h"

#include <algorithm>

namespace aslc::analysis::flow {

namespace {

using sema::Condition;
using sema::TestValue;

bool testsText(const Condition &test) {
  return test.kind == Condition::Kind::Test && test.value.kind == TestValue::Kind::Text &&
         (test.op == Condition::Operator::Equal || test.op == Condition::Operator::NotEqual);
}

/// "`A`, `B` or `C`"
std::string listed(const std::vector<std::string_view> &names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "`" : i + 1 == names.size() ? " or `" : ", `") + std::string(names[i]) + "`";
  return text;
}

class PollingChecker {
public:
  PollingChecker(FlowChecker &checker, const Graph &graph, uint32_t component)
      : checker_(checker), graph_(graph), loop_(graph, component) {}

  void run() {
    if (loop_.choices().empty())
      return;
    for (uint32_t state : loop_.states())
      for (const JobStatus &status : lookedAt(graph_.state(state)))
        looker(state, status);
    withoutWait();
  }

private:
  void looker(uint32_t index, const JobStatus &status) {
    const ast::State &state = graph_.state(index);
    auto isAbout = [&](const Condition &test) {
      return testsText(test) && isStatusOf(state, status, test.subject);
    };
    const LoopChoice *first = nullptr;
    bool known = true;
    for (const LoopChoice &choice : loop_.choices())
      for (const Condition &rule : choice.rules)
        forEachTest(rule, [&](const Condition &test) {
          if (!isAbout(test))
            return;
          first = first ? first : &choice;
          known &= value(state, status, test);
        });
    if (first && known)
      ignoredFailures(index, status, *first, isAbout);
  }

  /// Whether the status that is compared with exists.
  bool value(const ast::State &looker, const JobStatus &status, const Condition &test) {
    if (status.has(test.value.text))
      return true;
    auto report = checker_.diags.emit(test.range, diag::Kind::UnknownStatus,
                                      {looker.name, test.value.text, status.member});
    std::vector<std::string> names(status.succeeded.begin(), status.succeeded.end());
    names.insert(names.end(), status.failed.begin(), status.failed.end());
    names.insert(names.end(), status.changing.begin(), status.changing.end());
    if (auto close = asl::closest(test.value.text, names))
      report.hint("did you mean `" + *close + "`?");
    else if (!status.succeeded.empty())
      report.hint("a job that succeeded is `" + names[0] + "`");
    return false;
  }

  template <typename IsAbout>
  void ignoredFailures(uint32_t index, const JobStatus &status, const LoopChoice &first,
                       IsAbout isAbout) {
    auto after = [&](std::string_view value) {
      TestValue given{TestValue::Kind::Text, false, 0, std::string(value)};
      return loop_.after(index, [&](const Condition &test) -> std::optional<bool> {
        return isAbout(test) ? std::optional(holds(test, given)) : std::nullopt;
      });
    };
    auto changing = after(status.changing.front());
    if (!changing)
      return;
    std::vector<std::string_view> ignored;
    for (std::string_view value : status.failed)
      // Where a failure leads to a state of its own, it is not ignored.
      if (auto same = after(value); same && *same == *changing)
        ignored.push_back(value);
    if (ignored.empty())
      return;
    const ast::State &choice = graph_.state(first.state);
    checker_.diags
        .emit(choice.nameRange, diag::Kind::PollIgnoresFailure, {choice.name, listed(ignored)})
        .label(graph_.state(index).nameRange, "the status is read here")
        .hint("a job that has ended like this keeps its status: leave the loop");
  }

  /// A loop that does nothing but look at a status, again and again.
  void withoutWait() {
    const ast::State *looks = nullptr;
    for (uint32_t index : loop_.states()) {
      const ast::State &state = graph_.state(index);
      if (state.as<ast::ChoiceState>() || state.as<ast::PassState>())
        continue;
      if (looks || !onlyLooks(state))
        return;
      looks = &state;
    }
    if (!looks)
      return;
    for (const LoopChoice &choice : loop_.choices()) {
      bool statuses = false;
      for (const Condition &rule : choice.rules)
        forEachTest(rule, [&](const Condition &test) {
          statuses |= testsText(test) && isStatusText(test.value.text);
        });
      if (!statuses)
        continue;
      for (const Edge &edge : graph_.out(choice.state))
        if (edge.kind != Edge::Kind::Catch && loop_.contains(edge.to)) {
          checker_.diags.emit(edge.target->range, diag::Kind::PollWithoutWait, {looks->name})
              .label(looks->nameRange, "the status is read here")
              .hint("a Wait state in the loop spares the service and the history of 25,000 events");
          return;
        }
    }
  }

  FlowChecker &checker_;
  const Graph &graph_;
  PollingLoop loop_;
};

} // namespace

PollingLoop::PollingLoop(const Graph &graph, uint32_t component)
    : graph_(graph), component_(component), states_(graph.statesOf(component)) {
  for (uint32_t state : states_)
    if (const auto *choice = graph.state(state).as<ast::ChoiceState>()) {
      LoopChoice &each = choices_.emplace_back(LoopChoice{state, {}});
      for (const ast::ChoiceRule &rule : choice->rules)
        each.rules.push_back(sema::conditionOf(rule));
    }
}

void checkPolling(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (uint32_t i = 0; i < flow.graph.componentCount(); ++i)
      if (flow.graph.isLoop(i))
        PollingChecker(checker, flow.graph, i).run();
}

} // namespace aslc::analysis::flow
