// Choice: which rules hold, and what is known then.
#include "compiler/analysis/shapes/flow.h"
#include "compiler/sema/coverage.h"

#include <algorithm>

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

/// Whether a rule could fail to hold if those before it were not there.
bool StateVisit::mayFailAlone(const ast::ChoiceRule &rule, size_t index) {
  if (index == 0)
    return false;
  Problems silent;
  Scope scope = scope_;
  scope.input = effectiveInput();
  return !isNever(evaluateRule({evaluation_.tree, silent}, rule, scope).whenFalse);
}

void StateVisit::visit(const ast::ChoiceState &choice) {
  Scope scope = scope_;
  scope.input = effectiveInput();
  if (choice_)
    choice_->rules.resize(choice.rules.size());
  bool mayHaveLeft = false;
  for (size_t i = 0; i < choice.rules.size() && !isNever(scope); ++i) {
    const ast::ChoiceRule &rule = choice.rules[i];
    Problems::Conditional later(problems_, mayHaveLeft);
    Outcomes outcomes = evaluateRule(evaluation_, rule, scope);
    if (choice_) {
      choice_->rules[i].isTried = true;
      choice_->bySwitch |= outcomes.bySwitch;
      choice_->rules[i].mayHold |= !isNever(outcomes.whenTrue);
      choice_->rules[i].mayFail |= !isNever(outcomes.whenFalse) || mayFailAlone(rule, i);
    }
    if (!isNever(outcomes.whenTrue)) {
      Problems::Conditional taken(problems_, !isNever(outcomes.whenFalse));
      takeRule(rule, outcomes.whenTrue);
      mayHaveLeft = true;
    }
    scope = std::move(outcomes.whenFalse);
  }
  if (isNever(scope))
    return;
  if (choice_)
    choice_->mayMatchNone = true;
  if (!choice.defaultNext) {
    if (!mayHaveLeft)
      problems_.add({.kind = diag::Kind::ChoiceWithoutDefault,
                     .range = state_.nameRange,
                     .message = state_.name,
                     .isWarned = true});
    return;
  }
  Problems::Conditional taken(problems_, mayHaveLeft);
  Variables variables = assigned(state_.assign, scope.input, scope);
  Shape output = isJsonata() ? stateOutput(state_.output, scope, scope.input)
                             : pathOrNull(state_.outputPath, scope.input);
  leave(choice.defaultNext, std::move(output), std::move(variables));
}

void reportChoice(const ast::State &state, const ast::ChoiceState &choice, const ChoiceFacts &facts,
                  const diag::Engine &diags, Problems &problems) {
  auto isReported = [&](source::Range range) {
    return problems.holdsWithin(range) ||
           std::any_of(diags.all().begin(), diags.all().end(), [&](const diag::Diagnostic &each) {
             return each.severity != diag::Severity::Note && range.begin <= each.range.begin &&
                    each.range.end <= range.end;
           });
  };
  for (size_t i = 0; !facts.bySwitch && i < facts.rules.size(); ++i) {
    const ast::ChoiceRule &rule = choice.rules[i];
    bool isLast = i + 1 == facts.rules.size() && !choice.defaultNext;
    if (facts.rules[i].isTried && !facts.rules[i].mayFail && !isLast && !isReported(rule.range))
      problems.addForAll({.kind = diag::Kind::RuleAlwaysHolds,
                          .range = rule.range,
                          .message = "always, so that the ways behind it are never taken",
                          .hint = "what comes after it never gets its turn"});
    if (facts.rules[i].mayHold || isReported(rule.range))
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
