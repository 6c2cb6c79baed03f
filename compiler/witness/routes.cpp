// Ways through the graph of a flow.
#include "compiler/witness/follow.h"

#include <map>

namespace aslc::witness {

using analysis::flow::Edge;
using analysis::flow::Graph;

namespace {

constexpr size_t mostSteps = 20'000; ///< of the search

class Routes {
public:
  Routes(const Graph &graph, std::optional<uint32_t> to) : graph_(graph), to_(to) {}

  std::vector<Route> find() {
    if (graph_.start()) {
      isOnRoute_.resize(graph_.size());
      go(*graph_.start());
    }
    std::multimap<size_t, Route> sorted;
    for (Route &route : found_)
      sorted.emplace(costOf(route), std::move(route));
    std::vector<Route> routes;
    for (auto &[cost, route] : sorted)
      routes.push_back(std::move(route));
    return routes;
  }

private:
  static size_t costOf(const Route &route) {
    constexpr size_t error = 1000;
    size_t cost = 0;
    for (const auto &[state, edge] : route)
      cost += edge && edge->kind == Edge::Kind::Catch ? error : 1;
    return cost;
  }

  void go(uint32_t state) {
    if (isOnRoute_[state] || ++steps_ > mostSteps)
      return;
    const ast::State &at = graph_.state(state);
    bool isEnd = to_ ? state == *to_ : at.end || at.as<ast::SucceedState>() != nullptr;
    if (isEnd) {
      found_.push_back(route_);
      found_.back().emplace_back(state, nullptr);
      if (to_)
        return;
    }
    isOnRoute_[state] = true;
    for (const Edge &edge : graph_.out(state)) {
      route_.emplace_back(state, &edge);
      go(edge.to);
      route_.pop_back();
    }
    isOnRoute_[state] = false;
  }

  const Graph &graph_;
  std::optional<uint32_t> to_;
  std::vector<bool> isOnRoute_;
  Route route_;
  std::vector<Route> found_;
  size_t steps_ = 0;
};

} // namespace

std::vector<Route> routesOf(const Graph &graph, std::optional<uint32_t> to, size_t most) {
  std::vector<Route> routes = Routes(graph, to).find();
  if (routes.size() > most)
    routes.resize(most);
  return routes;
}

} // namespace aslc::witness
