// Sagas: work that is undone when a later step fails. A failure that ends the execution without
// what another failure undoes leaves the work half done. See
// https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/saga.html
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/fate.h"

#include "compiler/catalogue/catalogue.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace aslc::analysis::flow {

namespace {

/// Whether the name of a state begins with a word for undoing.
bool saysUndo(std::string_view name) {
  constexpr std::string_view words[] = {"cancel",   "undo",       "refund",  "release",   "revert",
                                        "rollback", "compensate", "reverse", "unreserve", "unbook",
                                        "void",     "withdraw",   "free",    "return",    "restore",
                                        "giveback", "unlock"};
  std::string letters;
  for (unsigned char each : name)
    if (std::isalpha(each))
      letters += static_cast<char>(std::tolower(each));
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return letters.starts_with(word); });
}

/// Whether a Task tells somebody something, which undoes nothing.
bool tells(const ast::TaskState &task) {
  if (!task.resource)
    return false;
  // It points into the text.
  catalogue::Integration integration = catalogue::integrationOf(task.resource->value);
  constexpr std::string_view services[] = {"sns", "sqs", "events", "eventbridge", "ses", "sesv2"};
  return std::find(std::begin(services), std::end(services), integration.service) !=
         std::end(services);
}

/// What the catchers of a state take.
struct Caught {
  bool some = false, all = false;
};

class SagaChecker {
public:
  SagaChecker(FlowChecker &checker, const Flow &flow)
      : checker_(checker), flow_(flow), graph_(flow.graph) {}

  void run() {
    if (!graph_.start() || graph_.size() > mostStates)
      return;
    forward_ = reached(*graph_.start(), graph_.size());
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (graph_.isReached(i) && !forward_[i])
        hasHandlers_ = true;
    if (!hasHandlers_)
      return;
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (forward_[i] && isWork(i))
        works_.push_back(i);
    for (uint32_t i = 0; i < graph_.size(); ++i)
      undoes_.push_back(findsUndoing(i));
    for (uint32_t work : works_)
      skipped(work);
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (graph_.isReached(i) && !forward_[i])
        success(i);
  }

private:
  static constexpr uint32_t mostStates = 200;

  bool isWork(uint32_t index) const {
    const ast::State &state = graph_.state(index);
    return state.as<ast::TaskState>() || state.as<ast::ParallelState>() ||
           state.as<ast::MapState>();
  }

  /// The states that are reached from one without catchers, and without going through `without`.
  std::vector<bool> reached(uint32_t from, uint32_t without) const {
    std::vector<bool> seen(graph_.size());
    std::vector<uint32_t> work;
    auto enter = [&](uint32_t state) {
      if (state != without && !seen[state])
        seen[state] = true, work.push_back(state);
    };
    enter(from);
    while (!work.empty()) {
      uint32_t state = work.back();
      work.pop_back();
      for (const Edge &edge : graph_.out(state))
        if (edge.kind != Edge::Kind::Catch)
          enter(edge.to);
    }
    return seen;
  }

  /// Whether every run from `from` on that no catcher leads elsewhere ends in a Fail state.
  bool alwaysFails(uint32_t from) const {
    std::vector<bool> states = reached(from, graph_.size());
    for (uint32_t i = 0; i < graph_.size(); ++i) {
      const ast::State &state = graph_.state(i);
      if (states[i] &&
          (graph_.isOpen(i) || forwardWork(i) || state.end || state.as<ast::SucceedState>()))
        return false;
    }
    return true;
  }

  bool forwardWork(uint32_t index) const { return forward_[index] && isWork(index); }

  static Caught caughtBy(const ast::State &state) {
    Caught caught;
    bool failures = false, timeouts = false;
    caught.some = !state.catchers.empty();
    for (const ast::Catcher &catcher : state.catchers)
      for (const auto &name : catcher.errorEquals) {
        failures |= name.value == "States.ALL" || name.value == "States.TaskFailed";
        timeouts |= name.value == "States.ALL" || name.value == "States.Timeout";
      }
    const auto *task = state.as<ast::TaskState>();
    caught.all = failures && (timeouts || (task && !task->timeoutSeconds));
    return caught;
  }

  /// Where a state goes on when it fails with an error that is not named: by its last catcher.
  const Edge *handler(uint32_t index) const {
    const Edge *last = nullptr;
    for (const Edge &edge : graph_.out(index)) {
      if (edge.kind != Edge::Kind::Catch)
        continue;
      const auto &names = graph_.state(index).catchers[edge.index].errorEquals;
      if (std::any_of(names.begin(), names.end(), [](const auto &name) {
            return name.value == "States.ALL" || name.value == "States.TaskFailed";
          }))
        last = &edge;
    }
    return last;
  }

  /// Whether a state is a handler that undoes work: by its name, or because it is given the result
  /// of some work.
  bool findsUndoing(uint32_t index) const {
    const ast::State &state = graph_.state(index);
    const auto *task = state.as<ast::TaskState>();
    if (!task || forward_[index] || tells(*task))
      return false;
    if (saysUndo(state.name))
      return true;
    if (!state.parameters)
      return false;
    return std::any_of(works_.begin(), works_.end(), [&](uint32_t work) {
      const ast::State &made = graph_.state(work);
      auto part = made.as<ast::TaskState>() && made.language == state.language ? partOfResult(made)
                                                                               : std::nullopt;
      return part && !part->isAll() && part->isReadBy(state);
    });
  }

