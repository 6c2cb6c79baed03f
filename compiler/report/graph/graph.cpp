#include "compiler/report/graph/graph.h"

#include "compiler/report/graph/words.h"

#include <unordered_map>

namespace aslc::report {

namespace {

GraphNodeKind kindOf(const ast::State &state) {
  constexpr GraphNodeKind kinds[] = {
      GraphNodeKind::Pass,    GraphNodeKind::Task, GraphNodeKind::Choice,   GraphNodeKind::Wait,
      GraphNodeKind::Succeed, GraphNodeKind::Fail, GraphNodeKind::Parallel, GraphNodeKind::Map};
  return kinds[state.kind.index()];
}

class FlowBuilder {
public:
  FlowBuilder(const ast::Machine &machine, bool whole, std::string prefix)
      : machine_(machine), whole_(whole), prefix_(std::move(prefix)) {}

  Flow build();

private:
  void addEdge(size_t from, const ast::Text &target, EdgeKind kind, std::string label = "") {
    if (!target)
      return;
    if (auto found = indexes_.find(target->value); found != indexes_.end())
      flow_.edges.push_back({from, found->second, kind, std::move(label)});
  }
  void addNode(const ast::State &state);
  void addEdges(size_t index, const ast::State &state);

  const ast::Machine &machine_;
  bool whole_;
  std::string prefix_; ///< of the paths of its states
  Flow flow_;
  std::unordered_map<std::string_view, size_t> indexes_;
};

Flow flowOf(const ast::Machine &machine, bool whole, std::string prefix = "") {
  return FlowBuilder(machine, whole, std::move(prefix)).build();
}

void FlowBuilder::addNode(const ast::State &state) {
  indexes_.emplace(state.name, flow_.nodes.size());
  Node node{kindOf(state), state.name, detailOf(state), {}, prefix_ + state.name, ""};
  if (auto *parallel = state.as<ast::ParallelState>())
    for (const auto &branch : parallel->branches)
      if (branch)
        node.flows.push_back(flowOf(*branch, false, node.path + "/"));
  if (auto *map = state.as<ast::MapState>(); map && map->processor)
    node.flows.push_back(flowOf(*map->processor, false, node.path + "/"));
  flow_.nodes.push_back(std::move(node));
}

void FlowBuilder::addEdges(size_t index, const ast::State &state) {
  addEdge(index, state.next, EdgeKind::Next);
  if (auto *choice = state.as<ast::ChoiceState>()) {
    for (const ast::ChoiceRule &rule : choice->rules)
      addEdge(index, rule.next, EdgeKind::Rule, wordsOf(rule));
    addEdge(index, choice->defaultNext, EdgeKind::Default, "default");
  }
  for (const ast::Catcher &catcher : state.catchers)
    addEdge(index, catcher.next, EdgeKind::Catch, wordsOf(catcher));
  bool ends = state.end || state.as<ast::SucceedState>() || state.as<ast::FailState>();
  if (whole_ && ends)
    flow_.edges.push_back({index, flow_.nodes.size() - 1, EdgeKind::Next, ""});
}

Flow FlowBuilder::build() {
  if (whole_)
    flow_.nodes.push_back({GraphNodeKind::Start, "", "", {}, "", ""});
  for (const ast::State &state : machine_.states)
    addNode(state);
  if (whole_) {
    flow_.nodes.push_back({GraphNodeKind::End, "", "", {}, "", ""});
    addEdge(0, machine_.startAt, EdgeKind::Next);
  }
  size_t index = whole_ ? 1 : 0;
  for (const ast::State &state : machine_.states)
    addEdges(index++, state);
  return std::move(flow_);
}

} // namespace

std::string_view nameOf(GraphNodeKind kind) {
  constexpr std::string_view names[] = {"start", "end",     "pass", "task",     "choice",
                                        "wait",  "succeed", "fail", "parallel", "map"};
  return names[static_cast<size_t>(kind)];
}

std::string_view nameOf(EdgeKind kind) {
  constexpr std::string_view names[] = {"next", "rule", "default", "catch"};
  return names[static_cast<size_t>(kind)];
}

Flow graphOf(const ast::Machine &machine) { return flowOf(machine, true); }

} // namespace aslc::report
