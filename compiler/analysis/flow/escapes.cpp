// Errors that escape every catcher of a machine that has some, with the way to the state that
// fails. See https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "compiler/analysis/flow/checks.h"

#include <string>
#include <vector>

namespace aslc::analysis::flow {

namespace {

/// What a catcher may leave to others.
struct Handled {
  bool failures = false; ///< whatever the task raises itself
  bool timeouts = false;

  bool some = false; ///< there is a catcher

  void add(const ast::State &state) {
    some |= !state.catchers.empty();
    for (const ast::Catcher &catcher : state.catchers)
      for (const auto &name : catcher.errorEquals) {
        failures |= name.value == "States.ALL" || name.value == "States.TaskFailed";
        timeouts |= name.value == "States.ALL" || name.value == "States.Timeout";
      }
  }
};

class EscapeChecker {
public:
  explicit EscapeChecker(FlowChecker &checker) : checker_(checker) {}

  void run() {
    for (const Flow &flow : checker_.flows)
      for (uint32_t i = 0; i < flow.graph.size(); ++i)
        if (flow.graph.isReached(i) && flow.graph.state(i).as<ast::TaskState>())
          task(flow, i);
  }

private:
  void task(const Flow &flow, uint32_t index) {
    const ast::State &state = flow.graph.state(index);
    const auto *task = state.as<ast::TaskState>();
    Handled handled;
    handled.add(state);
    for (const Flow *each = &flow; each->owner && !each->distributed; each = each->outer)
      handled.add(*each->owner);
    bool mayTimeOut = task->timeoutSeconds || task->heartbeatSeconds;
    // Where nobody handles anything an error is meant to end the execution.
    if (!handled.some || (handled.failures && (handled.timeouts || !mayTimeOut)))
      return;
    auto report = checker_.diags.emit(
        state.nameRange, diag::Kind::ErrorEscapes,
        {handled.failures ? "`States.Timeout`" : "an unexpected error", state.name});
    way(flow, index, report);
    report.step(state.nameRange, "`" + state.name + "` fails, and no catcher has a name for it");
    if (handled.failures)
      report.hint("`States.TaskFailed` does not match `States.Timeout`");
    else
      report.weaken(diag::Severity::Note); // that only some errors are handled may be meant
  }

  /// The shortest way to a state, from the start of the execution.
  void way(const Flow &flow, uint32_t to, diag::Engine::Builder &report) {
    if (flow.outer)
      if (auto owner = flow.outer->graph.find(flow.owner->name)) {
        way(*flow.outer, *owner, report);
        report.step(flow.owner->nameRange, "`" + flow.owner->name + "` is entered");
      }
    const Graph &graph = flow.graph;
    if (!graph.start() || *graph.start() == to)
      return;
    std::vector<uint32_t> before(graph.size(), graph.size()), queue{*graph.start()};
    before[*graph.start()] = *graph.start();
    for (size_t next = 0; next < queue.size() && before[to] == graph.size(); ++next)
      for (const Edge &edge : graph.out(queue[next]))
        if (before[edge.to] == graph.size()) {
          before[edge.to] = queue[next];
          queue.push_back(edge.to);
        }
    if (before[to] == graph.size())
      return;
    std::vector<uint32_t> path;
    for (uint32_t state = before[to]; path.empty() || path.back() != state; state = before[state])
      path.push_back(state);
    for (auto state = path.rbegin(); state != path.rend(); ++state)
      report.step(graph.state(*state).nameRange, "`" + graph.state(*state).name + "` is entered");
  }

  FlowChecker &checker_;
};

} // namespace

void checkEscapes(FlowChecker &checker) { EscapeChecker(checker).run(); }

} // namespace aslc::analysis::flow