  /// What undoes work after a state has failed, in the order of the text.
  std::vector<uint32_t> undoingAfter(uint32_t from) const {
    std::vector<uint32_t> undoing;
    std::vector<bool> states = reached(from, graph_.size());
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (states[i] && undoes_[i])
        undoing.push_back(i);
    return undoing;
  }

  bool isAfter(uint32_t later, uint32_t earlier) const {
    return later != earlier && !reached(*graph_.start(), earlier)[later] &&
           !reached(later, graph_.size())[earlier];
  }

  bool isCaughtOutside() const {
    for (const Flow *each = &flow_; each->owner; each = each->outer)
      if (!each->owner->catchers.empty())
        return true;
    return false;
  }

  /// Reports a state whose failure ends the execution, where failures of earlier states run more.
  void skipped(uint32_t index) {
    const ast::State &state = graph_.state(index);
    Caught caught = caughtBy(state);
    const Edge *target = handler(index);
    if (target && !alwaysFails(target->to))
      return;
    std::vector<uint32_t> own = target ? undoingAfter(target->to) : std::vector<uint32_t>();
    if (caught.some && !caught.all)
      return someErrors(index);
    if (!target && isCaughtOutside())
      return;
    size_t undone = 0;
    const Edge *other = nullptr;
    uint32_t failing = 0, missing = 0;
    for (uint32_t earlier : works_) {
      const Edge *edge = handler(earlier);
      if (!edge || !isAfter(index, earlier) || !alwaysFails(edge->to))
        continue;
      std::vector<uint32_t> undoing = undoingAfter(edge->to);
      undone += !undoing.empty();
      for (uint32_t each : undoing)
        if (std::find(own.begin(), own.end(), each) == own.end())
          other = edge, failing = earlier, missing = each;
    }
    // The last steps of a machine may be left alone: what they do may be done later.
    if (!other || (!target && undone < 2 && !isBetween(index, missing)))
      return;
    const ast::State &place = own.empty() ? state : graph_.state(lastOf(own));
    checker_.diags
        .emit(place.nameRange, diag::Kind::NotUndone, {state.name, graph_.state(missing).name})
        .label(other->target->range, "when `" + graph_.state(failing).name + "` fails, it runs")
        .hint("what was done before stays as it is");
  }

  /// The state of a chain that none of the others comes after.
  uint32_t lastOf(const std::vector<uint32_t> &chain) const {
    for (uint32_t each : chain) {
      std::vector<bool> after = reached(each, graph_.size());
      if (std::none_of(chain.begin(), chain.end(),
                       [&](uint32_t other) { return other != each && after[other]; }))
        return each;
    }
    return chain.front();
  }

  /// Whether a later state runs `undoing` when it fails.
  bool isBetween(uint32_t index, uint32_t undoing) const {
    return std::any_of(works_.begin(), works_.end(), [&](uint32_t later) {
      const Edge *edge = handler(later);
      if (!edge || !isAfter(later, index))
        return false;
      std::vector<uint32_t> each = undoingAfter(edge->to);
      return std::find(each.begin(), each.end(), undoing) != each.end();
    });
  }

  /// A state that undoes work for some of its errors, and lets the others end the execution.
  void someErrors(uint32_t index) {
    const ast::State &state = graph_.state(index);
    if (isCaughtOutside() || std::none_of(works_.begin(), works_.end(),
                                          [&](uint32_t each) { return isAfter(index, each); }))
      return;
    for (const Edge &edge : graph_.out(index)) {
      if (edge.kind != Edge::Kind::Catch || !alwaysFails(edge.to))
        continue;
      for (uint32_t each : undoingAfter(edge.to))
        if (saysUndo(graph_.state(each).name)) {
          checker_.diags
              .emit(state.nameRange, diag::Kind::NotUndone, {state.name, graph_.state(each).name})
              .label(edge.target->range, "it runs for some of the errors only")
              .hint("a catcher for `States.ALL` takes the others");
          return;
        }
    }
  }

  /// A handler that undoes work, and then goes on to where the work succeeds.
  void success(uint32_t index) {
    if (!undoes_[index] || !saysUndo(graph_.state(index).name))
      return;
    for (const Edge &edge : graph_.out(index)) {
      const ast::State &next = graph_.state(edge.to);
      if (!forward_[edge.to] || !next.as<ast::SucceedState>())
        continue;
      checker_.diags
          .emit(graph_.state(index).nameRange, diag::Kind::UndoneAsSuccess,
                {graph_.state(index).name})
          .label(edge.target->range, "`" + next.name + "` ends the execution where all went well");
      return;
    }
  }

  FlowChecker &checker_;
  const Flow &flow_;
  const Graph &graph_;
  std::vector<bool> forward_; ///< states that are reached when nothing fails
  bool hasHandlers_ = false;
  std::vector<uint32_t> works_;
  std::vector<bool> undoes_; ///< of each state, whether it is a handler that undoes work
};

} // namespace

void checkSagas(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    SagaChecker(checker, flow).run();
}

} // namespace aslc::analysis::flow
