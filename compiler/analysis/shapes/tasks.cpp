// Pass, Task, Wait, Succeed and Fail.
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shapes/flow.h"
#include "runtime/expr/time.h"
#include "runtime/support/number_text.h"

#include <algorithm>

namespace aslc::analysis {

void StateVisit::visit(const ast::PassState &pass) {
  if (isJsonata()) {
    Variables variables = assigned(state_.assign, scope_.input, scope_);
    exit(stateOutput(state_.output, scope_, scope_.input), std::move(variables));
    return;
  }
  Shape result;
  // With a Result, InputPath and Parameters are not evaluated.
  if (pass.result) {
    result = shapeOf(*pass.result->value);
    if (result.objects) {
      auto facts = std::make_shared<ObjectFacts>(*result.objects);
      facts->maker = &state_;
      facts->made = pass.result->range;
      result.objects = std::move(facts);
    }
  } else if (state_.parameters) {
    result =
        evaluateTemplate(evaluation_, *state_.parameters->value, effectiveInput(), scope_, &state_);
  } else {
    result = effectiveInput();
  }
  Variables variables = assigned(state_.assign, result, scope_);
  exit(pathOrNull(state_.outputPath, merged(state_.resultPath, result)), std::move(variables));
}

void StateVisit::visit(const ast::TaskState &task) {
  Shape input = effectiveInput();
  request();
  checkRequest(task, input);
  checkClocks(task, input);
  if (task.credentials)
    evaluateTemplate(evaluation_, *task.credentials->value, input, scope_, &state_);
  catchers();
  exitWith(task.resource ? flow_.facts_.resultOf(state_, task.resource->value) : Shape::any());
}

/// TimeoutSeconds and HeartbeatSeconds. Where both are constants, checkFlow compares them.
void StateVisit::checkClocks(const ast::TaskState &task, const Shape &input) {
  Shape timeout, heartbeat;
  if (task.timeoutSeconds)
    timeout = quantity(task.timeoutSeconds->value, input, Kind::Number);
  if (task.heartbeatSeconds)
    heartbeat = quantity(task.heartbeatSeconds->value, input, Kind::Number);
  if (data_ && task.timeoutSeconds)
    data_->seconds.add(timeout);
  if (!timeout.numbers || !heartbeat.numbers || heartbeat.numbers->low < timeout.numbers->high)
    return;
  if (task.timeoutSeconds->value.expression || task.heartbeatSeconds->value.expression)
    problems_.add({.kind = diag::Kind::HeartbeatNotBelowTimeout,
                   .range = task.heartbeatSeconds->range,
                   .message = asl::shortestText(heartbeat.numbers->low),
                   .detail = asl::shortestText(timeout.numbers->high)});
}

void StateVisit::checkWait(const ast::WaitState &wait, const Shape &value) {
  if (value.isNothing() || !value.known)
    return;
  auto report = [&](std::string message) {
    problems_.add(
        {.kind = diag::Kind::WaitValue, .range = wait.range, .message = std::move(message)});
  };
  if (wait.form == ast::WaitState::Form::Seconds) {
    if (value.isOnly(Kind::Number) && value.numbers && value.numbers->high < 0)
      report("this waits for a negative time");
    return;
  }
  if (!value.isOnly(Kind::Text) || !value.texts)
    return;
  const TextFacts &texts = *value.texts;
  bool isTime = texts.isListed ? std::any_of(texts.values.begin(), texts.values.end(),
                                             [](const std::string &text) {
                                               return asl::parseTimestamp(text).has_value();
                                             })
                               : !texts.neverTime;
  if (!isTime)
    report(describe(value) + " is never a timestamp as `2026-01-31T12:00:00Z` is");
}

void StateVisit::visit(const ast::WaitState &wait) {
  Shape input = effectiveInput();
  bool isSeconds = wait.form == ast::WaitState::Form::Seconds;
  if (isSeconds || wait.value.expression) {
    Shape value = quantity(wait.value, input, isSeconds ? Kind::Number : Kind::Text);
    if (wait.value.expression)
      checkWait(wait, value);
    if (data_ && isSeconds)
      data_->seconds.add(value);
  }
  if (isJsonata()) {
    Variables variables = assigned(state_.assign, scope_.input, scope_);
    exit(stateOutput(state_.output, scope_, scope_.input), std::move(variables));
    return;
  }
  Variables variables = assigned(state_.assign, input, scope_);
  exit(pathOrNull(state_.outputPath, input), std::move(variables));
}

void StateVisit::visit(const ast::SucceedState &) {
  Shape output = isJsonata() ? stateOutput(state_.output, scope_, scope_.input)
                             : pathOrNull(state_.outputPath, effectiveInput());
  checkSize(output);
  flow_.finish(state_, output);
}

void StateVisit::visit(const ast::FailState &fail) {
  flow_.finish(state_, Shape::nothing());
  for (const auto *field : {&fail.error, &fail.cause})
    if (*field && (*field)->value.expression)
      evaluateExpression(evaluation_, *(*field)->value.expression, scope_.input, scope_);
}

} // namespace aslc::analysis
