// The bounds of a machine, put together for reports.
#include "compiler/analysis/bounds/bounds.h"

#include "compiler/analysis/bounds/calculator.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::bounds {

using flow::Flow;

namespace {

constexpr Metric metrics[] = {Metric::Events, Metric::Transitions, Metric::Seconds, Metric::Cost};

/// Of the innermost execution that a flow belongs to.
const Flow &executionOf(const Flow &flow) {
  const Flow *at = &flow;
  while (at->outer && !at->distributed)
    at = at->outer;
  return *at;
}

class Assembly {
public:
  Assembly(const ast::Machine &machine, const DataFacts &data, const Prices &prices)
      : calculator_(machine, data, prices), data_(data) {}

  Bounds run() {
    for (const Flow &flow : calculator_.flows()) {
      if (!flow.outer || flow.distributed)
        execution(flow);
      addStates(flow);
    }
    for (Reason &reason : calculator_.reasons())
      bounds_.executions[executions_.at(flows_.at(reason.state))].reasons.push_back(reason);
    bounds_.symbols = std::move(calculator_.symbols());
    return std::move(bounds_);
  }

private:
  void execution(const Flow &flow) {
    ExecutionBounds bounds;
    bounds.express = flow.express;
    bounds.count = {Formula::of(Side::Best, 1), Formula::of(Side::Worst, 1)};
    bounds.mostSeconds = calculator_.limitOf(flow);
    bounds.concurrency = calculator_.concurrencyOf(flow);
    bounds.succeeds = calculator_.succeeds(flow);
    if (flow.owner) {
      bounds.map = flow.owner;
      bounds.path = paths_.at(flow.owner);
      // Where its Map may not be entered, or is entered again, this is not the whole truth.
      bounds.count = {calculator_.childrenOf(*flow.owner, Side::Best),
                      calculator_.childrenOf(*flow.owner, Side::Worst)};
    }
    for (Metric metric : metrics) {
      // An execution writes when it starts and when it ends.
      double own = metric == Metric::Events ? 2 : 0;
      Amount &amount = bounds.amounts[metric];
      if (metric == Metric::Cost) {
        amount = {calculator_.costOf(flow, Side::Best), calculator_.costOf(flow, Side::Worst)};
        continue;
      }
      amount.best = calculator_.of(flow, metric, Side::Best) + own;
      amount.worst = calculator_.of(flow, metric, Side::Worst) + own;
    }
    executions_[&flow] = bounds_.executions.size();
    bounds_.executions.push_back(std::move(bounds));
  }

  void addStates(const Flow &flow) {
    for (uint32_t i = 0; i < flow.graph.size(); ++i) {
      const ast::State &state = flow.graph.state(i);
      StateBounds bounds;
      bounds.state = &state;
      bounds.path = (flow.owner ? paths_.at(flow.owner) + "/" : "") + state.name;
      paths_[&state] = bounds.path;
      flows_[&state] = &executionOf(flow);
      if (auto found = data_.find(&state); found != data_.end()) {
        bounds.inputBytes = found->second.input;
        bounds.input = describe(found->second.inputShape);
      }
      for (Metric metric : metrics)
        bounds.amounts[metric] = {calculator_.of(flow, i, metric, Side::Best),
                                  calculator_.of(flow, i, metric, Side::Worst)};
      bounds_.states.push_back(std::move(bounds));
    }
  }

  Calculator calculator_;
  const DataFacts &data_;
  Bounds bounds_;
  std::map<const ast::State *, std::string> paths_;
  std::map<const ast::State *, const Flow *> flows_; ///< the execution of each state
  std::map<const Flow *, size_t> executions_;
};

} // namespace

Bounds boundsOf(const ast::Machine &machine, const DataFacts &data, const Prices &prices) {
  return Assembly(machine, data, prices).run();
}

std::optional<Assumption> parseAssumption(std::string_view text) {
  size_t op = text.find_first_of("<>=");
  if (op == text.npos || op == 0)
    return std::nullopt;
  bool isLess = text[op] == '<', isGreater = text[op] == '>';
  size_t begin = op + 1;
  if ((isLess || isGreater) && (begin == text.size() || text[begin++] != '='))
    return std::nullopt;
  auto trimmed = [](std::string_view part) {
    size_t from = std::min(part.find_first_not_of(' '), part.size());
    return part.substr(from, part.find_last_not_of(' ') + 1 - from);
  };
  std::string_view name = trimmed(text.substr(0, op)), number = trimmed(text.substr(begin));
  std::optional<uint64_t> value = asl::parseNumber<uint64_t>(number);
  if (name.empty() || !value)
    return std::nullopt;
  Assumption assumption{std::string(name)};
  if (!isGreater)
    assumption.most = static_cast<double>(*value);
  if (!isLess)
    assumption.least = static_cast<double>(*value);
  return assumption;
}

std::optional<std::string> assume(Bounds &bounds, const std::vector<Assumption> &assumptions) {
  for (const Assumption &each : assumptions) {
    bool fits = false;
    for (Symbol &symbol : bounds.symbols) {
      if (symbol.name != each.name && symbol.path != each.name && symbol.state->name != each.name)
        continue;
      symbol.least = std::max(symbol.least, each.least);
      symbol.most = std::min(symbol.most, each.most);
      fits = true;
    }
    if (!fits)
      return each.name;
  }
  return std::nullopt;
}

} // namespace aslc::analysis::bounds
