// Maps whose failures nobody notices.
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/result.h"
#include "compiler/analysis/flow/sources.h"

#include <algorithm>

namespace aslc::analysis::flow {

namespace {

class MapChecker {
public:
  explicit MapChecker(FlowChecker &checker) : checker_(checker) {}

  /// A distributed Map that succeeds although every item fails, and whose results are dropped.
  void tolerance(const Flow &flow, const ast::State &state, const ast::MapState &map) {
    if (map.resultWriter || !dropsResult(state))
      return;
    auto report = [&](source::Range range) {
      checker_.diags.emit(range, diag::Kind::ToleratesAllFailures, {state.name})
          .hint("the execution goes on as if all items had been processed");
    };
    auto percentage = checker_.constants.of(map.toleratedFailurePercentage);
    if (percentage && percentage->least >= 100)
      return report(map.toleratedFailurePercentage->range);
    auto count = checker_.constants.of(map.toleratedFailureCount);
    if (!count || map.itemReader)
      return;
    auto items =
        map.items ? checker_.constants.lengthOf(*map.items->value) : lengthBefore(flow, state, map);
    if (items && *items > 0 && count->least >= static_cast<double>(*items))
      report(map.toleratedFailureCount->range);
  }

private:
  /// How many items ItemsPath leads to at most, where states before it write them as constants.
  std::optional<size_t> lengthBefore(const Flow &flow, const ast::State &state,
                                     const ast::MapState &map) const {
    auto path = map.itemsPath ? dataPath(map.itemsPath->value) : std::nullopt;
    auto at = path ? flow.graph.find(state.name) : std::nullopt;
    auto sources = at ? sourcesOf(flow.graph, *at, *path) : std::nullopt;
    if (!sources || sources->empty())
      return std::nullopt;
    size_t most = 0;
    for (const Source &source : *sources) {
      if (!source.value->is(source::Node::Kind::Array))
        return std::nullopt;
      most = std::max(most, source.value->items.size());
    }
    return most;
  }

  FlowChecker &checker_;
};

} // namespace

void checkMaps(FlowChecker &checker) {
  MapChecker maps(checker);
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states)
      if (const auto *map = state.as<ast::MapState>(); map && map->distributed)
        maps.tolerance(flow, state, *map);
}

} // namespace aslc::analysis::flow
