// The fields of each state type, in the order in which they are evaluated.
#include "compiler/ast/walk.h"

namespace aslc::ast {

void FieldVisitor::visit(const State &state) {
  if (state.broken)
    return;
  path("InputPath", state.inputPath);
  optional("Parameters", state.parameters);
  optional("Arguments", state.arguments);
  std::visit([this](const auto &kind) { particular(kind); }, state.kind);
  optional("ResultSelector", state.resultSelector);
  resultPath(state.resultPath);
  path("OutputPath", state.outputPath);
  // `$states.result` exists in the output of states that have a result.
  bool hasResult = state.as<TaskState>() || state.as<ParallelState>() || state.as<MapState>();
  jsonata::StatesMembers scope{hasResult, false};
  optional("Output", state.output, scope);
  optional("Assign", state.assign, scope);
  for (const Catcher &catcher : state.catchers) {
    resultPath(catcher.resultPath);
    optional("Output", catcher.output, {false, true});
    optional("Assign", catcher.assign, {false, true});
  }
}

void FieldVisitor::value(std::string_view field, const Template &value,
                         jsonata::StatesMembers scope) {
  if (value.expression) {
    ExpressionField found{*value.expression, field};
    found.scope = scope;
    expression(found);
  }
  for (const Template::Entry &entry : value.entries)
    FieldVisitor::value(entry.written, *entry.value, scope);
  for (const auto &item : value.items)
    FieldVisitor::value(field, *item, scope);
}

void FieldVisitor::message(std::string_view field, const Field<FailMessage> &message) {
  if (!message.value.expression)
    return;
  std::string name = std::string(field) + "Path";
  ExpressionField found{*message.value.expression, name};
  found.givesText = true;
  expression(found);
}

void FieldVisitor::comparison(const Comparison &comparison) {
  if (comparison.variable)
    expression({*comparison.variable, "Variable"});
  if (comparison.operandPath)
    expression({*comparison.operandPath, comparison.op});
}

void FieldVisitor::optional(std::string_view field, const TemplateField &value,
                            jsonata::StatesMembers scope) {
  if (value)
    this->value(field, *value->value, scope);
}

void FieldVisitor::path(std::string_view field, const Optional<PathOrNull> &path) {
  if (path && path->value.path)
    expression({*path->value.path, field});
}

void FieldVisitor::resultPath(const Optional<PathOrNull> &path) {
  if (!path || !path->value.path)
    return;
  ExpressionField found{*path->value.path, "ResultPath"};
  found.context = found.variables = false;
  expression(found);
}

void FieldVisitor::quantity(std::string_view field, const Quantity &quantity) {
  if (!quantity.expression)
    return;
  ExpressionField found{*quantity.expression, field};
  found.context = !quantity.isPath();
  expression(found);
}

void FieldVisitor::quantity(std::string_view field, const Optional<Quantity> &quantity) {
  if (quantity)
    this->quantity(field, quantity->value);
}

void FieldVisitor::rule(const ChoiceRule &rule) {
  for (const ChoiceRule &operand : rule.operands)
    this->rule(operand);
  if (rule.kind == ChoiceRule::Kind::Comparison)
    comparison(rule.comparison);
  if (rule.condition)
    value("Condition", *rule.condition, {});
  optional("Output", rule.output);
  optional("Assign", rule.assign);
}

void FieldVisitor::particular(const PassState &pass) {
  if (pass.result)
    result(*pass.result->value);
}

void FieldVisitor::particular(const TaskState &task) {
  quantity("TimeoutSecondsPath", task.timeoutSeconds);
  quantity("HeartbeatSecondsPath", task.heartbeatSeconds);
  optional("Credentials", task.credentials);
}

void FieldVisitor::particular(const ChoiceState &choice) {
  for (const ChoiceRule &each : choice.rules)
    rule(each);
}

void FieldVisitor::particular(const WaitState &wait) {
  quantity(wait.form == WaitState::Form::Seconds ? "SecondsPath" : "TimestampPath", wait.value);
}

void FieldVisitor::particular(const FailState &fail) {
  if (fail.error)
    message("Error", *fail.error);
  if (fail.cause)
    message("Cause", *fail.cause);
}

void FieldVisitor::particular(const MapState &map) {
  if (map.itemsPath)
    expression({map.itemsPath->value, "ItemsPath"});
  optional("Items", map.items);
  optional("ItemSelector", map.itemSelector);
  quantity("MaxConcurrencyPath", map.maxConcurrency);
  quantity("ToleratedFailureCountPath", map.toleratedFailureCount);
  quantity("ToleratedFailurePercentagePath", map.toleratedFailurePercentage);
  if (map.itemReader) {
    optional("ItemReader", map.itemReader->arguments);
    quantity("MaxItemsPath", map.itemReader->maxItems);
    if (map.itemReader->readerConfig)
      readerConfig(*map.itemReader->readerConfig);
  }
  if (map.itemBatcher) {
    quantity("MaxItemsPerBatchPath", map.itemBatcher->maxItemsPerBatch);
    quantity("MaxInputBytesPerBatchPath", map.itemBatcher->maxInputBytesPerBatch);
    optional("BatchInput", map.itemBatcher->batchInput);
  }
  if (map.resultWriter)
    optional("ResultWriter", map.resultWriter->arguments);
}

namespace {

class ExpressionVisitor : public FieldVisitor {
public:
  explicit ExpressionVisitor(const std::function<void(const ExpressionField &)> &visit)
      : visit_(visit) {}

private:
  void expression(const ExpressionField &field) override { visit_(field); }

  const std::function<void(const ExpressionField &)> &visit_;
};

} // namespace

void forEachExpression(const State &state,
                       const std::function<void(const ExpressionField &)> &visit) {
  ExpressionVisitor(visit).visit(state);
}

void forEachInner(const State &state, const std::function<void(const Machine &, bool)> &visit) {
  if (const auto *parallel = state.as<ParallelState>())
    for (const auto &branch : parallel->branches)
      visit(*branch, false);
  if (const auto *map = state.as<MapState>(); map && map->processor)
    visit(*map->processor, map->distributed);
}

void forEachMachine(const Machine &machine, const std::function<void(const Machine &)> &visit) {
  visit(machine);
  for (const State &state : machine.states)
    forEachInner(state, [&](const Machine &inner, bool) { forEachMachine(inner, visit); });
}

} // namespace aslc::ast
