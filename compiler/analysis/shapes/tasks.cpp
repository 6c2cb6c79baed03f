// Pass, Task, Wait, Succeed and Fail.
#include "compiler/analysis/evaluate/text.h"
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shapes/flow.h"
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
    timeout = numberField(task.timeoutSeconds->value, input, {"TimeoutSeconds", 1});
  if (task.heartbeatSeconds)
    heartbeat = numberField(task.heartbeatSeconds->value, input, {"HeartbeatSeconds", 1});
  if (data_ && task.timeoutSeconds)
    data_->seconds.add(timeout);
  if (!timeout.numbers || !heartbeat.numbers || heartbeat.numbers->low < timeout.numbers->high)
    return;
  if (task.timeoutSeconds->value.expression || task.heartbeatSeconds->value.expression)
    problems_.add({.kind = diag::Kind::HeartbeatNotBelowTimeout,
                   .range = task.heartbeatSeconds->range,
                   .message = numberText(heartbeat.numbers->low),
                   .detail = numberText(timeout.numbers->high)});
}

/// `Timestamp`: a text that is none, a moment that is over, and one that no execution reaches.
void StateVisit::checkMoment(const ast::WaitState &wait, const Shape &value) {
  if (isPastMoment(value))
    problems_.add(
        {.kind = diag::Kind::PastTimestamp,
         .range = wait.range,
         .message = value.texts->values.front(),
         .hint = wait.value.expression ? "" : "`TimestampPath` takes a moment from the input",
         .isOdd = true});
  if (isFarMoment(value))
    problems_.add({.kind = diag::Kind::LongerThanTimeout,
                   .range = wait.range,
                   .message = state_.name,
                   .detail = "waits until `" + value.texts->values.front() +
                             "`, more than a year away when it is counted from today",
                   .expected = numberText(longestExecution),
                   .hint = "an execution that starts today lasts at most a year",
                   .isOdd = true});
  if (!wait.value.expression || value.isNothing() || !value.known || !value.isOnly(Kind::Text) ||
      mayBeTimestamp(value))
    return;
  const std::string &picture = value.texts->picture;
  problems_.add({.kind = diag::Kind::WaitValue,
                 .range = wait.range,
                 .message = (picture.empty() ? describe(value)
                                             : "a time with the picture `" + picture + "`") +
                            " is never a timestamp as `2026-01-31T12:00:00Z` is"});
}

void StateVisit::visit(const ast::WaitState &wait) {
  Shape input = effectiveInput();
  bool isSeconds = wait.form == ast::WaitState::Form::Seconds;
  if (isSeconds) {
    // AWS limits the time in seconds to 32 bits.
    constexpr double mostSeconds = std::numeric_limits<int32_t>::max();
    Shape value =
        numberField(wait.value, input, {"Seconds", 0, mostSeconds, true, diag::Kind::WaitValue});
    if (data_)
      data_->seconds.add(value);
  } else {
    Shape moment = wait.value.expression ? quantity(wait.value, input, Kind::Text)
                                         : Shape::text(wait.timestamp);
    checkMoment(wait, moment);
    if (data_)
      data_->moment = join(data_->moment, moment);
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

/// `Error` or `Cause`, which must be a text.
void StateVisit::failMessage(const ast::Expression &expression) {
  if (expression.kind == ast::Expression::Kind::Jsonata) {
    evaluateResult(evaluation_, expression, scope_, Kind::Text);
    return;
  }
  Shape value = evaluateExpression(evaluation_, expression, scope_.input, scope_);
  if (value.known && !value.may(Kind::Text))
    problems_.add({.kind = diag::Kind::ValueType,
                   .range = evaluation_.part(expression, 0, expression.text.size()),
                   .message = "this field takes a text, but `" + expression.text + "` is " +
                              describe(value)});
}

void StateVisit::visit(const ast::FailState &fail) {
  flow_.finish(state_, Shape::nothing());
  for (const auto *field : {&fail.error, &fail.cause})
    if (*field && (*field)->value.expression)
      failMessage(*(*field)->value.expression);
}

} // namespace aslc::analysis
