// Rules of a Choice that never get their turn.
#include "compiler/analysis/flow/checks.h"

#include "compiler/sema/coverage.h"

namespace aslc::analysis::flow {

namespace {

/// A last rule that leaves nothing to `Default`.
void checkLast(const ast::ChoiceRule &rule, diag::Engine &diags) {
  sema::AlwaysHolds holds = sema::alwaysHolds(rule);
  source::Range place{rule.range.begin, rule.range.begin + 1};
  if (holds.forAll)
    diags.emit(place, diag::Kind::RuleAlwaysHolds,
               {"whatever the input is, so that the ways behind it are never taken"});
  else if (holds.forPresent)
    diags
        .emit(place, diag::Kind::RuleAlwaysHolds,
              {holds.subject.empty() ? "for all values that it looks at"
                                     : "for every value of `" + holds.subject + "`"})
        .hint("what comes after it gets its turn only where the value is absent");
}

} // namespace

void checkChoices(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *choice = state.as<ast::ChoiceState>();
      if (!choice)
        continue;
      if (choice->defaultNext && !choice->rules.empty())
        checkLast(choice->rules.back(), checker.diags);
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
