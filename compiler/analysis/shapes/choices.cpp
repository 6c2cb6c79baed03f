// Choice: which rules hold, and what is known then.
#include "compiler/analysis/shapes/flow.h"

#include "compiler/sema/coverage.h"

namespace aslc::analysis {

namespace {

bool isNever(const Scope &scope) { return scope.input.isNothing(); }

} // namespace

void StateVisit::takeRule(const ast::ChoiceRule &rule, const Scope &scope) {
  const Shape &effective = scope.input;
  if (isJsonata()) {
    Variables variables = assigned(rule.assign, effective, scope);
    leave(rule.next, stateOutput(rule.output, scope, effective), std::move(variables));
    return;
  }
  Variables variables = assigned(rule.assign, effective, scope);
  leave(rule.next, pathOrNull(state_.outputPath, effective), std::move(variables));
}

void StateVisit::visit(const ast::ChoiceState &choice) {
  Scope scope = scope_;
  scope.input = effectiveInput();
  if (choice_)
    choice_->rules.resize(choice.rules.size());
  for (size_t i = 0; i < choice.rules.size() && !isNever(scope); ++i) {
    const ast::ChoiceRule &rule = choice.rules[i];
    Outcomes outcomes = evaluateRule(evaluation_, rule, scope.input, scope);
    if (choice_) {
      choice_->rules[i].isTried = true;
      choice_->rules[i].mayHold |= !isNever(outcomes.whenTrue);
    }
    if (!isNever(outcomes.whenTrue))
      takeRule(rule, outcomes.whenTrue);
    scope = std::move(outcomes.whenFalse);
  }
  if (isNever(scope))
    return;
  if (choice_)
    choice_->mayMatchNone = true;
  if (!choice.defaultNext)
    return;
  Variables variables = assigned(state_.assign, scope.input, scope);
  Shape output = isJsonata() ? stateOutput(state_.output, scope, scope.input)
                             : pathOrNull(state_.outputPath, scope.input);
  leave(choice.defaultNext, std::move(output), std::move(variables));
}

void reportChoice(const ast::State &state, const ast::ChoiceState &choice, const ChoiceFacts &facts,
                  Problems &problems) {
  for (size_t i = 0; i < choice.rules.size() && i < facts.rules.size(); ++i) {
    const ast::ChoiceRule &rule = choice.rules[i];
    if (facts.rules[i].mayHold || problems.holdsWithin(rule.range))
      continue;
    bool isShadowed = !facts.rules[i].isTried;
    problems.addForAll(
        {.kind = diag::Kind::RuleNeverHolds,
         .range = rule.range,
         .message = isShadowed ? "this rule never gets its turn: those before it take every value"
                               : "this rule never holds"});
  }
  if (!choice.defaultNext && facts.mayMatchNone && !sema::coverageOf(choice).isComplete)
    problems.addForAll({.kind = diag::Kind::ChoiceWithoutDefault,
                        .range = state.nameRange,
                        .message = state.name,
                        .hint = "an input that no rule matches fails the execution"});
}

} // namespace aslc::analysis
