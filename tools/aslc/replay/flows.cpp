#include "tools/aslc/replay/flows.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

namespace aslc::replay {

namespace {

/// What holds a state: a branch of a Parallel, or a Map.
struct Around {
  std::string state;
  std::optional<uint64_t> branch; ///< none: a Map, whose items are told by events
  const ast::Machine *machine = nullptr;
};

/// For each state what holds it, from the outside to the inside.
class Places {
public:
  explicit Places(const ast::Machine &machine) { walk(machine, {}); }

  /// Null for a state that the definition does not have.
  const std::vector<Around> *find(const std::string &state) const {
    auto found = around_.find(state);
    return found == around_.end() ? nullptr : &found->second;
  }
  const ast::Machine *processorOf(const std::string &map) const {
    auto found = processors_.find(map);
    return found == processors_.end() ? nullptr : found->second;
  }

private:
  void walk(const ast::Machine &machine, const std::vector<Around> &around) {
    for (const ast::State &state : machine.states) {
      around_[state.name] = around;
      auto enter = [&](std::optional<uint64_t> branch, const ast::Machine &inner) {
        std::vector<Around> deeper = around;
        deeper.push_back({state.name, branch, &inner});
        walk(inner, deeper);
      };
      if (const auto *parallel = state.as<ast::ParallelState>())
        for (size_t i = 0; i < parallel->branches.size(); ++i)
          enter(i, *parallel->branches[i]);
      if (const auto *map = state.as<ast::MapState>(); map && map->processor) {
        processors_[state.name] = map->processor.get();
        enter(std::nullopt, *map->processor);
      }
    }
  }

  std::unordered_map<std::string, std::vector<Around>> around_;
  std::unordered_map<std::string, const ast::Machine *> processors_;
};

/// A flow while the events are read.
struct Open {
  Flow flow;
  Open *parent = nullptr;
  std::string holder;                     ///< the state that holds it
  std::optional<uint64_t> index;          ///< of the branch or item
  std::string compound;                   ///< the Parallel or Map that was entered and is not over
  std::string compoundType;               ///< `Parallel`, `Map`
  std::map<std::string, uint64_t> visits; ///< of each Parallel and Map: how often it began
};

class Grouping {
public:
  explicit Grouping(const ast::Machine &machine) : places_(machine) {
    root_ = &flows_[""];
    root_->flow.machine = &machine;
  }

  void add(const Event &event) {
    Open *before = flowOf(event.previous);
    Open &flow = place(event, *before);
    of_[event.id] = &flow;
    bool isAborted = event.type.ends_with("Aborted") && !event.is("ExecutionAborted");
    if (!isAborted)
      flow.flow.events.push_back(&event);
  }

  std::map<std::string, Flow> take() {
    std::map<std::string, Flow> result;
    for (auto &[key, open] : flows_) {
      for (const Open *at = &open; at->parent && !open.flow.isCut; at = at->parent)
        open.flow.isCut = cut_.contains(prefixOf(*at));
      result[key] = std::move(open.flow);
    }
    return result;
  }

private:
  Open *flowOf(int64_t event) const {
    auto found = of_.find(event);
    return found == of_.end() ? root_ : found->second;
  }

  static std::string named(const std::string &state, uint64_t visit) {
    return visit > 1 ? state + "#" + std::to_string(visit) : state;
  }

  /// What the keys of all flows of one visit of a state begin with.
  static std::string prefixOf(const Open &flow) {
    return flow.flow.key.substr(0, flow.flow.key.rfind('['));
  }

  Open &child(Open &parent, const std::string &holder, uint64_t index,
              const ast::Machine *machine) {
    uint64_t visit = std::max<uint64_t>(parent.visits[holder], 1);
    std::string at = "[" + std::to_string(index) + "]/";
    std::string key = parent.flow.key + named(holder, visit) + at;
    auto [found, isNew] = flows_.try_emplace(key);
    Open &open = found->second;
    if (isNew) {
      open.flow.key = key;
      open.flow.where = parent.flow.where + holder + at;
      open.flow.machine = machine;
      open.parent = &parent;
      open.holder = holder;
      open.index = index;
    }
    return open;
  }

  /// The flows around `flow` and itself, from the outside to the inside, without the machine.
  static std::vector<Open *> pathOf(Open &flow) {
    std::vector<Open *> path;
    for (Open *at = &flow; at->parent; at = at->parent)
      path.insert(path.begin(), at);
    return path;
  }

  /// The flow that holds the state, near the flow of the event before.
  Open &flowWith(const std::string &state, Open &before) {
    const std::vector<Around> *around = places_.find(state);
    if (!around)
      return before;
    std::vector<Open *> path = pathOf(before);
    Open *flow = root_;
    for (size_t depth = 0; depth < around->size(); ++depth) {
      const Around &each = (*around)[depth];
      Open *known = depth < path.size() ? path[depth] : nullptr;
      bool isIn = known && known->parent == flow && known->holder == each.state &&
                  (!each.branch || known->index == each.branch);
      if (!isIn && !each.branch)
        return before; // an iteration that no event has begun
      flow = isIn ? known : &child(*flow, each.state, *each.branch, each.machine);
    }
    return *flow;
  }

  /// The flow whose Parallel or Map of this type is not over.
  Open &flowRunning(std::string_view type, Open &before) {
    Open *flow = &before;
    while (flow->parent && flow->compoundType != type)
      flow = flow->parent;
    return *flow;
  }

  Open &placeCompound(const Event &event, std::string_view type, Open &before) {
    Open &flow = flowRunning(type, before);
    std::string_view what = std::string_view(event.type).substr(type.size());
    std::string prefix =
        flow.flow.key + named(flow.compound, std::max<uint64_t>(flow.visits[flow.compound], 1));
    if (what == "StateStarted" && ++flow.visits[flow.compound] > 1 && &flow != &before)
      cut_.insert(prefix); // it is tried again
    if (what == "StateFailed")
      cut_.insert(prefix);
    if (what == "StateSucceeded" || what == "StateFailed")
      flow.compoundType.clear();
    return flow;
  }

  Open &place(const Event &event, Open &before) {
    if (event.type.starts_with("Execution"))
      return *root_;
    std::string state = event.stateName();
    if (event.type.starts_with("MapIteration")) {
      Open &flow = flowWith(state, before);
      uint64_t index = event.details.value("index", uint64_t(0));
      return child(flow, state, index, places_.processorOf(state));
    }
    if (!state.empty()) {
      Open &flow = flowWith(state, before);
      std::string_view type = event.type;
      bool isCompound = type.starts_with("Parallel") || type.starts_with("Map");
      if (event.isStateEntered() && isCompound) {
        flow.compoundType = type.substr(0, type.find("State"));
        flow.compound = state;
      } else if (event.isStateExited()) {
        flow.compoundType.clear();
      }
      return flow;
    }
    for (std::string_view type : {"Parallel", "Map"})
      if (event.type.starts_with(type))
        return placeCompound(event, type, before);
    return before;
  }

  Places places_;
  std::map<std::string, Open> flows_; ///< by their keys; they stay where they are
  Open *root_;
  std::unordered_map<int64_t, Open *> of_;
  std::set<std::string> cut_;
};

} // namespace

std::map<std::string, Flow> flowsOf(const std::vector<Event> &events, const ast::Machine &machine) {
  Grouping grouping(machine);
  for (const Event &event : events)
    grouping.add(event);
  return grouping.take();
}

} // namespace aslc::replay
