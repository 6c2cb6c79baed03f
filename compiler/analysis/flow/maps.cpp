// Maps whose failures nobody notices.
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/result.h"

namespace aslc::analysis::flow {

namespace {

class MapChecker {
public:
  explicit MapChecker(FlowChecker &checker) : checker_(checker) {}

  /// A distributed Map that succeeds although every item fails, and whose results are dropped.
  void tolerance(const ast::State &state, const ast::MapState &map) {
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
    auto items = map.items && !map.itemReader ? checker_.constants.lengthOf(*map.items->value)
                                              : std::nullopt;
    if (count && items && *items > 0 && count->least >= static_cast<double>(*items))
      report(map.toleratedFailureCount->range);
  }

private:
  FlowChecker &checker_;
};

} // namespace

void checkMaps(FlowChecker &checker) {
  MapChecker maps(checker);
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states)
      if (const auto *map = state.as<ast::MapState>(); map && map->distributed)
        maps.tolerance(state, *map);
}

} // namespace aslc::analysis::flow
