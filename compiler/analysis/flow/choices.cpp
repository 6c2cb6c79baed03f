// Rules of a Choice that never get their turn.
#include "compiler/analysis/flow/checks.h"

#include "compiler/sema/coverage.h"

namespace aslc::analysis::flow {

void checkChoices(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *choice = state.as<ast::ChoiceState>();
      if (!choice)
        continue;
      if (choice->defaultNext && !choice->rules.empty() && sema::holdsAlways(choice->rules.back()))
        checker.diags.emit({choice->rules.back().range.begin, choice->rules.back().range.begin + 1},
                           diag::Kind::RuleAlwaysHolds);
      if (choice->rules.size() < 2)
        continue;
      sema::Coverage coverage = sema::coverageOf(*choice);
      for (size_t i = 1; i < choice->rules.size(); ++i)
        if (coverage.isHidden[i])
          checker.diags
              .emit({choice->rules[i].range.begin, choice->rules[i].range.begin + 1},
                    diag::Kind::HiddenRule)
              .hint("rules are tried in their order: the special one comes before the general one");
    }
}

} // namespace aslc::analysis::flow
