// Values that are overwritten before anything reads them: results of calls that only read, and
// variables.
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/fate.h"
#include "compiler/analysis/flow/looker.h"
#include "compiler/analysis/flow/result.h"
#include "compiler/catalogue/catalogue.h"
#include "compiler/sema/variables.h"

#include <optional>
#include <string>

namespace aslc::analysis::flow {

namespace {

/// What becomes of a value by all ways from where it was made.
struct Fate {
  bool isRead = false;
  const ast::State *overwrites = nullptr; ///< the first that does
};

template <typename Value> Fate fateOf(const Graph &graph, uint32_t from, const Value &value) {
  Fate fate;
  std::vector<bool> seen(graph.size());
  std::vector<uint32_t> work;
  auto follow = [&](const Edge &edge) {
    if (!seen[edge.to])
      work.push_back(edge.to);
    seen[edge.to] = true;
  };
  for (const Edge &edge : graph.out(from))
    if (edge.kind != Edge::Kind::Catch)
      follow(edge);
  while (!work.empty() && !fate.isRead) {
    uint32_t index = work.back();
    work.pop_back();
    const ast::State &state = graph.state(index);
    fate.isRead |= state.broken || graph.isOpen(index) || value.isReadBy(state);
    bool ends = state.end || state.as<ast::SucceedState>();
    fate.isRead |= ends && value.isReadAtEnd() && value.survives(state, nullptr);
    for (const Edge &edge : graph.out(index)) {
      if (value.survives(state, &edge))
        follow(edge);
      else if (!fate.overwrites)
        fate.overwrites = &state;
    }
    if (ends && !value.survives(state, nullptr) && !fate.overwrites)
      fate.overwrites = &state;
  }
  return fate;
}

/// Whether the state waits for what a function answers. Of other calls that change something the
/// answer matters little.
bool asksFunction(const ast::State &state) {
  const auto *task = state.as<ast::TaskState>();
  if (!task || !task->resource)
    return false;
  // It points into the text.
  catalogue::Integration integration = catalogue::integrationOf(task->resource->value);
  return integration.kind == catalogue::Integration::Kind::Function ||
         (integration.service == "lambda" && integration.action == "invoke" &&
          integration.pattern == catalogue::Pattern::RequestResponse);
}

class OverwrittenChecker {
public:
  OverwrittenChecker(FlowChecker &checker, const Graph &graph) : checker_(checker), graph_(graph) {}

  void state(uint32_t index) {
    const ast::State &state = graph_.state(index);
    if (graph_.out(index).empty() || graph_.isOpen(index) || !graph_.isReached(index))
      return;
    if (state.as<ast::TaskState>() && state.catchers.empty() && !dropsResult(state) &&
        !state.assign && (isReadOnly(state) || (state.resultPath && asksFunction(state))))
      result(index);
    if (state.assign && !state.as<ast::ChoiceState>())
      for (const ast::Template::Entry &entry : state.assign->value->entries)
        if (entry.value->expression)
          variable(index, entry);
  }

private:
  void result(uint32_t index) {
    const ast::State &state = graph_.state(index);
    std::optional<DocumentPart> part = partOfResult(state);
    if (!part)
      return;
    Fate fate = fateOf(graph_, index, *part);
    if (fate.isRead || !fate.overwrites)
      return;
    checker_.diags
        .emit(state.nameRange, diag::Kind::OverwrittenValue,
              {"the result of `" + state.name + "`", fate.overwrites->name})
        .label(fate.overwrites->nameRange, "its output has another value in this place");
  }

  void variable(uint32_t index, const ast::Template::Entry &entry) {
    if (!uses_)
      uses_.emplace(graph_);
    // Most variables are assigned in one place, and nothing else can overwrite them.
    if (!graph_.inLoop(index) && uses_->of(entry.key).assigns.size() < 2)
      return;
    Fate fate = fateOf(graph_, index, VariableValue(*uses_, entry.key));
    if (fate.isRead || !fate.overwrites)
      return;
    checker_.diags
        .emit(entry.value->range, diag::Kind::OverwrittenValue,
              {"this value of `$" + std::string(entry.key) + "`", fate.overwrites->name})
        .label(fate.overwrites->nameRange, "it is assigned again here");
  }

  FlowChecker &checker_;
  const Graph &graph_;
  std::optional<VariableUses> uses_; ///< made for the first variable
};

} // namespace

void checkOverwritten(FlowChecker &checker) {
  for (const Flow &flow : checker.flows) {
    OverwrittenChecker overwritten(checker, flow.graph);
    for (uint32_t i = 0; i < flow.graph.size(); ++i)
      overwritten.state(i);
  }
}

} // namespace aslc::analysis::flow
