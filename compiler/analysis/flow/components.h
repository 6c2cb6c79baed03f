// The strongly connected components of a graph, with Tarjan's algorithm.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace aslc::analysis::flow {

struct Components {
  static constexpr uint32_t none = ~0u;
  /// Of each node; `none` for one that is not reached. Numbered so that edges lead to the same or a
  /// smaller number.
  std::vector<uint32_t> of;
  std::vector<bool> loops; ///< whether a component has an edge within itself
};

/// Of the nodes 0 to `size` that are reached from `starts`. `edges(node)` gives a range of edges,
/// and `target(edge)` the node that an edge leads to, or `none` to leave it out.
template <typename Edges, typename Target>
Components findComponents(uint32_t size, std::span<const uint32_t> starts, Edges edges,
                          Target target) {
  constexpr uint32_t none = Components::none;
  struct Visit {
    uint32_t node, edge;
  };
  Components result{std::vector<uint32_t>(size, none), {}};
  std::vector<uint32_t> order(size, none), low(size), stack;
  std::vector<Visit> path;
  uint32_t count = 0;
  auto enter = [&](uint32_t node) {
    order[node] = low[node] = count++;
    stack.push_back(node);
    path.push_back({node, 0});
  };
  auto close = [&](uint32_t node) {
    uint32_t number = static_cast<uint32_t>(result.loops.size()), last = none;
    size_t members = 0;
    while (last != node) {
      last = stack.back();
      stack.pop_back();
      result.of[last] = number;
      ++members;
    }
    const auto &out = edges(node);
    bool itself =
        std::any_of(out.begin(), out.end(), [&](const auto &e) { return target(e) == node; });
    result.loops.push_back(members > 1 || itself);
  };
  for (uint32_t start : starts) {
    if (order[start] != none)
      continue;
    enter(start);
    while (!path.empty()) {
      auto [node, edge] = path.back();
      const auto &out = edges(node);
      if (edge < out.size()) {
        ++path.back().edge;
        uint32_t to = target(out[edge]);
        if (to == none)
          continue;
        if (order[to] == none)
          enter(to);
        else if (result.of[to] == none)
          low[node] = std::min(low[node], order[to]);
        continue;
      }
      path.pop_back();
      if (!path.empty())
        low[path.back().node] = std::min(low[path.back().node], low[node]);
      if (low[node] == order[node])
        close(node);
    }
  }
  return result;
}

} // namespace aslc::analysis::flow
